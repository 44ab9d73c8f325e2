"""What the cluster's steps compare totals with finds what is missing, what is there twice, and what differs in a digit."""

import sys
from decimal import Decimal

import pytest

import builds

sys.path.append(str(builds.K8S / "tests/cluster"))

from pipeline import PATHS, TWEET, Growth, fold  # noqa: E402

OLD, ONE, TWO = (
    {"id": name, "time": "2026-01-01T00:00:00Z", "municipality": where, "weather": "rainy", "temperature": 19.5, "humidity": humid}
    for name, where, humid in (("old", "mixco", 88), ("one", "mixco", 70.1), ("two", "guatemala", 60))
)


class Counting:
    """Stands for the read side: shows what it is told to, by path."""

    def __init__(self):
        self.events = {path: [OLD] for path in PATHS}

    def totals(self, kind, by):
        return {
            path: {"complete": True, "groups": fold.fold(kind, events)["totals"][",".join(by)]} for path, events in self.events.items()
        }


@pytest.fixture
def counting():
    return Counting()


def grown(counting, events):
    growth = Growth(counting)
    for path, added in events.items():
        counting.events[path] = [OLD, *added]
    growth.expect([ONE, TWO], seconds=0)


def test_exactly_the_events_on_both_paths_agree(counting):
    grown(counting, {path: [TWO, ONE] for path in PATHS})


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "counted", [[ONE], [ONE, TWO, TWO | {"id": "three"}], [ONE, TWO | {"humidity": 60.1}], [ONE, TWO | {"municipality": "mixco"}]],
    ids=["missing", "twice", "another digit", "another group"],
)
def test_anything_else_on_one_path_does_not(counting, path, counted):
    with pytest.raises(AssertionError):
        grown(counting, {one: counted if one == path else [ONE, TWO] for one in PATHS})


def test_sums_are_compared_to_the_digit(counting):
    assert counting.totals(TWEET, Growth.BY)["kafka"]["groups"][0]["values"]["humidity"]["sum"] == Decimal("88.00")
