"""What a sender sends: events by a seed, some of them late, out of order, invalid or twice."""

import time
from dataclasses import dataclass
from random import Random

from . import payloads
from .ledger import INVALID, Ledger

SHORTHAND = "urn:aguacero:http"
"""Source that the door gives plain JSON."""
CLOUDEVENTS = "urn:aguacero:loadtest"

ADDRESSES = {
    payloads.TWEET: ("/v1/tweets", "application/json", "application/json"),
    payloads.METRIC: ("/v1/metrics", "application/json", "application/json"),
    CLOUDEVENTS: ("/v1/events", "application/cloudevents+json", "application/cloudevents-batch+json"),
}
"""Path, and content type of one event and of several; plain JSON by kind, CloudEvents of any kind."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares are of all new events, 0 to 1; a share of 0 leaves it out."""

    kinds: tuple[str, ...] = (payloads.TWEET, payloads.METRIC)
    form: str = "mixed"
    """shorthand, cloudevents, or mixed: half of the requests each."""
    batch: int = 20
    """Events of a batch."""
    batch_share: float = 0.2
    """Share of requests that are batches; the others hold one event."""
    municipalities: tuple[str, ...] = payloads.MUNICIPALITIES
    producers: int = 20
    agent: str = ""
    """The one agent that sends all metrics; empty: as many as `producers` says."""
    containers: int = 5
    duplicates: float = 0.02
    late: float = 0.02
    late_by: float = 300.0
    """Seconds, at most. Evenly spread from 1."""
    out_of_order: float = 0.02
    """Share that is held back and sent after up to 20 later ones."""
    invalid: float = 0.01


@dataclass(frozen=True, slots=True)
class Item:
    """One event on its way."""

    sequence: int
    address: str
    """Key into ADDRESSES."""
    body: bytes
    """Its JSON object, in its form."""
    expected: str = ""
    """The refusal that it has to get; empty for a valid one."""


class Stream:
    """The events of one sender: the same seed and sender make the same events, but for their times."""

    def __init__(self, mix: Mix, seed: str, ledger: Ledger, clock=time.time):
        self._mix = mix
        self._random = Random(f"{seed}/{ledger.sender}")
        self._ledger = ledger
        self._clock = clock
        self._held: list[tuple[int, Item]] = []

    def next_request(self) -> list[Item]:
        """The events of one more request, all for one address: one, or a batch."""
        random, mix = self._random, self._mix
        address = mix.kinds[int(random.random() * len(mix.kinds))]
        if mix.form == "cloudevents" or (mix.form == "mixed" and random.random() < 0.5):
            address = CLOUDEVENTS
        events = mix.batch if random.random() < mix.batch_share else 1
        items: list[Item] = []
        while len(items) < events:
            item = self._next(address)
            if random.random() < mix.out_of_order:
                self._held.append((item.sequence + 1 + int(random.random() * 20), item))
            else:
                items.append(item)
            items.extend(self._due(address, item.sequence, events - len(items)))
        return items

    def held(self) -> list[Item]:
        """What is still held back; nothing is after that."""
        items = [item for _, item in self._held]
        self._held.clear()
        return items

    def _due(self, address: str, sequence: int, most: int) -> list[Item]:
        due = [one for one in self._held if one[0] <= sequence and one[1].address == address][:most]
        for one in due:
            self._held.remove(one)
        return [item for _, item in due]

    def _next(self, address: str) -> Item:
        random, mix = self._random, self._mix
        kind = address
        if address == CLOUDEVENTS:
            kind = mix.kinds[int(random.random() * len(mix.kinds))]
        if kind == payloads.TWEET:
            payload = payloads.tweet(random, mix.municipalities)
        else:
            payload = payloads.metric(random, mix.producers, mix.containers, mix.agent)
        at, state, expected = self._clock(), 0, ""
        if random.random() < mix.late:
            at -= 1 + random.random() * max(0.0, mix.late_by - 1)
        if random.random() < mix.invalid:
            payload = payloads.invalid(random, payload)
            state, expected = INVALID, payload.code
            if expected == "outside-horizon":
                at -= 36_500 * 86_400 if random.random() < 0.5 else -365 * 86_400
        at = max(at, 1.0)
        source = CLOUDEVENTS if address == CLOUDEVENTS else SHORTHAND
        sequence = self._ledger.add(kind, source, payload.key, int(at), state)
        return Item(sequence, address, self._body(address, sequence, at, payload), expected)

    def _body(self, address: str, sequence: int, at: float, payload) -> bytes:
        moment = rfc3339(at)
        event_id = self._ledger.id(sequence)
        if address == CLOUDEVENTS:
            return (
                f'{{"specversion":"1.0","id":"{event_id}","source":"{CLOUDEVENTS}","type":"{payload.kind}",'
                f'"time":"{moment}","runid":"{self._ledger.run}","sequence":{sequence},"data":{{{payload.members()}}}}}'
            ).encode()
        return f'{{"id":"{event_id}","time":"{moment}",{payload.members()}}}'.encode()


def rfc3339(at: float) -> str:
    """Seconds since 1970 as RFC 3339 in UTC with milliseconds."""
    whole = int(at)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f".{int((at - whole) * 1000):03d}Z"


def request(items: list[Item]) -> tuple[str, str, bytes]:
    """Path, content type and body of the request that carries these events, which all are for one address."""
    path, one, several = ADDRESSES[items[0].address]
    if len(items) == 1:
        return path, one, items[0].body
    return path, several, b"[" + b",".join(item.body for item in items) + b"]"
