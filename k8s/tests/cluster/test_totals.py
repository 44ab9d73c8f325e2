"""A year of real observations through the Ingress: totals are those of an independent fold, digit by digit, however often it is sent."""

import json
import time

import fold
from cluster import until
from pipeline import PATHS, SAMPLE

KIND = "weather.observation"
BATCH = 200


def test_a_year_of_observations_is_counted_to_the_digit(pipeline, say):
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(fold.observations(file))
    expected = fold.fold(KIND, rows)
    began = time.monotonic()
    for start in range(0, len(rows), BATCH):
        events = (fold.written(fold.cloud_event(row)) for row in rows[start : start + BATCH])
        pipeline.stored("/v1/events", "[" + ",".join(events) + "]", "application/cloudevents-batch+json")
    say(f"{len(rows):,} observations acknowledged in {time.monotonic() - began:.1f} s")
    for by, groups in expected["totals"].items():
        wanted = json.loads(fold.written(groups), parse_float=str, parse_int=str)
        until(f"totals by '{by}'", 120, lambda b=by: all(counted(pipeline, b, path) >= expected["count"] for path in PATHS))
        for path in PATHS:
            shown = pipeline.totals(KIND, filter(None, by.split(",")))[path]
            assert json.loads(fold.written(shown["groups"]), parse_float=str, parse_int=str) == wanted, f"{path}, by '{by}'"
            assert shown["complete"]
    say(f"totals of both paths are those of the fold, {expected['count']:,} events, {time.monotonic() - began:.1f} s after the first was sent")


def counted(pipeline, by: str, path: str) -> int:
    told = pipeline.totals(KIND, filter(None, by.split(",")))
    return sum(group["count"] for group in told[path]["groups"]) if told and path in told else 0
