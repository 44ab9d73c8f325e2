"""A file is replayed row by row, in time, once, and goes on where it was interrupted."""

import json

import pytest

import replay

CSV = """origin,temp,time,humid,note
LGA,39.920,2013-01-01T06:00:00Z,57,x
LGA,NA,2013-01-01T07:00:00Z,58,y
LGA,1e400x,2013-01-01T08:30:00+00:00,,z
"""
SCHEMA = {"station": {"type": "string"}, "temperature": {"type": "number"}, "humid": {"type": "integer"}}
OPTIONS = ("--map", "station=origin", "--map", "temperature=temp", "--time", "time")


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(CSV)
    return file


class Door:
    """Answers as it is told to, and keeps what it was sent."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.bodies = []
        self.said = []
        self.slept = []
        self.now = 0.0

    def send(self, body):
        self.bodies.append(json.loads(body, parse_float=str, parse_int=str))
        if self.answers:
            return self.answers.pop(0)
        return 202, b'{"accepted":%d}' % len(self.bodies[-1])

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def go(file, door: Door, *words: str, after: int = 1):
    options = replay.parse([str(file), "--kind", "weather.observation", *OPTIONS, *words])
    columns = replay.Columns(SCHEMA, dict(options.map), dict(options.set), options.time)
    one = replay.Replay(options, door.send, door.said.append, lambda: door.now, door.sleep)
    saved = []
    done = one.run(replay.rows(file, columns, ["station"], after), saved.append)
    return done, one.counts, saved


def test_a_row_is_an_event_with_its_own_time_and_its_numbers_digit_by_digit(file):
    door = Door()
    done, counts, saved = go(file, door)
    assert (done, counts.stored, saved) == (True, 3, [4])
    first, second, third = door.bodies[0]
    assert first == {"specversion": "1.0", "id": "a.csv:2", "source": "urn:aguacero:replay", "type": "weather.observation",
                     "time": "2013-01-01T06:00:00.000Z", "data": {"station": "LGA", "temperature": "39.920", "humid": "57"}}
    assert second["data"] == {"station": "LGA", "humid": "58"}
    assert third["data"] == {"station": "LGA", "temperature": "1e400x"}


def test_rows_leave_at_a_multiple_of_their_own_time(file):
    door = Door()
    go(file, door, "--speed", "3600")
    assert [len(body) for body in door.bodies] == [1, 1, 1]
    assert door.slept == [1.0, 1.5]


def test_refused_rows_are_told_by_their_line_and_not_tried_again(file):
    body = {"accepted": 2, "failed": 1, "results": [
        {"index": 0, "status": 202}, {"index": 1, "status": 202},
        {"index": 2, "status": 422, "problem": {"code": "schema-violation", "errors": [{"pointer": "/data/temperature", "reason": "is no number"}]}},
    ]}
    door = Door((207, json.dumps(body).encode()))
    done, counts, _ = go(file, door)
    assert (done, counts.stored, counts.refused, counts.reasons) == (True, 2, 1, {"schema-violation": 1})
    assert door.said == ["line 4: schema-violation: /data/temperature is no number"]


def test_what_may_be_tried_again_is_with_the_same_ids(file):
    down = json.dumps({"code": "path-unavailable", "outcome": "unknown"}).encode()
    door = Door((503, down), (0, b""))
    done, counts, _ = go(file, door)
    assert (done, counts.stored) == (True, 3)
    assert door.bodies[0] == door.bodies[1] == door.bodies[2]
    assert door.slept == [0.5, 1.0]


def test_it_gives_up_in_time_and_goes_on_behind_what_was_answered(file):
    down = json.dumps({"code": "path-unavailable", "outcome": "not_stored"}).encode()
    door = Door((202, b'{"accepted":1}'), *[(503, down)] * 50)
    done, counts, saved = go(file, door, "--batch", "1", "--give-up", "20")
    assert (done, counts.stored, saved) == (False, 1, [2])
    door = Door()
    assert go(file, door, after=2)[1].stored == 2
    assert [event["id"] for event in door.bodies[0]] == ["a.csv:3", "a.csv:4"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--map", "humid=wet"), "no column 'wet'; there are: origin"),
        (("--map", "mood=note"), "no member 'mood'"),
        (("--set", "mood=good"), "no member 'mood'"),
        (("--time", "when"), "no column 'when'"),
        (("--time", "note"), "line 2: 'x' is no time"),
    ],
)
def test_what_can_not_be_is_refused_before_anything_is_sent(file, words, says):
    door = Door()
    with pytest.raises(replay.BadFile, match=says):
        go(file, door, *words)
    assert not door.bodies


def test_where_it_has_come_is_of_one_kind(file):
    options = replay.parse([str(file), "--kind", "weather.observation"])
    assert replay.last_line(options) == 1
    options.state.write_text('{"kind": "weather.observation", "line": 3}')
    assert replay.last_line(options) == 3
    options.kind = "other"
    assert replay.last_line(options) == 1
