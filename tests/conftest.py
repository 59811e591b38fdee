"""How random tests are drawn, and how the long ones are shared out over runs of CI.

``python -m pytest`` draws the same examples and scenarios each time, so that a clean clone passes or fails for good.
The second step of ``.ci/run`` draws new ones: the profile ``fresh`` with a seed of its own, and ``FIRST_SEED`` for
the random scenarios. It takes one part of eight of what is random or slow, so that runs go through all of it in
turn, and prints the command that repeats it. Whatever it ever finds becomes an explicit ``@example``, or a seed in
the test's own list, before it is mended.
"""

from __future__ import annotations

import os
from zlib import crc32

import pytest
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


def pytest_addoption(parser):
    parser.addoption("--part", metavar="K/N", help="run the K-th (from 0) of N parts of the tests")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks at the groups
def pytest_collection_modifyitems(config, items):
    """Keep one part; tests of one file on the same thing stay together, since they share its answer."""
    if not (part := config.getoption("--part")):
        return
    k, n = map(int, part.split("/"))
    kept, left = [], []
    for item in items:
        thing = item.nodeid.partition("::")[0] + item.name.partition("[")[2]
        item.add_marker(pytest.mark.xdist_group(thing))
        (kept if crc32(thing.encode()) % n == k % n else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.fixture(scope="class")
def unexplained():
    """No reason is looked for where there is no plan: for tests that ask only whether there is one.

    It is looked for by solving dozens of changed scenarios, which takes far longer than the answer; test_no_plan and
    test_ways_out are about it. Of the scope of a class, since hypothesis warns of fixtures that are of a function.
    """
    from solver.answer.no_plan import NoPlanError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "solver.answer.solving.diagnose", lambda formulation, _: NoPlanError(formulation, (), ())
        )
        yield


@pytest.fixture(scope="class")
def without_goals():
    """A room without the room of goals, which is most of the work: for tests of frames; test_goal_room is about it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solver.studies.room.goal_spans", lambda *_: ())
        yield
