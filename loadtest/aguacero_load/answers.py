"""What an answer of the door says of each event that was sent with it (ingress-api's OpenAPI document)."""

import json
from dataclasses import dataclass
from enum import Enum


class Said(Enum):
    """What is known of an event after an answer."""

    STORED = "stored"
    """On every path of its route."""
    REFUSED = "refused"
    """For good; never sent again."""
    NOT_STORED = "not_stored"
    """On no path, to be sent again."""
    UNKNOWN = "unknown"
    """Perhaps on some path, to be sent again."""
    BROKEN = "broken"
    """Not an answer that the API gives; perhaps stored, to be sent again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one event."""

    said: Said
    code: str = ""
    """Of a refusal, the door's code."""


STORED = Answer(Said.STORED)
UNKNOWN = Answer(Said.UNKNOWN, "no-answer")
BROKEN = Answer(Said.BROKEN, "broken-answer")


def read(status: int, body: bytes, events: int) -> list[Answer]:
    """What the answer says of each of the events, in their order. Status 0: there was none."""
    if status == 202:
        complete = b'"paths"' in body if events == 1 else b'"accepted":%d' % events in body
        return [STORED if complete else BROKEN] * events
    if status == 0:
        return [UNKNOWN] * events
    try:
        document = json.loads(body)
        if status in (207, 429, 503) or 400 <= status < 500:
            return _each(status, document, events)
    except (ValueError, KeyError, TypeError):
        pass
    return [BROKEN] * events


def _each(status: int, document: dict, events: int) -> list[Answer]:
    results = document.get("results")
    if results is None:
        return [BROKEN if status == 207 else _problem(status, document)] * events
    if [result["index"] for result in results] != list(range(events)):
        return [BROKEN] * events
    return [
        STORED if result["status"] == 202 else _problem(result["status"], result["problem"]) for result in results
    ]


def _problem(status: int, problem: dict) -> Answer:
    code = problem["code"]
    if status == 503:
        return Answer(Said(problem["outcome"]), code)
    if status == 429:
        return Answer(Said.NOT_STORED, code)
    return Answer(Said.REFUSED, code) if 400 <= status < 500 else Answer(Said.BROKEN, code)


def retry_after(headers, longest: float = 10.0) -> float:
    """Seconds that the door asks to be left alone before the same event, bounded; a second when it doesn't say."""
    try:
        return min(longest, max(0.1, float(headers.get("retry-after") or 1)))
    except (TypeError, ValueError, AttributeError):
        return 1.0
