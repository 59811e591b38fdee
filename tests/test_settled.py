"""Settled years are a longer base: what was planned comes back, and every stock is a number."""

from __future__ import annotations

import pytest

from models.reading import document, read
from models.settling import as_planned, settle
from models.scenario import ScenarioError if False else Scenario
