#!/usr/bin/env python3
"""Folds events into totals and windows, independently of the pipeline: plain decimals, one event after the other.

    fold.py events FILE.csv            the rows of the hourly weather file as CloudEvents, one JSON object a line
    fold.py csv KIND FILE.csv          totals and windows of these rows
    fold.py ndjson KIND FILE.ndjson    totals and windows of events that stand one JSON object a line, each with its id,
                                       its time, and its source unless that is the door's own

Totals and windows are printed as {"count", "totals": {by: groups}, "windows": {size: {by: windows}}}, groups and windows
as insights-api shows them, each number with the digits of its scale. Of events with one identity the first counts.
"""
import csv
import hashlib
import json
import sys
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Context, Decimal

EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
SIZES = {"5s": 5, "1m": 60, "1h": 3_600, "1d": 86_400}

# The fields of an observation: name, column of the file, decimals that are kept.
COLUMNS = [
    ("temperature", "temp", 2),
    ("dew_point", "dewp", 2),
    ("humidity", "humid", 2),
    ("wind_direction", "wind_dir", 0),
    ("wind_speed", "wind_speed", 5),
    ("wind_gust", "wind_gust", 5),
    ("precipitation", "precip", 2),
    ("pressure", "pressure", 1),
    ("visibility", "visib", 2),
]
OBSERVATION = {
    "values": {name: scale for name, _, scale in COLUMNS},
    "groups": [(["station"], [name for name, _, _ in COLUMNS])],
    "windows": ["1h", "1d"],
}
TWEET = {
    "values": {"temperature": 2, "humidity": 2},
    "groups": [
        (["municipality"], ["temperature", "humidity"]),
        (["weather"], []),
        (["municipality", "weather"], ["temperature", "humidity"]),
    ],
    "windows": ["5s", "1m", "1d"],
}
KINDS = {
    "weather.observation": OBSERVATION,
    "replayed.observation": OBSERVATION,
    "emptied.observation": OBSERVATION,
    "weather.tweet": TWEET,
}


def quantized(value, scale):
    return value.quantize(Decimal(1).scaleb(-scale), context=EXACT)


class Value:
    def __init__(self, scale):
        self.scale, self.count, self.sum = scale, 0, Decimal(0)
        self.min = self.max = self.last = self.last_at = None

    def add(self, value, at):
        self.min = value if self.count == 0 else min(self.min, value)
        self.max = value if self.count == 0 else max(self.max, value)
        if self.last_at is None or at > self.last_at:
            self.last, self.last_at = value, at
        self.count += 1
        self.sum = EXACT.add(self.sum, value)

    def shown(self):
        avg = quantized(EXACT.divide(self.sum, Decimal(self.count)), self.scale + 2)
        return {"count": self.count, "sum": self.sum, "avg": avg, "min": self.min, "max": self.max, "last": self.last}


class Groups:
    """The groups of one grouping, of all time or of one window."""

    def __init__(self, kind, by, of):
        self.scales = {name: KINDS[kind]["values"][name] for name in of}
        self.by, self.groups = by, {}

    def add(self, event, at):
        key = tuple(str(event[field]) for field in self.by)
        if key not in self.groups:
            self.groups[key] = [0, {name: Value(scale) for name, scale in self.scales.items()}]
        group = self.groups[key]
        group[0] += 1
        for name, value in group[1].items():
            if name in event:
                value.add(quantized(Decimal(str(event[name])), value.scale), at)

    def shown(self):
        return [
            {"key": dict(zip(self.by, key)), "count": count, "values": {n: v.shown() for n, v in values.items() if v.count}}
            for key, (count, values) in sorted(self.groups.items())
        ]


def fold(kind, events):
    spec = KINDS[kind]
    groupings = [([], list(spec["values"]))] + spec["groups"]
    totals = {",".join(by): Groups(kind, by, of) for by, of in groupings}
    windows = {size: {",".join(by): {} for by, of in groupings} for size in spec["windows"]}
    seen = set()
    for event in events:
        identity = identified(kind, event)
        if identity in seen:
            continue
        seen.add(identity)
        time = datetime.fromisoformat(event["time"].replace("Z", "+00:00"))
        at = (time, identity)
        for by, of in groupings:
            label = ",".join(by)
            totals[label].add(event, at)
            for size in spec["windows"]:
                start = (time - EPOCH) // timedelta(seconds=SIZES[size]) * SIZES[size]
                windows[size][label].setdefault(start, Groups(kind, by, of)).add(event, at)
    return {
        "count": len(seen),
        "totals": {by: groups.shown() for by, groups in totals.items()},
        "windows": {
            size: {by: [window(start, SIZES[size], starts[start]) for start in sorted(starts)] for by, starts in of.items()}
            for size, of in windows.items()
        },
    }


def window(start, seconds, groups):
    return {"start": moment(start), "end": moment(start + seconds), "groups": groups.shown()}


def moment(seconds):
    return (EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(node):
    """JSON text; json.dumps would make floats of decimals."""
    if isinstance(node, Decimal):
        return format(node, "f")
    if isinstance(node, dict):
        return "{" + ",".join(json.dumps(key) + ":" + written(value) for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ",".join(map(written, node)) + "]"
    return json.dumps(node)


def identified(kind, event):
    parts = ("default", kind, event.get("source", "urn:aguacero:http"), event["id"])
    return hashlib.sha256("\0".join(parts).encode()).digest()[:16]


def observations(file):
    """Rows of the weather file; NA is an absent field."""
    for row in csv.DictReader(file):
        observed = {name: Decimal(row[column]) for name, column, _ in COLUMNS if row[column] != "NA"}
        event_id = row["origin"] + "/" + row["time_hour"]
        source = "urn:noaa:hourly:" + row["origin"]
        yield {"source": source, "id": event_id, "time": row["time_hour"], "station": row["origin"], **observed}


def cloud_event(observation):
    data = dict(observation)
    attributes = {name: data.pop(name) for name in ("source", "id", "time")}
    return {"specversion": "1.0", "type": "weather.observation", **attributes, "data": data}


if __name__ == "__main__":
    form, *arguments = sys.argv[1:]
    with open(arguments[-1], encoding="utf-8", newline="") as file:
        if form == "events":
            for observation in observations(file):
                print(written(cloud_event(observation)))
        elif form == "csv":
            print(written(fold(arguments[0], observations(file))))
        else:
            lines = (json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in file)
            print(written(fold(arguments[0], lines)))
