"""A verdict is right: each thing made wrong is found and named, and nothing else is."""

import json
import xml.etree.ElementTree as xml

import pytest

from aguacero_load import report
from aguacero_load.fleet import Cost
from aguacero_load.latency import between
from aguacero_load.ledger import ACKNOWLEDGED, BROKEN, COUNTED, INVALID, MAYBE, PATHS, REFUSED, SENT, Ledger
from aguacero_load.series import Moment, Series
from aguacero_load.verdict import Facts, judge

BOTH = COUNTED["kafka"] | COUNTED["rabbitmq"]
KIND = "weather.tweet"


def reconciled(**changes) -> dict:
    path = {"gap": 0, "comparedAt": "now", "wrongTotals": {}}
    minute = {"kind": KIND, "minute": "m", "accepted": 9, "events": changes.pop("events", []), "paths": {
        name: {"status": "settled", "stored": 12, "counted": 10, "duplicate": 2, "deadLettered": 0, "inFlight": 0,
               "gap": changes.get(name, {}).pop("gap", 0)} for name in PATHS}}
    return {"paths": {name: {**path, **changes.get(name, {})} for name in PATHS}, "minutes": [minute]}


NOTHING = {"paths": reconciled()["paths"], "minutes": []}


def run(**changes):
    """Ten acknowledged and counted, one refused as it had to be."""
    ledger = Ledger("run", 0)
    for second in range(10):
        ledger.add(KIND, "s", "mixco", 1_800_000_000 + second, SENT | ACKNOWLEDGED | BOTH)
    ledger.add(KIND, "s", "mixco", 1_800_000_010, SENT | REFUSED | INVALID)
    facts = Facts(by_name=True, alone=True)
    facts.totals[KIND] = {path: (5, True) for path in PATHS}, {path: (15, True) for path in PATHS}
    facts.reconciliation[KIND] = NOTHING, reconciled()
    for name, value in changes.items():
        setattr(facts, name, value)
    return ledger, facts


def wrong(ledger: Ledger, facts: Facts) -> list[str]:
    return [check.name for check in judge("run", [ledger], facts).checks if not check.agrees]


def test_all_agrees():
    ledger, facts = run()
    verdict = judge("run", [ledger], facts)
    assert verdict.agrees and not verdict.gaps
    assert verdict.stored == verdict.counted == {"kafka": 10, "rabbitmq": 10}
    assert verdict.duplicates == {"kafka": 2, "rabbitmq": 2}
    assert (verdict.total("sent"), verdict.total("acknowledged"), verdict.total("refused")) == (11, 10, 1)


@pytest.mark.parametrize("path", PATHS)
def test_an_acknowledged_event_that_is_not_counted_is_named(path):
    ledger, facts = run(alone=False, ways={(path, "run.0.11"): "absent"})
    ledger.add(KIND, "s", "mixco", 1_800_000_003, SENT | ACKNOWLEDGED | (BOTH & ~COUNTED[path]))
    ledger._state[10], ledger._state[11] = ledger._state[11], ledger._state[10]
    verdict = judge("run", [ledger], facts)
    assert [check.name for check in verdict.checks if not check.agrees] == [f"{path}: acknowledged is counted"]
    assert [(gap.path, gap.what, gap.id, gap.way) for gap in verdict.gaps] == [(path, "lost", "run.0.11", "absent")]
    assert verdict.stored[path] == 10 and verdict.counted[path] == 10


def test_stored_and_not_counted_is_told_apart():
    ledger, facts = run(alone=False)
    ledger.add(KIND, "s", "mixco", 1_800_000_003, SENT | ACKNOWLEDGED | COUNTED["kafka"])
    assert judge("run", [ledger], facts).stored["rabbitmq"] is None
    facts.ways["rabbitmq", "run.0.12"] = "uncounted"
    verdict = judge("run", [ledger], facts)
    assert (verdict.stored["rabbitmq"], verdict.counted["rabbitmq"]) == (11, 10)


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (SENT | REFUSED | INVALID | COUNTED["kafka"], ["kafka: refused is not counted"]),
        (SENT | REFUSED | MAYBE | INVALID | COUNTED["kafka"], []),
        (SENT | REFUSED, ["refusals"]),
        (SENT | MAYBE, ["resolved"]),
        (SENT | MAYBE | COUNTED["kafka"], ["resolved"]),
        (SENT | ACKNOWLEDGED | BOTH | BROKEN, ["answers"]),
    ],
)
def test_one_event_is_judged_by_what_its_sender_knows(state, found):
    ledger, facts = run(alone=False)
    ledger.add(KIND, "s", "mixco", 1_800_000_003, state)
    assert wrong(ledger, facts) == found


def test_a_total_that_grew_by_more_or_less_than_the_run_is_found():
    ledger, facts = run()
    facts.totals[KIND][1]["rabbitmq"] = (16, True)
    assert wrong(ledger, facts) == ["rabbitmq: counted once"]
    facts.alone = False
    assert wrong(ledger, facts) == []


def test_what_reconciliation_finds_is_named_unless_it_was_there_before():
    event = {"path": "kafka", "what": "doubled", "events": 1, "source": "s", "id": "run.0.4", "time": "t"}
    ledger, facts = run()
    facts.reconciliation[KIND] = NOTHING, reconciled(kafka={"gap": 1}, events=[event])
    verdict = judge("run", [ledger], facts)
    assert [check.name for check in verdict.checks if not check.agrees] == ["kafka: counted once"]
    assert [(gap.path, gap.what, gap.id) for gap in verdict.gaps] == [("kafka", "doubled (by reconciliation)", "run.0.4")]
    facts.reconciliation[KIND] = NOTHING, reconciled()
    facts.reconciliation[KIND][1]["paths"]["kafka"]["gap"] = 3
    assert judge("run", [ledger], facts).agrees, "a gap of other minutes or other kinds is not this run's"
    there = reconciled(kafka={"gap": 1}, events=[event])
    facts.reconciliation[KIND] = there, there
    assert judge("run", [ledger], facts).agrees


def test_a_wrong_total_and_an_incomplete_one_are_found():
    ledger, facts = run()
    facts.reconciliation[KIND] = NOTHING, reconciled(kafka={"wrongTotals": {KIND: 1}})
    facts.totals[KIND][1]["rabbitmq"] = (15, False)
    assert wrong(ledger, facts) == ["kafka: counted once", "rabbitmq: complete"]


def test_what_was_not_found_out_does_not_agree():
    for facts_changed in ({"missing": ["a worker is gone."]}, {"gave_up": "Gave up."}):
        assert wrong(*run(**facts_changed)) == ["found out"]
    assert "kafka: counted once" in wrong(*run(reconciliation={}, alone=False))
    assert "kafka: counted once" in wrong(*run(reconciliation={}, totals={}))


def test_where_reconciliation_is_not_asked_totals_tell_that_all_is_counted_once():
    ledger, facts = run(reconciliation={})
    verdict = judge("run", [ledger], facts)
    assert verdict.agrees and verdict.duplicates == {"kafka": None, "rabbitmq": None}
    assert [check.says for check in verdict.checks if check.name == "kafka: counted once"] == [
        "totals grew by exactly the run's events; reconciliation wasn't asked"]
    facts.totals[KIND][1]["kafka"] = (16, True)
    assert wrong(ledger, facts) == ["kafka: counted once"]


def test_without_the_store_totals_tell_when_nobody_else_sends():
    ledger, facts = run(by_name=False)
    assert judge("run", [ledger], facts).agrees
    assert judge("run", [ledger], facts).stored == {"kafka": 10, "rabbitmq": 10}
    facts.totals[KIND][1]["kafka"] = (14, True)
    assert wrong(ledger, facts) == ["kafka: acknowledged is counted"]
    facts.alone = False
    assert [check.agrees for check in judge("run", [ledger], facts).checks if "acknowledged" in check.name] == [None, None]


def test_every_form_of_the_report_says_what_is_wrong(tmp_path):
    ledger, facts = run(alone=False, latency=between({}, {"kafka": {0.1: 5.0, 1.0: 10.0, float("inf"): 10.0}}))
    ledger.add(KIND, "s", "mixco", 1_800_000_003, SENT | ACKNOWLEDGED | COUNTED["kafka"])
    series = Series([Moment(2.0, 1, 4, 4, 4, 3, 9.0), Moment(4.0, 2, 11, 10, 9, None, 8.0), Moment(6.0, 2, 11, 11, 9, 9, 8.0)])
    record = report.Record(judge("run", [ledger], facts), "http://<door>", "2026-03-01T12:00:00Z", 4.0, True, {"rate": "5"},
                           [Cost(1_000, 10.0, 9.5, 0)], {"requests": 11}, series)
    report.write(record, tmp_path)
    told = json.loads((tmp_path / "verdict.json").read_text())
    assert told["agrees"] is False and told["interrupted"] is True
    assert [(gap["path"], gap["id"]) for gap in told["gaps"]] == [("rabbitmq", "run.0.12")]
    assert told["paths"]["kafka"]["doorToStoreSeconds"]["p50"] == pytest.approx(0.1)
    suite = xml.parse(tmp_path / "TEST-load.xml").getroot()
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["rabbitmq: acknowledged is counted"]
    page = (tmp_path / "report.html").read_text()
    assert "run.0.12" in page and "<polyline" in page and "http://&lt;door&gt;" in page
    text = (tmp_path / "verdict.txt").read_text()
    assert "does not agree (interrupted" in text and "GAP rabbitmq lost" in text and "bottleneck" in text


def test_a_consumer_that_was_restarted_tells_what_came_after():
    before = {"kafka": {0.1: 50.0, float("inf"): 60.0}}
    told = between(before, {"kafka": {0.1: 4.0, float("inf"): 4.0}})["kafka"]
    assert (told.events, told.since_restart) == (4, True)
