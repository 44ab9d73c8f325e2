"""Asks the pipeline's public interfaces what became of a run, and waits until nothing of it is on its way."""

import json
import time
from collections import Counter
from collections.abc import Callable

from . import latency, payloads
from .insights import Insights, Refused, Unreachable, authorization, fetch, seconds
from .ledger import ACKNOWLEDGED, COUNTED, PATHS, Ledger
from .mix import rfc3339
from .settings import Settings
from .store import Store, StoreError
from .verdict import Facts

WAYS_MAX = 20
"""Missing events of a path whose way is asked for."""
PROGRESS_EVERY = 2.0
SLICE = 50_000
"""Events that are looked up before progress is told."""

Tell = Callable[[str], None]


class NotReady(Exception):
    """The run can't begin; the message says what to do."""


class Observer:
    """What is known of the pipeline before a run, and the questions after it."""

    def __init__(self, settings: Settings, ingress: str):
        self.settings = settings
        self.insights = Insights(settings.insights, settings.api_key)
        self._ingress = ingress
        self.kinds: dict[str, dict] = {}
        self.started = 0.0
        self._before: tuple[dict, dict] = ({}, {})
        self._latency: latency.Buckets = {}

    def begin(self) -> None:
        """Looks whether the run can begin, and at what is counted before it."""
        self._try_door()
        try:
            self.kinds = self.insights.kinds()
        except (Unreachable, Refused, ValueError, KeyError) as e:
            raise NotReady(f"insights-api doesn't tell what is counted: {e}. Give its address by --insights.") from e
        for kind in self.settings.mix.kinds:
            self._look_at(kind)
        if self.settings.valkey:
            try:
                self.store().close()
            except StoreError as e:
                raise NotReady(f"{e}. Give the store's address by --valkey, or none to be told by totals only.") from e
        self.started = time.time()
        self._before = self._totals(), self._reconciliation()
        self._latency = latency.read(self.settings.consumers)

    def store(self) -> Store:
        """A connection of its own to the store."""
        buckets = {kind: seconds(self.kinds[kind]["ids"]["bucket"]) for kind in self.settings.mix.kinds}
        return Store(self.settings.valkey, buckets, self.settings.tenant, self.settings.authority)

    def counted_now(self) -> dict[str, int]:
        """By path, what all totals of the run's kinds have grown by since its beginning."""
        grown: Counter[str] = Counter()
        for kind, paths in self._totals().items():
            for path, (events, _) in paths.items():
                grown[path] += events - self._before[0].get(kind, {}).get(path, (0, True))[0]
        return dict(grown)

    def before(self) -> dict:
        """What was there before, as JSON carries it: a later judgement of the same run needs it."""
        return {"started": self.started, "totals": self._before[0], "reconciliation": self._before[1]}

    def resume(self, before: dict) -> None:
        """Instead of begin: judges a run that another process made."""
        self.kinds = self.insights.kinds()
        self.started = before["started"]
        totals = {kind: {path: tuple(told) for path, told in paths.items()} for kind, paths in before["totals"].items()}
        self._before = totals, before["reconciliation"]

    def facts(self, ledgers: list[Ledger], tell: Tell) -> Facts:
        """Everything that the verdict needs, once nothing is on its way any more or waiting makes no sense."""
        facts = Facts(by_name=bool(self.settings.valkey), alone=self.settings.alone)
        try:
            if facts.by_name:
                facts.gave_up = self._await_by_name(ledgers, tell)
            else:
                facts.gave_up = self._await_by_totals(ledgers, tell)
            if self.settings.settle:
                self._reconcile(facts, tell)
            totals = self._totals()
            for kind in self.settings.mix.kinds:
                facts.totals[kind] = self._before[0].get(kind, {}), totals[kind]
            if facts.by_name:
                facts.ways = self._ways(ledgers)
        except (Unreachable, Refused, StoreError, KeyError, ValueError) as e:
            facts.missing.append(f"What became of the events could not be found out: {e or type(e).__name__}.")
        facts.latency = latency.between(self._latency, latency.read(self.settings.consumers))
        return facts

    def _try_door(self) -> None:
        headers = {"Content-Type": "application/json"} | authorization(self.settings.api_key)
        for kind in self.settings.mix.kinds:
            one = payloads.Tweet("mixco", "rainy", 20, 80) if kind == payloads.TWEET else payloads.Metric("a", "b", "cpu", 1.0)
            try:
                status, body = fetch(f"{self._ingress}/v1/validate?kind={kind}", f"{{{one.members()}}}".encode(), headers)
            except Unreachable as e:
                raise NotReady(f"the door {e}. Is the pipeline up (./run.sh status)? Give its address by --host.") from e
            if status in (401, 403):
                raise NotReady(f"the door at {self._ingress} refuses the key ({status}). Give the right one by AGUACERO_API_KEY.")
            if status == 404:
                raise NotReady(f"the door at {self._ingress} doesn't know the kind {kind}. Leave it out by --kinds.")
            if status != 200:
                raise NotReady(f"the door at {self._ingress} answers {status} to an event that is valid: {_detail(body)}")

    def _look_at(self, kind: str) -> None:
        mix = self.settings.mix
        if kind not in self.kinds:
            raise NotReady(f"insights-api doesn't know the kind {kind}: is it of the same pipeline as the door?")
        horizon = seconds(self.kinds[kind]["ids"]["horizon"])
        if mix.late_by > horizon / 2:
            raise NotReady(f"--late-by is at most half of the horizon of {kind}, {horizon // 2} s")

    def _totals(self) -> dict[str, dict]:
        return {kind: self.insights.totals(kind) for kind in self.settings.mix.kinds}

    def _reconciliation(self) -> dict[str, dict]:
        since = rfc3339((self.started - self.settings.mix.late_by - 60) // 60 * 60)
        return {kind: self.insights.reconciliation(kind, since) for kind in self.settings.mix.kinds}

    def _await_by_name(self, ledgers: list[Ledger], tell: Tell) -> str:
        """Looks up what isn't known to be counted, again and again while that helps."""
        store = self.store()
        try:
            progress = Progress(self.settings.patience, tell)
            while True:
                owed = sweep(store, ledgers)
                if not any(owed.values()):
                    sweep(store, ledgers, unacknowledged=True)
                    return ""
                left = ", ".join(f"{path} {owed[path]:,}" for path in PATHS)
                if not progress.goes_on(sum(owed.values()), f"waiting until all is counted, still to come: {left}"):
                    sweep(store, ledgers, unacknowledged=True)
                    return f"Gave up after {self.settings.patience:g} s without progress; acknowledged and not counted: {left}."
        finally:
            store.close()

    def _await_by_totals(self, ledgers: list[Ledger], tell: Tell) -> str:
        acknowledged = sum(bool(entry.state & ACKNOWLEDGED) for ledger in ledgers for entry in ledger.entries())
        progress = Progress(self.settings.patience, tell)
        while True:
            grown = self.counted_now()
            owed = {path: max(0, acknowledged - grown.get(path, 0)) for path in PATHS}
            if not any(owed.values()):
                return ""
            left = ", ".join(f"{path} {owed[path]:,}" for path in PATHS)
            if not progress.goes_on(sum(owed.values()), f"waiting until all is counted, still to come: {left}"):
                return f"Gave up after {self.settings.patience:g} s without progress; by totals not counted: {left}."

    def _reconcile(self, facts: Facts, tell: Tell) -> None:
        reconciled, unsettled = self._await_settled(tell)
        facts.notes += _unknown_minutes(reconciled)
        facts.gave_up = facts.gave_up or unsettled
        facts.reconciliation = {kind: (self._before[1][kind], reconciled[kind]) for kind in self.settings.mix.kinds}

    def _await_settled(self, tell: Tell) -> tuple[dict[str, dict], str]:
        """Until reconciliation has compared all minutes of the run."""
        patience = max(self.settings.settle, self.settings.patience)
        give_up = time.monotonic() + patience
        compared_after = rfc3339(time.time())
        while True:
            told = self._reconciliation()
            open_minutes = sum(
                path["status"] == "open" for kind in told.values() for minute in kind["minutes"] for path in minute["paths"].values()
            )
            late = [
                name for kind in told.values() for name, path in kind["paths"].items() if (path["comparedAt"] or "") < compared_after
            ]
            if not open_minutes and not late:
                return told, ""
            if time.monotonic() > give_up:
                return told, f"Gave up after {patience:g} s: reconciliation has {open_minutes} minutes that are not settled."
            tell(f"all is counted; waiting until reconciliation has compared it, {open_minutes} minutes to go")
            time.sleep(PROGRESS_EVERY)

    def _ways(self, ledgers: list[Ledger]) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        asked: Counter[str] = Counter()
        for ledger in ledgers:
            for entry in ledger.entries():
                missed = [path for path in PATHS if entry.state & ACKNOWLEDGED and not entry.state & COUNTED[path]]
                missed = [path for path in missed if asked[path] < WAYS_MAX]
                if missed:
                    name = ledger.id(entry.sequence)
                    way = self.insights.way(entry.kind, name, entry.source, rfc3339(entry.second))
                    for path in missed:
                        asked[path] += 1
                        found[path, name] = way.get(path, {}).get("status", "absent")
        return found


class Progress:
    """Tells how far something is, and ends waiting when it stands still."""

    def __init__(self, patience: float, tell: Tell):
        self._patience = patience
        self._tell = tell
        self._least: int | None = None
        self._since = time.monotonic()

    def goes_on(self, left: int, sentence: str) -> bool:
        """Waits a moment; false once nothing has changed for as long as patience lasts."""
        now = time.monotonic()
        if self._least is None or left < self._least:
            self._least, self._since = left, now
        if now - self._since > self._patience:
            return False
        self._tell(sentence)
        time.sleep(PROGRESS_EVERY)
        return True


def sweep(store: Store, ledgers: list[Ledger], unacknowledged: bool = False) -> dict[str, int]:
    """Looks up acknowledged events (or the others) not known to be counted; returns how many are still not, by path."""
    both = COUNTED["kafka"] | COUNTED["rabbitmq"]
    left: Counter[str] = Counter()
    for ledger in ledgers:
        asked = [
            entry for entry in (ledger.entries() if unacknowledged else ledger.open_entries())
            if entry.state & both != both and bool(entry.state & ACKNOWLEDGED) != unacknowledged
        ]
        for at in range(0, len(asked), SLICE):
            some = asked[at : at + SLICE]
            for sequence, bits in store.counted(ledger.run, ledger.sender, some).items():
                ledger.mark(sequence, bits)
        for entry in asked:
            for path, bit in COUNTED.items():
                left[path] += not ledger.state(entry.sequence) & bit
    return {path: left[path] for path in PATHS}


def _unknown_minutes(reconciled: dict[str, dict]) -> list[str]:
    unknown = sum(
        path["status"] == "unknown" for kind in reconciled.values() for minute in kind["minutes"] for path in minute["paths"].values()
    )
    if not unknown:
        return []
    return [f"Of {unknown} minutes reconciliation knows only what has changed since insights-api was started."]


def _detail(body: bytes) -> str:
    try:
        return str(json.loads(body).get("detail", ""))
    except (ValueError, AttributeError):
        return body[:200].decode(errors="replace")
