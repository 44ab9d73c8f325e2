"""What an experiment tells of its laps, and that its door is one for the load test."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "experiments"))

import laps  # noqa: E402
import run  # noqa: E402
import stub  # noqa: E402

from aguacero_load.answers import Said, read  # noqa: E402


def lap(**verdict) -> laps.Lap:
    made = laps.Lap(laps.Variant("one"), 10.0)
    made.verdict = {"sends": {"stored": 200}, "gaps": [], "gapsLeftOut": 0, **verdict}
    return made


def test_standing_still_is_as_long_as_nothing_was_acknowledged():
    series = [{"second": second, "acknowledged": events} for second, events in ((0, 0), (2, 10), (4, 10), (6, 10), (8, 20), (10, 20), (12, 30))]
    told = run.standstill(lap(series=series, gaps=[{}], gapsLeftOut=2))
    assert list(told.values()) == [4.0, 20.0, 3.0]


def test_cost_is_told_by_event_for_the_whole_and_for_each_path():
    paths = {"kafka": {"doorToStoreSeconds": {"p50": 0.02, "p99": 0.4}}, "rabbitmq": {"doorToStoreSeconds": None}}
    one = lap(requests={"p50Millis": 5.0, "p99Millis": 9.0}, paths=paths)
    one.cpu = {"ingress-api": 0.1, "kafka": 0.02, "kafka-writer": 0.03, "rabbitmq": 0.01}
    told = run.rates(one)
    assert told["acknowledged events/s"] == 20
    assert told["kafka p99 ms"] == 400 and "rabbitmq p99 ms" not in told
    assert told["pipeline CPU µs an event"] == pytest.approx(800)
    assert told["kafka path CPU µs an event"] == pytest.approx(250)
    assert told["rabbitmq path CPU µs an event"] == pytest.approx(50)


def test_cpu_time_is_that_of_the_load_and_not_of_waiting():
    samples = [(float(at), {"kafka": at * 1.0, "router-api": 5.0 if at < 3 else 0.0}) for at in range(10)]
    assert laps.between(samples, 1.5, 6.5) == {"kafka": 4.0}
    assert laps.between([], 1.5, 6.5) == {}


def test_the_first_round_counts_for_nothing_and_a_table_has_medians_and_spread():
    variants = [laps.Variant("a"), laps.Variant("b")]
    order = []

    def once(variant, number):
        order.append((variant.name, number))
        return {"events/s": 1_000_000.0 if number == 0 else number * 1_000.0}

    told = laps.in_turn(variants, 3, once)
    assert order[:4] == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]
    assert laps.table(told).splitlines()[2] == "| a | 2,000 (1,000 to 3,000) |"


def test_the_door_that_stores_nothing_answers_as_a_door():
    status, body = stub._Connection.answer("/v1/tweets", b'{"id":"a"}')
    assert read(status, body, 1)[0].said == Said.STORED
    status, body = stub._Connection.answer("/v1/events", b'[{"id":"a"},{"id":"b"}]')
    assert read(status, body, 2)[0].said == Said.STORED
    assert json.loads(stub._Connection.answer("/v1/kinds", b"")[1])["kinds"][0]["ids"]["bucket"] == "PT5M"
