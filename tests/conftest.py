"""How random tests are drawn: the same examples every time, unless new ones are asked for.

``python -m pytest`` draws the same examples and scenarios each time, so that a clean clone passes or fails for good.
The second step of ``.ci/run`` draws new ones: the profile ``fresh`` with a seed of its own, and ``FIRST_SEED`` for
the random scenarios. It prints both; the same command then draws the same again. Whatever it ever finds becomes an
explicit ``@example``, or a seed in the test's own list, before it is mended.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# what is printed does not depend on the width of the terminal that the tests are run from
os.environ["COLUMNS"] = "100"

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,  # a loaded machine is no fault
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("fresh", settings.get_profile("repeatable"), derandomize=False, print_blob=True)
settings.load_profile("repeatable")
