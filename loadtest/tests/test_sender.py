"""The client's rule, and what the ledger knows afterwards."""

import json

import pytest

from aguacero_load.answers import Said, read
from aguacero_load.ledger import ACKNOWLEDGED, BROKEN, COUNTED, MAYBE, REFUSED, SENT, Ledger
from aguacero_load.mix import Mix
from aguacero_load.sender import Sender

PLAIN = {"kinds": ("weather.tweet",), "form": "shorthand", "duplicates": 0, "late": 0, "out_of_order": 0, "invalid": 0}
STORED = b'{"id":"x","kind":"weather.tweet","time":"t","paths":{"kafka":"stored","rabbitmq":"stored"}}'


def problem(status: int, code: str, outcome: str = "") -> bytes:
    return json.dumps({"status": status, "code": code, **({"outcome": outcome} if outcome else {})}).encode()


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def sender(clock, **mix) -> Sender:
    return Sender(Mix(**{**PLAIN, "batch": 3, "batch_share": 0, **mix}), "1", "run", 0, clock)


def test_202_acknowledges(clock):
    one = sender(clock)
    one.answered(one.next(), 202, STORED, 1)
    assert one.ledger.state(1) == SENT | ACKNOWLEDGED
    assert one.owes == 0


def test_503_is_sent_again_with_the_same_bytes_after_the_pause(clock):
    one = sender(clock)
    first = one.next()
    one.answered(first, 503, problem(503, "path-unavailable", "not_stored"), 2)
    assert one.ledger.state(1) == SENT
    assert one.next(new=False) == []
    clock.now += 2
    assert one.next() == first
    one.answered(first, 202, STORED, 1)
    assert one.ledger.state(1) == SENT | ACKNOWLEDGED
    assert one.owes == 0


@pytest.mark.parametrize(
    ("status", "body"), [(0, b""), (503, problem(503, "path-unavailable", "unknown")), (500, b"oops"), (200, b"{}"), (202, b"")]
)
def test_no_clear_answer_may_have_been_stored(clock, status, body):
    one = sender(clock)
    one.answered(one.next(), status, body, 1)
    assert one.ledger.state(1) & MAYBE
    assert one.owes == 1
    assert bool(one.ledger.state(1) & BROKEN) == (status not in (0, 503))


def test_a_refusal_is_final_and_one_that_nobody_deserved_is_a_broken_promise(clock):
    one = sender(clock)
    one.answered(one.next(), 422, problem(422, "schema-violation"), 1)
    assert one.ledger.state(1) == SENT | REFUSED | BROKEN
    assert one.owes == 0
    assert one.broken == ["run.0.1: answered 422 schema-violation, and not 202, or 429 or 503 and another try"]


def test_an_invalid_event_has_to_be_refused_by_its_code(clock):
    one = sender(clock, invalid=1)
    (item,) = one.next()
    assert one.answered([item], 422, problem(422, item.expected), 1).said == Said.STORED
    assert not one.ledger.state(1) & BROKEN
    (item,) = one.next()
    one.answered([item], 202, STORED, 1)
    assert one.ledger.state(2) & BROKEN


def test_each_event_of_a_batch_has_its_own_answer(clock):
    one = sender(clock, batch_share=1)
    items = one.next()
    body = json.dumps({"accepted": 1, "failed": 2, "results": [
        {"index": 0, "status": 202},
        {"index": 1, "status": 422, "problem": {"code": "schema-violation"}},
        {"index": 2, "status": 503, "problem": {"code": "overloaded", "outcome": "not_stored"}},
    ]}).encode()
    one.answered(items, 207, body, 1)
    assert [one.ledger.state(at) & ~(SENT | BROKEN) for at in (1, 2, 3)] == [ACKNOWLEDGED, REFUSED, 0]
    clock.now += 1
    assert [item.sequence for item in one.next()] == [3]


def test_a_batch_answer_that_skips_an_item_is_broken():
    body = json.dumps({"accepted": 1, "failed": 1, "results": [{"index": 0, "status": 202}, {"index": 2, "status": 202}]}).encode()
    assert {answer.said for answer in read(207, body, 2)} == {Said.BROKEN}
    assert read(202, b'{"accepted":2}', 3)[0].said == Said.BROKEN


def test_a_duplicate_is_an_acknowledged_event_unchanged(clock):
    one = sender(clock, duplicates=1)
    first = one.next()
    one.answered(first, 202, STORED, 1)
    second = one.next()
    assert len(second) == 2 and second[1] == first[0]
    one.answered(second, 0, b"", 1)
    assert one.ledger.state(1) == SENT | ACKNOWLEDGED, "what became of the duplicate changes nothing"
    assert one.sent["repeats"] == 1
    assert one.owes == 1


def test_a_user_that_was_ended_in_the_middle_leaves_its_events_to_the_next(clock):
    one = sender(clock)
    first = one.next()
    assert one.next() == first, "nobody knows what became of them"
    assert one.ledger.state(1) & MAYBE


def test_a_sender_that_owes_too_much_makes_nothing_new(clock):
    one = sender(clock, batch=1_000, batch_share=1)
    for _ in range(2):
        one.answered(one.next(), 503, problem(503, "overloaded", "not_stored"), 60)
    assert one.next() == []
    assert one.owes == 2_000


def test_a_ledger_goes_between_processes():
    ledger = Ledger("run", 3)
    for second in range(100):
        ledger.mark(ledger.add("weather.tweet", "s", f"key-{second % 3}", 1_800_000_000 + second), second)
    again = Ledger.from_document(json.loads(json.dumps(ledger.to_document())))
    assert list(again.entries()) == list(ledger.entries())
    assert again.id(5) == "run.3.5"


def test_what_is_known_for_good_is_not_looked_at_again():
    ledger = Ledger("run", 0)
    both = COUNTED["kafka"] | COUNTED["rabbitmq"]
    for state in (ACKNOWLEDGED | both, REFUSED, ACKNOWLEDGED | both, ACKNOWLEDGED | COUNTED["kafka"], ACKNOWLEDGED | both, SENT):
        ledger.add("weather.tweet", "s", "mixco", 1_800_000_000, state)
    assert [entry.sequence for entry in ledger.open_entries()] == [4, 5, 6]
    ledger.mark(4, COUNTED["rabbitmq"])
    assert [entry.sequence for entry in ledger.open_entries()] == [6]
    assert len(list(ledger.entries())) == 6
    ledger.forget_counted()
    assert [entry.sequence for entry in ledger.open_entries()] == [1, 2, 3, 4, 5, 6]
