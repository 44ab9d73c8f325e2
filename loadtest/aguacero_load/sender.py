"""A sender keeps the client's rule: 429, 503 or no answer means the same event again, any other 4xx never."""

import time
from collections import Counter, deque
from random import Random

from .answers import Answer, Said, read
from .ledger import ACKNOWLEDGED, BROKEN, MAYBE, REFUSED, SENT, Ledger
from .mix import Item, Mix, Stream

REPEATABLE = 64
"""How many acknowledged events a sender remembers in full, to send them again as duplicates."""
WAITING_MAX = 2_000
"""Events that wait for another try; beyond it a sender makes no new ones, as a client with a bounded queue would."""
REASONS_MAX = 20
"""Broken promises that are kept word by word."""


class Sender:
    """One client: its events, what it knows of them, and what it still owes. Not for two greenlets at once."""

    def __init__(self, mix: Mix, seed: str, run: str, number: int, clock=time.monotonic):
        self.ledger = Ledger(run, number)
        self.sent: Counter[str] = Counter()
        """Events in requests (events), of these duplicates on purpose (repeats), and answers about an event by what they said."""
        self.broken: list[str] = []
        self._mix = mix
        self._stream = Stream(mix, seed, self.ledger)
        self._random = Random(f"{seed}/{number}/repeats")
        self._clock = clock
        self._waiting: dict[int, tuple[float, Item]] = {}
        self._under_way: list[Item] = []
        self._acknowledged: deque[Item] = deque(maxlen=REPEATABLE)
        self._repeats: set[int] = set()

    @property
    def owes(self) -> int:
        """Events that have no final answer yet."""
        return len(self._waiting) + len(self._under_way)

    def draws(self, probability: float) -> bool:
        """Chance, by the seed."""
        return self._random.random() < probability

    def next(self, new: bool = True) -> list[Item]:
        """What to send now; nothing while all of it waits. Without new ones, only what is owed."""
        if self._under_way:
            # The greenlet that sent these was ended before it had the answer.
            self.answered(self._under_way, 0, b"", 0.0)
        items = self._due()
        if not items and new and len(self._waiting) < WAITING_MAX:
            items = self._stream.next_request()
            self._repeat(items)
        for item in items:
            self.ledger.mark(item.sequence, SENT)
        self.sent["events"] += len(items)
        self._under_way = items
        return items

    def close(self) -> None:
        """What was held back is owed from now on."""
        for item in self._stream.held():
            self._waiting[item.sequence] = (0.0, item)

    def next_due(self) -> float | None:
        """When something is due again, on the clock; nothing when nothing is owed."""
        return min((due for due, _ in self._waiting.values()), default=None)

    def answered(self, items: list[Item], status: int, body: bytes, retry_after: float) -> Answer:
        """Writes down what an answer says of each event; returns the worst of it, or the one that isn't as expected."""
        notable = None
        for item, answer in zip(items, read(status, body, len(items)), strict=True):
            self.sent[answer.said.value] += 1
            if item.sequence in self._repeats and self.ledger.state(item.sequence) & ACKNOWLEDGED:
                if answer.said in (Said.REFUSED, Said.BROKEN):
                    self._complain(item, status, answer)
            else:
                self._judge(item, status, answer, retry_after)
            if answer.said != Said.STORED and not (item.expected and answer.code == item.expected):
                notable = answer
        self._under_way = []
        self._repeats.clear()
        return notable or Answer(Said.STORED)

    def _judge(self, item: Item, status: int, answer: Answer, retry_after: float) -> None:
        again = False
        if answer.said == Said.STORED:
            self.ledger.mark(item.sequence, ACKNOWLEDGED)
            if item.expected:
                self._complain(item, status, answer)
            else:
                self._acknowledged.append(item)
        elif answer.said == Said.REFUSED:
            self.ledger.mark(item.sequence, REFUSED)
            if answer.code != item.expected:
                self._complain(item, status, answer)
        else:
            again = True
            if answer.said != Said.NOT_STORED:
                self.ledger.mark(item.sequence, MAYBE)
            if answer.said == Said.BROKEN:
                self._complain(item, status, answer)
        if again:
            self._waiting[item.sequence] = (self._clock() + retry_after, item)
        else:
            self._waiting.pop(item.sequence, None)

    def _complain(self, item: Item, status: int, answer: Answer) -> None:
        self.ledger.mark(item.sequence, BROKEN)
        if len(self.broken) < REASONS_MAX:
            wanted = f"a refusal {item.expected}" if item.expected else "202, or 429 or 503 and another try"
            said = "202" if answer.said == Said.STORED else f"{status} {answer.code}"
            self.broken.append(f"{self.ledger.id(item.sequence)}: answered {said}, and not {wanted}")

    def _due(self) -> list[Item]:
        now = self._clock()
        due = [item for moment, item in self._waiting.values() if moment <= now]
        if not due:
            return []
        batch = [item for item in due if item.address == due[0].address][: max(1, self._mix.batch)]
        for item in batch:
            del self._waiting[item.sequence]
        return batch

    def _repeat(self, items: list[Item]) -> None:
        if not self._acknowledged or self._random.random() >= self._mix.duplicates * len(items):
            return
        one = self._acknowledged[int(self._random.random() * len(self._acknowledged))]
        if one.address == items[0].address and not any(item.sequence == one.sequence for item in items):
            items.append(one)
            self._repeats.add(one.sequence)
            self.sent["repeats"] += 1
