"""The pipeline as its users see it, through the Ingress; what must have been counted says the fold of the system tests."""

import json
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from cluster import until

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "loadtest"), str(ROOT / "system-tests/src/test/python")]

import fold  # noqa: E402
from aguacero_load.insights import Insights, Refused, Unreachable, fetch  # noqa: E402

SAMPLE = ROOT / "local-stack/sample/weather-hourly-lga-2013.csv"
PATHS = ("kafka", "rabbitmq")
TWEET = "weather.tweet"
RETRIED = (0, 429, 502, 503, 504)
"""What is sent again; 502 and 504 are an Ingress controller's own."""

Sums = dict[tuple[str, ...], tuple[int, dict[str, Decimal]]]
"""By the values of a grouping's fields, how many events there are, and each value's sum."""


class Pipeline:
    """The door and the read side, behind one address unless the latter has its own."""

    def __init__(self, address: str, key: str, read_side: str = ""):
        self.address = address
        self.key = key
        self._insights = Insights(read_side or address, key)

    def post(self, path: str, body: str, content_type: str = "application/json") -> tuple[int, bytes]:
        """One attempt; status 0 when there was no answer."""
        headers = {"Content-Type": content_type, "Authorization": f"Bearer {self.key}"}
        try:
            return fetch(self.address + path, body.encode(), headers)
        except Unreachable:
            return 0, b""

    def stored(self, path: str, body: str, content_type: str = "application/json") -> None:
        """Sends until the answer is final, which has to be 202."""
        status, said = until("a final answer", 180, lambda: self._final(path, body, content_type))
        assert status == 202, f"{path} is answered {status} {said[:500]}"

    def _final(self, path: str, body: str, content_type: str):
        answer = self.post(path, body, content_type)
        # A batch that is stored in part is sent again whole.
        return None if answer[0] in (*RETRIED, 207) else answer

    def totals(self, kind: str, by: Iterable[str] = ()) -> dict | None:
        """By path, groups and whether they are complete; None while nobody answers."""
        names = ",".join(by)
        grouping = f"?by={names}" if names else ""
        try:
            return self._insights.get(f"/v1/kinds/{kind}/totals{grouping}", patience=0)["paths"]
        except (Refused, Unreachable, json.JSONDecodeError):
            return None

    def all_totals(self) -> dict | None:
        """Everything that is counted, of each kind, by each of its groupings; None while not all of it is answered."""
        told = {}
        try:
            kinds = self._insights.kinds()
        except (Refused, Unreachable, json.JSONDecodeError):
            return None
        for kind, declared in kinds.items():
            for by in [(), *(tuple(group["by"]) for group in declared["groups"])]:
                told[kind, by] = self.totals(kind, by)
        return told if all(told.values()) else None


def sums(groups: list[dict], by: tuple[str, ...]) -> Sums:
    """Counts and sums of groups, as insights-api or the fold tells them."""
    return {
        tuple(group["key"][field] for field in by): (group["count"], {name: value["sum"] for name, value in group["values"].items()})
        for group in groups
    }


class Growth:
    """What totals of tweets grow by from now on, on both paths: exactly by the events that were acknowledged."""

    BY = ("municipality", "weather")

    def __init__(self, pipeline: Pipeline):
        self._pipeline = pipeline
        self._before = {path: sums(told["groups"], self.BY) for path, told in self._told().items()}

    def _told(self) -> dict:
        return until("totals of tweets", 120, lambda: self._pipeline.totals(TWEET, self.BY))

    def expect(self, events: list[dict], seconds: float = 180) -> None:
        """Waits until both paths have counted these events, and no others, to the digit."""
        expected = sums(fold.fold(TWEET, events)["totals"][",".join(self.BY)], self.BY)
        until(
            f"{len(events)} events are counted", seconds,
            lambda: all(sum(count for count, _ in self._grown(path).values()) >= len(events) for path in PATHS),
        )
        for path in PATHS:
            grown = self._grown(path)
            assert grown == expected, f"{path}: {grown} is counted, {expected} was acknowledged"

    def _grown(self, path: str) -> Sums:
        grown = {}
        for key, (count, values) in sums(self._told().get(path, {}).get("groups", []), self.BY).items():
            count_before, values_before = self._before.get(path, {}).get(key, (0, {}))
            if (count, values) != (count_before, values_before):
                grown[key] = (count - count_before, {name: value - values_before.get(name, 0) for name, value in values.items()})
        return grown
