"""What an experiment tells of its laps, what it says when it can't be made, and that its door is one for the load test."""

import json
import os
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "experiments"))

import copies  # noqa: E402
import doors  # noqa: E402
import figures  # noqa: E402
import laps  # noqa: E402
import queues  # noqa: E402
import run  # noqa: E402
import stub  # noqa: E402
import written  # noqa: E402

from aguacero_load.answers import Said, read  # noqa: E402

PATHS = {"kafka": {"doorToStoreSeconds": {"p50": 0.02, "p99": 0.4}}, "rabbitmq": {"doorToStoreSeconds": None}}


def lap(**verdict) -> laps.Lap:
    made = laps.Lap(laps.Variant("one"), 10.0)
    made.verdict = {"sends": {"stored": 200}, "gaps": [], "gapsLeftOut": 0, "requests": {"p50Millis": 5.0, "p99Millis": 9.0}, "paths": PATHS,
                    "processes": [{"cpu_seconds": 2.2}], **verdict}
    return made


def test_cost_is_told_by_event_for_the_whole_and_for_each_path():
    one = lap()
    one.cpu = {"ingress-api": 0.1, "kafka": 0.02, "kafka-writer": 0.03, "rabbitmq": 0.01, laps.ELAPSED: 11.0, laps.BUSY: 5.66, laps.STOLEN: 1.1}
    told = figures.rates(one)
    assert told["acknowledged events/s"] == 20
    assert told["kafka: door to store p99 ms"] == 400 and "rabbitmq: door to store p99 ms" not in told
    assert told["pipeline, CPU µs an event"] == pytest.approx(800)
    assert told["kafka path, CPU µs an event"] == pytest.approx(250)
    assert told["rabbitmq path, CPU µs an event"] == pytest.approx(50)
    assert told["load process, cores"] == pytest.approx(0.22)
    assert told["other work on the machine, cores"] == pytest.approx(0.3)
    assert told["withheld by the host, cores"] == pytest.approx(0.1)


def test_standing_still_is_as_long_as_a_sum_did_not_grow():
    sums = ((0, 0, 0), (2, 10, 9), (4, 10, None), (6, 10, 9), (8, 20, 9), (10, 20, 20), (12, 30, 30))
    series = [{"second": second, "acknowledged": taken, "kafka": counted, "rabbitmq": second} for second, taken, counted in sums]
    told = figures.standstill(lap(series=series, gaps=[{}], gapsLeftOut=2))
    assert told["longest time without a 202, s"] == 4
    assert told["kafka: longest time without a count, s"] == 6 and told["rabbitmq: longest time without a count, s"] == 0
    assert told["events lost or doubled"] == 3


def test_cpu_time_is_that_of_the_load_and_not_of_waiting():
    samples = [(float(at), {"kafka": at * 1.0, "router-api": 5.0 if at < 3 else 0.0}) for at in range(10)]
    assert laps.between(samples, 1.5, 6.5) == {"kafka": 4.0}
    assert laps.between([], 1.5, 6.5) == {}


def test_the_machine_and_processes_outside_the_pipeline_are_looked_at_too(tmp_path, monkeypatch):
    monkeypatch.setenv("AGUACERO_HOME", str(tmp_path))
    stat = f"cpu  {laps.HERTZ} 0 {laps.HERTZ} 70 5 0 0 {3 * laps.HERTZ} 0 0\ncpu0 1 1\n"
    assert laps.machine_seconds(stat) == {laps.BUSY: 2.0, laps.STOLEN: 3.0}
    used = laps.cpu_seconds({"copy-1": os.getpid(), "gone": 2**22 + 1})
    assert set(used) == {"copy-1", laps.ELAPSED, laps.BUSY, laps.STOLEN} and used["copy-1"] > 0


def test_the_first_round_counts_for_nothing_unless_all_is_warm():
    variants = [laps.Variant("a"), laps.Variant("b")]
    order = []

    def once(variant, number):
        order.append((variant.name, number))
        return {"events/s": 1_000_000.0 if number == 0 else number * 1_000.0}

    told = laps.in_turn(variants, 3, once)
    assert order[:4] == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]
    assert told["a"] == [{"events/s": 1_000.0}, {"events/s": 2_000.0}, {"events/s": 3_000.0}]
    order.clear()
    laps.in_turn(variants, 1, once, warm=False)
    assert order == [("a", 1), ("b", 1)]


def test_an_interrupted_experiment_tells_the_rounds_that_are_whole():
    def once(variant, number):
        if (variant.name, number) == ("b", stops_at):
            raise KeyboardInterrupt if number == 3 else laps.DidNotRun("the lap did not run")
        return {"events/s": float(number)}

    variants, stops_at = [laps.Variant("a"), laps.Variant("b")], 3
    assert laps.in_turn(variants, 5, once) == {name: [{"events/s": 1.0}, {"events/s": 2.0}] for name in ("a", "b")}
    stops_at = 1
    with pytest.raises(SystemExit, match="not a single round was whole"):
        laps.in_turn(variants, 5, once)


def test_a_lap_that_does_not_run_says_what_the_load_test_said(tmp_path, monkeypatch):
    program = tmp_path / "loadtest" / "run.sh"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho aguacero: the door is shut\nexit 2\n")
    program.chmod(0o755)
    monkeypatch.setattr(laps, "ROOT", tmp_path)
    monkeypatch.setenv("AGUACERO_HOME", str(tmp_path))
    with pytest.raises(laps.DidNotRun, match=r"'one' did not run \(exit code 2\)[^$]*the door is shut"):
        laps.load(laps.Lap(laps.Variant("one"), 1.0), tmp_path / "report")
    with pytest.raises(SystemExit, match="kafka doesn't run; ./run.sh"):
        laps.pid("kafka")


def test_a_report_has_medians_spread_a_chart_and_every_lap(tmp_path, capsys):
    told = {"a <b>": [{"events/s": 1_000.0}, {"events/s": 3_000.0, "p99 ms": 5.0}, {"events/s": 2_000.0}], "c": [{"events/s": 500.0}] * 3}
    written.write("batches", "Which?", told, ["events/s", "p99 ms", "of nothing"], "Laps of 1 s.", tmp_path)
    text = (tmp_path / "batches.md").read_text()
    assert "| events/s | 2,000 (1,000 to 3,000) | 500 (500 to 500) |" in text and "| p99 ms | 5 (5 to 5) | not told |" in text
    assert "Medians of 3 laps in turn" in text and "cores of" in text and text == capsys.readouterr().out.removesuffix("\n")
    drawn = xml.parse(tmp_path / "batches.svg").getroot()
    bars = [one for one in drawn.iter("{http://www.w3.org/2000/svg}rect") if one.get("fill")]
    assert [float(one.get("width")) for one in bars] == pytest.approx([written.BAR * 2 / 3, written.BAR / 6, written.BAR], abs=0.1)
    assert json.loads((tmp_path / "batches.json").read_text())["laps"]["c"][2] == {"events/s": 500.0}


def test_every_figure_that_is_drawn_is_one_that_is_told():
    one = lap(series=[], paths={path: PATHS["kafka"] for path in figures.PATHS},
              processes=[{"cpu_seconds": 1.0, "events": 5, "seconds": 5.0}])
    one.cpu = {"valkey": 1.0}
    for experiment in run.EXPERIMENTS.values():
        assert set(experiment.drawn) <= set(experiment.figures(one)), experiment.question


def test_a_door_beside_is_started_as_the_pipelines_own_with_other_settings():
    command = ["java", "-Xmx128m", "-Dquarkus.http.port=8080", "-Daguacero.ingress.hop.router=127.0.0.1:8081", "-jar", "run.jar"]
    assert doors.changed(command, "-Dquarkus.http.port=9", "-Dnew=a=b") == [
        "java", "-Xmx128m", "-Daguacero.ingress.hop.router=127.0.0.1:8081", "-Dquarkus.http.port=9", "-Dnew=a=b", "-jar", "run.jar",
    ]


def test_what_a_server_has_of_the_primarys_writes_is_read():
    assert copies.written("# Replication\r\nrole:master\r\nslave0:ip=127.0.0.1,port=1,state=online,offset=5,lag=0\r\n"
                          "master_repl_offset:17\r\nsecond_repl_offset:-1\r\n") == 17


def test_laps_at_the_broker_are_told_by_case():
    assert queues.told('{"case": "stream", "events/s": 5}\n{"case": "quorum", "events/s": 3}\n{"case": "stream", "events/s": 6}\n') == {
        "stream": [{"events/s": 5}, {"events/s": 6}], "quorum": [{"events/s": 3}],
    }


def test_each_experiment_has_laps_of_its_own_length_unless_told(capsys):
    assert run.options_of(["restarts"]).seconds == 60 and run.options_of(["restarts", "--seconds", "9"]).seconds == 9
    assert run.options_of(["queues"]).laps == 5
    for words, says in ((["wave"], "invalid choice: 'wave'"), (["batches", "--laps", "0"], "not between 1 and 100"),
                        (["batches", "--seconds", "long"], "'long' is no number")):
        with pytest.raises(SystemExit):
            run.options_of(words)
        assert says in capsys.readouterr().err


def test_the_door_that_stores_nothing_answers_as_a_door():
    status, body = stub._Connection.answer("/v1/tweets", b'{"id":"a"}')
    assert read(status, body, 1)[0].said == Said.STORED
    status, body = stub._Connection.answer("/v1/events", b'[{"id":"a"},{"id":"b"}]')
    assert read(status, body, 2)[0].said == Said.STORED
    assert json.loads(stub._Connection.answer("/v1/kinds", b"")[1])["kinds"][0]["ids"]["bucket"] == "PT5M"
