"""How long events took from the door into the store, by the consumers' own histogram before and after a run."""

import math
import re
from dataclasses import dataclass

from .insights import Unreachable, fetch

METRIC = "aguacero_door_to_store_seconds_bucket"
_LINE = re.compile(METRIC + r"\{([^}]*)\} (\S+)")
_LABEL = re.compile(r'(\w+)="([^"]*)"')

Buckets = dict[str, dict[float, float]]
"""By path, the number of events up to each upper bound in seconds."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from door to store, each the upper part of a bucket, interpolated; of all events counted in the meantime."""

    events: int
    p50: float
    p95: float
    p99: float
    since_restart: bool
    """The consumer was started anew in the meantime, and only what came after is in it."""


def read(addresses: tuple[str, ...]) -> Buckets:
    """The buckets that the consumers tell now; what can't be reached is left out."""
    found: Buckets = {}
    for address in addresses:
        try:
            status, body = fetch(address.rstrip("/") + "/q/metrics", timeout=5)
        except Unreachable:
            continue
        if status == 200:
            _add(found, body.decode(errors="replace"))
    return found


def _add(found: Buckets, text: str) -> None:
    for labels, value in _LINE.findall(text):
        label = dict(_LABEL.findall(labels))
        path, bound = label.get("path", ""), float(label["le"].replace("+Inf", "inf"))
        bounds = found.setdefault(path, {})
        bounds[bound] = bounds.get(bound, 0.0) + float(value)


def between(before: Buckets, after: Buckets) -> dict[str, Latency]:
    """By path, what happened in between."""
    told = {}
    for path, bounds in after.items():
        earlier = before.get(path, {})
        restarted = any(bounds[bound] < earlier.get(bound, 0.0) for bound in bounds)
        grown = {bound: bounds[bound] - (0.0 if restarted else earlier.get(bound, 0.0)) for bound in sorted(bounds)}
        events = grown.get(math.inf, 0.0)
        if events > 0:
            told[path] = Latency(int(events), *(_quantile(grown, events * part) for part in (0.5, 0.95, 0.99)), restarted)
    return told


def _quantile(grown: dict[float, float], rank: float) -> float:
    lower, below = 0.0, 0.0
    for bound, events in grown.items():
        if events >= rank:
            if bound == math.inf:
                return lower
            return lower + (bound - lower) * ((rank - below) / (events - below) if events > below else 1.0)
        lower, below = bound, events
    return lower
