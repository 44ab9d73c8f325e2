"""What is generated is what the kinds take, and what has to be refused is."""

import json
from dataclasses import fields
from pathlib import Path
from random import Random

import pytest
from jsonschema import Draft202012Validator

from aguacero_load import payloads
from aguacero_load.ledger import Ledger
from aguacero_load.mix import Mix, Stream

KINDS = Path(__file__).resolve().parents[2] / "contracts" / "kinds"
SCHEMAS = {kind: json.loads((KINDS / kind / "schema.json").read_text()) for kind in (payloads.TWEET, payloads.METRIC)}


def stream(**mix) -> tuple[Stream, Ledger]:
    ledger = Ledger("run", 7)
    return Stream(Mix(**mix), "seed", ledger, clock=lambda: 1_800_000_000.25), ledger


def test_models_have_exactly_the_members_of_their_schemas():
    tweet = {one.name for one in fields(payloads.Tweet)}
    metric = {one.name for one in fields(payloads.Metric)} | {"unit"}
    assert tweet == set(SCHEMAS[payloads.TWEET]["properties"])
    assert metric == set(SCHEMAS[payloads.METRIC]["properties"])


def test_words_are_exactly_those_of_the_schemas():
    properties = SCHEMAS[payloads.TWEET]["properties"]
    assert list(payloads.MUNICIPALITIES) == properties["municipality"]["enum"]
    assert list(payloads.WEATHERS) == properties["weather"]["enum"]
    assert list(payloads.UNITS) == SCHEMAS[payloads.METRIC]["properties"]["metric"]["enum"]


@pytest.mark.parametrize("kind", list(SCHEMAS))
def test_a_thousand_valid_events_satisfy_their_schema(kind):
    check = Draft202012Validator(SCHEMAS[kind])
    random = Random(5)
    for _ in range(1_000):
        one = payloads.tweet(random, payloads.MUNICIPALITIES) if kind == payloads.TWEET else payloads.metric(random, 20, 5, "door-7.b_c")
        document = json.loads("{" + one.members() + "}")
        assert check.is_valid(document), document
        for name in ("temperature", "humidity"):
            assert round(document.get(name, 0), 2) == document.get(name, 0)


@pytest.mark.parametrize("kind", list(SCHEMAS))
def test_invalid_events_break_the_schema_or_are_out_of_time(kind):
    check = Draft202012Validator(SCHEMAS[kind])
    random = Random(6)
    seen = set()
    for _ in range(200):
        valid = payloads.tweet(random, payloads.MUNICIPALITIES) if kind == payloads.TWEET else payloads.metric(random, 20, 5)
        one = payloads.invalid(random, valid)
        seen.add(one.code)
        assert check.is_valid(json.loads("{" + one.members() + "}")) == (one.code == "outside-horizon")
        assert one.key == valid.key
    assert seen == {"schema-violation", "outside-horizon"}


def test_the_same_seed_makes_the_same_requests():
    first, _ = stream()
    again, _ = stream()
    assert [first.next_request() for _ in range(300)] == [again.next_request() for _ in range(300)]


def test_every_event_is_sent_once_and_written_down():
    events, ledger = stream(out_of_order=0.3, invalid=0.1, late=0.1)
    sent = [item.sequence for _ in range(500) for item in events.next_request()] + [item.sequence for item in events.held()]
    assert sorted(sent) == list(range(1, len(ledger) + 1))
    assert sent != sorted(sent)


def test_each_form_carries_id_time_and_payload():
    for form, address in (("shorthand", payloads.TWEET), ("cloudevents", "urn:aguacero:loadtest")):
        events, ledger = stream(form=form, kinds=(payloads.TWEET,), batch_share=0, late=0, invalid=0, out_of_order=0)
        (item,) = events.next_request()
        document = json.loads(item.body)
        assert item.address == address
        assert document["id"] == ledger.id(1) == "run.7.1"
        assert document["time"] == "2027-01-15T08:00:00.250Z"
        if form == "cloudevents":
            assert (document["runid"], document["sequence"], document["type"]) == ("run", 1, payloads.TWEET)
            payload = document["data"]
        else:
            payload = {name: value for name, value in document.items() if name not in ("id", "time")}
        assert Draft202012Validator(SCHEMAS[payloads.TWEET]).is_valid(payload)


def test_late_and_out_of_time_events_have_the_times_that_they_are_meant_to():
    events, ledger = stream(late=1, late_by=100, invalid=0, out_of_order=0)
    for _ in range(200):
        events.next_request()
    assert all(0 < 1_800_000_000.25 - entry.second <= 101 for entry in ledger.entries())
    events, ledger = stream(late=0, invalid=1, out_of_order=0)
    items = [item for _ in range(50) for item in events.next_request()]
    away = {abs(1_800_000_000 - entry.second) > 300 * 86_400 for entry in ledger.entries()}
    assert away == {True, False}
    assert {item.expected for item in items} == {"schema-violation", "outside-horizon"}
