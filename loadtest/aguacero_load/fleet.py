"""The senders of one process: handed to users, asked to finish what they owe, and what they cost."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from .ledger import Ledger
from .mix import request
from .sender import Sender
from .settings import Settings

NUMBERS = 100_000
"""Senders of one process at most: their numbers are apart from those of other processes by this."""
BUSY = 0.85
"""Share of a core beyond which a process is taken for the bottleneck."""
TELLING = 0.25
"""Share of a core from which on the cost of an event can be told."""
DRAIN_PAUSE = 0.2

Post = Callable[[str, str, bytes], tuple[int, bytes, float]]
"""Path, content type and body of a request; status (0: none), body and Retry-After of its answer."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What sending took of one process."""

    events: int
    seconds: float
    cpu_seconds: float
    behind: int
    """Turns that began more than a second late."""

    @property
    def busy(self) -> float:
        """Share of one core, while users were busy."""
        return self.cpu_seconds / self.seconds if self.seconds else 0.0

    @property
    def most(self) -> float:
        """Events a second that one process gives with a whole core, by what they cost."""
        return self.events / self.cpu_seconds if self.cpu_seconds else 0.0

    def sentence(self) -> str:
        """In words, with a warning when the process itself held the load back."""
        if not self.events:
            return "No event was sent."
        said = f"A load process used {self.busy:.0%} of a core for {self.events / self.seconds:,.0f} events/s"
        # Of a process that is mostly idle, what it costs to be there would be taken for the cost of events.
        said += f"; by that a whole core gives {self.most:,.0f} events/s." if self.busy >= TELLING else "."
        if self.busy > BUSY:
            return "WARNING, the load process itself was the bottleneck, its latencies are too high. " + said + " Use more workers."
        if self.behind:
            return said + f" {self.behind:,} turns began more than a second late: the pipeline answers slower than the rate asks for."
        return said


class Fleet:
    """Senders by kind. A user that leaves gives its sender back, and the next one goes on with it."""

    def __init__(self, settings: Settings, worker: int):
        self._settings = settings
        self._first = worker * NUMBERS
        self._senders: list[Sender] = []
        self._idle: dict[str, list[Sender]] = {}
        self._began = time.monotonic()
        self._cpu_began = time.process_time()
        self.behind = 0

    def take(self, kind: str) -> Sender:
        """A sender of that kind for a user."""
        idle = self._idle.setdefault(kind, [])
        if idle:
            return idle.pop()
        if len(self._senders) >= NUMBERS:
            raise RuntimeError(f"a process has at most {NUMBERS} senders")
        mix = replace(self._settings.mix, kinds=(kind,))
        sender = Sender(mix, self._settings.seed, self._settings.run, self._first + len(self._senders))
        self._senders.append(sender)
        return sender

    def give_back(self, kind: str, sender: Sender) -> None:
        """Its user has left."""
        self._idle.setdefault(kind, []).append(sender)

    def drain(self, post: Post, tell: Callable[[str], None]) -> None:
        """Sends what is owed until it is answered for good, or the time for that is up."""
        give_up = time.monotonic() + self._settings.drain
        for sender in self._senders:
            sender.close()
        told = 0.0
        while time.monotonic() < give_up:
            owed = 0
            for sender in self._senders:
                items = sender.next(new=False)
                if items:
                    status, body, retry_after = post(*request(items))
                    sender.answered(items, status, body, retry_after)
                owed += sender.owes
            if not owed:
                return
            if time.monotonic() - told > 2:
                told = time.monotonic()
                tell(f"{owed:,} events have no final answer yet; they are sent again for up to {self._settings.drain:g} s")
            time.sleep(DRAIN_PAUSE)

    def cost(self) -> Cost:
        """What sending took so far."""
        return Cost(
            self.counts()["events"], time.monotonic() - self._began, time.process_time() - self._cpu_began, self.behind
        )

    def counts(self) -> Counter:
        """What the senders have sent and been answered."""
        total: Counter = Counter()
        for sender in self._senders:
            total.update(sender.sent)
        return total

    def ledgers(self) -> list[Ledger]:
        """What the senders know of their events."""
        return [sender.ledger for sender in self._senders]

    def to_document(self, cost: Cost) -> dict:
        """As a worker tells it to the master."""
        return {
            "counts": dict(self.counts()),
            "cost": asdict(cost),
            "broken": [said for sender in self._senders for said in sender.broken],
            "ledgers": [ledger.to_document() for ledger in self.ledgers()],
        }


@dataclass(slots=True)
class Told:
    """What one process has told of its senders."""

    counts: Counter
    cost: Cost
    broken: list[str]
    ledgers: list[Ledger]

    @classmethod
    def from_document(cls, document: dict) -> "Told":
        """Back from `Fleet.to_document`."""
        return cls(
            Counter(document["counts"]),
            Cost(**document["cost"]),
            list(document["broken"]),
            [Ledger.from_document(ledger) for ledger in document["ledgers"]],
        )
