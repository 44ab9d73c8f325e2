"""The first curl of deploy.sh: accepted, counted, and refused without a key."""

import time
from datetime import UTC, datetime

from aguacero_load.insights import fetch
from pipeline import Growth

BODY = '{"id":"%s","time":"%s","municipality":"mixco","weather":"rainy","temperature":19.5,"humidity":88}'


def test_an_event_is_taken_with_a_key_and_counted_on_both_paths(pipeline, say):
    growth = Growth(pipeline)
    event = {"id": f"first-{time.time_ns()}", "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    began = time.monotonic()
    pipeline.stored("/v1/tweets", BODY % (event["id"], event["time"]))
    growth.expect([event | {"municipality": "mixco", "weather": "rainy", "temperature": 19.5, "humidity": 88}])
    say(f"one event is counted on both paths {time.monotonic() - began:.1f} s after it was sent")


def test_without_a_key_nothing_is_taken(pipeline):
    status, said = fetch(pipeline.address + "/v1/tweets", b"{}", {"Content-Type": "application/json"})
    assert status == 401 and b"key-missing" in said
