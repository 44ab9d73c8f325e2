"""What one sender knows of each of its events, in a few bytes an event."""

import base64
import zlib
from array import array
from collections.abc import Iterator
from typing import NamedTuple

ACKNOWLEDGED = 1
"""Answered 202: stored on every path, so it has to be counted on every path."""
REFUSED = 2
"""Answered with a final 4xx: it must not be counted."""
MAYBE = 4
"""An attempt had no answer, or one that said unknown: it may be counted, once."""
INVALID = 8
"""Made so that the door has to refuse it."""
COUNTED = {"kafka": 16, "rabbitmq": 32}
"""The path's store remembers that it has counted the event."""
BROKEN = 64
"""An answer broke the door's promise: refused by another code than it deserved, taken though invalid, or no answer of the API."""

SENT = 128
"""It has left its sender at least once."""

PATHS = tuple(COUNTED)


class Entry(NamedTuple):
    """One event, as far as its sender remembers it."""

    sequence: int
    state: int
    kind: str
    source: str
    key: str
    second: int
    """Event time, seconds since 1970."""


class Ledger:
    """Events of one sender by sequence, from 1 without a hole. About 9 bytes an event."""

    def __init__(self, run: str, sender: int):
        self.run = run
        self.sender = sender
        self._words: list[tuple[str, str, str]] = []
        self._places: dict[tuple[str, str, str], int] = {}
        self._state = bytearray()
        self._word = array("H")
        self._second = array("I")
        self._open = 0

    def __len__(self) -> int:
        return len(self._state)

    def add(self, kind: str, source: str, key: str, second: int, state: int = 0) -> int:
        """Writes down an event before it is sent; returns its sequence."""
        word = (kind, source, key)
        place = self._places.get(word)
        if place is None:
            place = self._places[word] = len(self._words)
            self._words.append(word)
        self._word.append(place)
        self._second.append(second)
        self._state.append(state)
        return len(self._state)

    def mark(self, sequence: int, bits: int) -> None:
        """Adds to what is known of an event."""
        self._state[sequence - 1] |= bits

    def forget_counted(self) -> None:
        """As if the stores had not been asked yet."""
        both = COUNTED["kafka"] | COUNTED["rabbitmq"]
        self._state = bytearray(state & ~both for state in self._state)
        self._open = 0

    def state(self, sequence: int) -> int:
        """What is known of an event."""
        return self._state[sequence - 1]

    def id(self, sequence: int) -> str:
        """The event's id."""
        return f"{self.run}.{self.sender}.{sequence}"

    def entries(self) -> Iterator[Entry]:
        """All events, by sequence."""
        return self._from(0)

    def open_entries(self) -> Iterator[Entry]:
        """Events without those at the beginning of which all is known that will be: a long run is looked at again and again."""
        both = COUNTED["kafka"] | COUNTED["rabbitmq"]
        while self._open < len(self._state) and (self._state[self._open] & both == both or self._state[self._open] & REFUSED):
            self._open += 1
        return self._from(self._open)

    def _from(self, first: int) -> Iterator[Entry]:
        for at in range(first, len(self._state)):
            yield Entry(at + 1, self._state[at], *self._words[self._word[at]], self._second[at])

    def to_document(self) -> dict:
        """As JSON and messages between processes carry it."""
        return {
            "run": self.run,
            "sender": self.sender,
            "words": self._words,
            "state": _pack(self._state),
            "word": _pack(self._word.tobytes()),
            "second": _pack(self._second.tobytes()),
        }

    @classmethod
    def from_document(cls, document: dict) -> "Ledger":
        """Back from there."""
        ledger = cls(document["run"], document["sender"])
        ledger._words = [tuple(word) for word in document["words"]]
        ledger._places = {word: place for place, word in enumerate(ledger._words)}
        ledger._state = bytearray(_unpack(document["state"]))
        ledger._word.frombytes(_unpack(document["word"]))
        ledger._second.frombytes(_unpack(document["second"]))
        return ledger


def _pack(data: bytes) -> str:
    return base64.b64encode(zlib.compress(bytes(data), 1)).decode()


def _unpack(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))
