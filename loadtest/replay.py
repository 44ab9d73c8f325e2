#!/usr/bin/env python3
"""Replays a CSV file through the door at a multiple of its own time. Needs no Python package.

    ./loadtest/replay.py FILE.csv --kind weather.observation --map station=origin --map temperature=temp --time time_hour --speed 3600

A column whose name is a member of the kind's schema is taken as it is; --map takes it from a column of another name, --set gives all
rows the same value. Empty cells and those of --absent are left out. Each row's id is made of the file's name and its line, so that a
row that is sent again counts once, within the kind's horizon.

Where it has come is kept beside the file (or in --state): interrupted, it goes on there. A row that is refused is told by its line and
not tried again; 429, 503 and no answer are tried again until --give-up. Ends with 0 when all rows are stored, 1 when rows were
refused, 2 when it can't begin, 3 when it gave up or was interrupted: the same command goes on.
"""

import argparse
import csv
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aguacero_load import settings
from aguacero_load.answers import Said, read
from aguacero_load.insights import Insights, Refused, Unreachable, authorization, fetch
from aguacero_load.mix import rfc3339

SOURCE = "urn:aguacero:replay"
PAUSE_LONGEST = 10.0
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


class BadFile(Exception):
    """The file or an option doesn't fit the kind; the message says how."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file as an event."""

    line: int
    at: float | None
    """The row's own time, seconds since 1970; None when no column tells it."""
    data: dict[str, str]
    """Its members, each as JSON."""


@dataclass(slots=True)
class Columns:
    """How cells become members of the kind's payload."""

    properties: dict[str, dict]
    mapped: dict[str, str]
    constant: dict[str, str]
    time: str
    absent: set[str] = field(default_factory=lambda: {"", "NA"})

    def check(self, header: list[str], required: list[str]) -> None:
        """Refuses what can't be, before anything is sent."""
        for name, column in [*self.mapped.items(), *([("", self.time)] if self.time else [])]:
            if column not in header:
                raise BadFile(f"there is no column '{column}'; there are: {', '.join(header)}")
            if name and name not in self.properties:
                raise BadFile(f"the kind has no member '{name}'; it has: {', '.join(self.properties)}")
        for name in self.constant:
            if name not in self.properties:
                raise BadFile(f"the kind has no member '{name}'; it has: {', '.join(self.properties)}")
        missing = [name for name in required if name not in {*self.mapped, *self.constant, *header}]
        if missing:
            raise BadFile(f"nothing says what the kind's {', '.join(missing)} is: use --map {missing[0]}=COLUMN or --set {missing[0]}=VALUE")

    def row(self, line: int, cells: dict[str, str]) -> Row:
        """One line."""
        data = {}
        for name, schema in self.properties.items():
            text = self.constant.get(name)
            if text is None:
                text = cells.get(self.mapped.get(name, name))
            if text is None or text.strip() in self.absent:
                continue
            data[name] = _value(text.strip(), schema.get("type"))
        return Row(line, _moment(line, cells[self.time]) if self.time else None, data)


def _value(text: str, sort) -> str:
    """A cell as JSON: a number digit by digit as it stands there, whatever it is; what is none is left to the door to refuse."""
    sorts = sort if isinstance(sort, list) else [sort]
    if ("number" in sorts or "integer" in sorts) and NUMBER.fullmatch(text):
        return text
    if "boolean" in sorts and text.lower() in ("true", "false"):
        return text.lower()
    return json.dumps(text)


def _moment(line: int, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadFile(f"line {line}: '{text}' is no time; seconds since 1970 or ISO 8601 are") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def rows(file: Path, columns: Columns, required: list[str], after: int) -> Iterator[Row]:
    """The file's rows beyond that line."""
    with file.open(newline="", encoding="utf-8-sig") as lines:
        reader = csv.DictReader(lines)
        columns.check(list(reader.fieldnames or []), required)
        for cells in reader:
            if reader.line_num > after:
                yield columns.row(reader.line_num, cells)


class Pace:
    """When a row is due: its own time, made shorter by the speed; 0 is at once."""

    def __init__(self, speed: float, clock=time.monotonic, sleep=time.sleep):
        self._speed = speed
        self._clock = clock
        self._sleep = sleep
        self._first: tuple[float, float] | None = None

    def due(self, at: float | None) -> float:
        """Seconds from now until a row of that time is due; 0 when it is, or was."""
        if not self._speed or at is None:
            return 0.0
        if self._first is None:
            self._first = (at, self._clock())
        return max(0.0, self._first[1] + (at - self._first[0]) / self._speed - self._clock())

    def wait(self, at: float | None) -> None:
        """Until it is due."""
        left = self.due(at)
        if left:
            self._sleep(left)


@dataclass(slots=True)
class Counts:
    """What became of rows."""

    stored: int = 0
    refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


class Replay:
    """Sends batches, and remembers the last line before which everything has its final answer."""

    def __init__(self, options: argparse.Namespace, send, tell, clock=time.monotonic, sleep=time.sleep):
        self._options = options
        self._send = send
        self._tell = tell
        self._clock = clock
        self._sleep = sleep
        self.counts = Counts()

    def run(self, source: Iterator[Row], save) -> bool:
        """All rows; false when it gave up. `save` is told each line up to which all is answered."""
        pace, batch = Pace(self._options.speed, self._clock, self._sleep), []
        for row in source:
            if batch and (len(batch) >= self._options.batch or pace.due(row.at) > 0):
                if not self._deliver(batch):
                    return False
                save(batch[-1].line)
                batch = []
            pace.wait(row.at)
            batch.append(row)
        if batch:
            if not self._deliver(batch):
                return False
            save(batch[-1].line)
        return True

    def _deliver(self, batch: list[Row]) -> bool:
        give_up, pause = self._clock() + self._options.give_up, 0.5
        bodies = {row.line: self._event(row) for row in batch}
        while batch:
            status, body = self._send("[" + ",".join(bodies[row.line] for row in batch) + "]")
            again = []
            for row, answer in zip(batch, self._answers(status, body, len(batch)), strict=True):
                if answer.said == Said.STORED:
                    self.counts.stored += 1
                elif answer.said == Said.REFUSED:
                    self._refused(row, answer.code, _reason(body, batch.index(row)))
                else:
                    again.append(row)
            if len(again) < len(batch):
                give_up, pause = self._clock() + self._options.give_up, 0.5
            batch = again
            if batch:
                if self._clock() > give_up:
                    self._tell(f"gave up: the door has not taken lines {batch[0].line} to {batch[-1].line} for {self._options.give_up:g} s")
                    return False
                self._sleep(pause)
                pause = min(PAUSE_LONGEST, pause * 2)
        return True

    @staticmethod
    def _answers(status: int, body: bytes, events: int):
        # A batch of one is answered as a batch.
        if status == 202 and events == 1 and b'"accepted":1' in body:
            body = b'{"paths":{}}'
        return read(status, body, events)

    def _event(self, row: Row) -> str:
        event = {
            "specversion": "1.0",
            "id": f"{self._options.name}:{row.line}",
            "source": SOURCE,
            "type": self._options.kind,
        }
        if row.at is not None:
            event["time"] = rfc3339(row.at)
        data = ",".join(f"{json.dumps(name)}:{value}" for name, value in row.data.items())
        return f'{json.dumps(event)[:-1]},"data":{{{data}}}}}'

    def _refused(self, row: Row, code: str, reason: str) -> None:
        self.counts.refused += 1
        self.counts.reasons[code] = self.counts.reasons.get(code, 0) + 1
        self._tell(f"line {row.line}: {code}{': ' + reason if reason else ''}")


def _reason(body: bytes, index: int) -> str:
    try:
        document = json.loads(body)
        problem = document["results"][index]["problem"] if "results" in document else document
        return "; ".join(f"{one['pointer']} {one['reason']}" for one in problem.get("errors", [])) or problem.get("detail", "")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return ""


def pair(text: str) -> tuple[str, str]:
    """NAME=SOMETHING."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form MEMBER=SOMETHING")
    return name, value


def parse(words: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    known = settings.endpoints()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="the CSV file; its first line names the columns")
    parser.add_argument("--kind", required=True, help="kind of the events, one that is in force")
    parser.add_argument("--speed", type=settings.number(0, 1e9), default=0.0, help="3600: an hour of the file takes a second; 0 (default): as fast as it goes")
    parser.add_argument("--time", default="", help="column of a row's time, ISO 8601 or seconds since 1970; UTC unless it says otherwise")
    parser.add_argument("--map", type=pair, action="append", default=[], metavar="MEMBER=COLUMN", help="may be repeated")
    parser.add_argument("--set", type=pair, action="append", default=[], metavar="MEMBER=VALUE", help="may be repeated")
    parser.add_argument("--absent", action="append", default=None, help="what a cell holds that holds nothing (NA); may be repeated")
    parser.add_argument("--batch", type=settings.whole(1, 10_000), default=500, help="rows of a request, at most (500)")
    parser.add_argument("--give-up", type=settings.number(0, 86_400), default=600.0, help="seconds without anything taken (600)")
    parser.add_argument("--state", type=Path, help="where it is kept how far it has come (FILE.replayed)")
    parser.add_argument("--again", action="store_true", help="from the first row, whatever was replayed before")
    parser.add_argument("--name", default="", help="first part of the events' ids (the file's name)")
    parser.add_argument("--ingress", default=os.environ.get("AGUACERO_INGRESS") or known.get("AGUACERO_INGRESS") or "http://127.0.0.1:8080")
    parser.add_argument("--insights", default=os.environ.get("AGUACERO_INSIGHTS") or known.get("AGUACERO_INSIGHTS") or "http://127.0.0.1:8090")
    options = parser.parse_args(words)
    options.name = options.name or options.file.name
    options.state = options.state or options.file.with_name(options.file.name + ".replayed")
    if options.speed and not options.time:
        parser.error("--speed needs --time: the column of a row's time")
    return options


def last_line(options: argparse.Namespace) -> int:
    """The line up to which a replay before has come; 1 is the header."""
    try:
        kept = json.loads(options.state.read_text())
        return int(kept["line"]) if kept["kind"] == options.kind and not options.again else 1
    except (OSError, ValueError, KeyError, TypeError):
        return 1


def main() -> int:
    """Replays the file; returns the exit code."""
    options = parse()
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    key = os.environ.get("AGUACERO_API_KEY") or settings.endpoints().get("AGUACERO_API_KEY", "")
    headers |= authorization(key)

    def send(body: str) -> tuple[int, bytes]:
        try:
            return fetch(options.ingress.rstrip("/") + "/v1/events", body.encode(), headers)
        except Unreachable:
            return 0, b""

    def save(line: int) -> None:
        kept = options.state.with_name(options.state.name + ".new")
        kept.write_text(json.dumps({"kind": options.kind, "line": line}))
        kept.replace(options.state)

    replay = Replay(options, send, lambda said: print(said, file=sys.stderr))
    after, interrupted, finished = last_line(options), False, False
    try:
        schema = Insights(options.insights, key).kinds()[options.kind]["schema"]
        fetch(options.ingress)
        columns = Columns(schema["properties"], dict(options.map), dict(options.set), options.time)
        if options.absent:
            columns.absent = {"", *options.absent}
        if after > 1:
            print(f"goes on after line {after}; --again begins anew", file=sys.stderr)
        finished = replay.run(rows(options.file, columns, schema.get("required", []), after), save)
    except KeyError:
        print(f"aguacero: no kind '{options.kind}' is in force", file=sys.stderr)
        return 2
    except (BadFile, OSError, csv.Error, UnicodeDecodeError, Unreachable, Refused) as e:
        print(f"aguacero: {e}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        interrupted = True
    refused = "".join(f", {events:,} of them {code}" for code, events in sorted(replay.counts.reasons.items()))
    print(f"{replay.counts.stored:,} rows stored, {replay.counts.refused:,} refused{refused}" + (", interrupted" if interrupted else ""))
    if interrupted or not finished:
        print(f"the same command goes on where {options.state} says", file=sys.stderr)
        return 3
    return 1 if replay.counts.refused else 0


if __name__ == "__main__":
    sys.exit(main())
