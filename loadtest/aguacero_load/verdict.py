"""Compares what was sent, acknowledged, stored and counted, and names what doesn't agree. Asks nobody: see evidence."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .latency import Latency
from .ledger import ACKNOWLEDGED, BROKEN, COUNTED, INVALID, MAYBE, PATHS, REFUSED, SENT, Ledger
from .mix import rfc3339

NAMED_MAX = 1_000
"""Events that are named; more are only counted."""
STORED_WAYS = ("counted", "pending", "dead-lettered", "uncounted", "forgotten")
"""What insights-api says of an event that its path's log holds, or held."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An event of which two sides say different things."""

    path: str
    what: str
    kind: str
    source: str
    id: str
    time: str
    way: str = ""
    """What insights-api says of it on that path, if it was asked."""


@dataclass(slots=True)
class Facts:
    """What was found out about a run, apart from what its senders know."""

    by_name: bool
    """Whether the stores were asked for each event."""
    alone: bool
    totals: dict[str, tuple[dict, dict]] = field(default_factory=dict)
    """By kind, events counted and completeness by path: before and after."""
    reconciliation: dict[str, tuple[dict, dict]] = field(default_factory=dict)
    """By kind, what /v1/reconciliation said before and after, of the minutes of the run."""
    ways: dict[tuple[str, str], str] = field(default_factory=dict)
    """By path and id, what insights-api says of an event that is missed."""
    latency: dict[str, Latency] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    """Answers that broke the door's promise, some of them, in words."""
    sends: Counter = field(default_factory=Counter)
    """What senders counted: events in requests, repeats, and answers by what they said."""
    gave_up: str = ""
    """What was no longer waited for; empty when all was there."""
    missing: list[str] = field(default_factory=list)
    """What could not be found out, in sentences; it may concern workers that never told what they had sent."""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: agrees, doesn't, or (None) can't be told."""

    name: str
    agrees: bool | None
    says: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Events of a kind by what their senders know."""

    sent: int
    acknowledged: int
    refused: int
    invalid: int
    unresolved: int
    broken: int
    counted: dict[str, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a run."""

    run: str
    checks: list[Check]
    tallies: dict[str, Tally]
    stored: dict[str, int | None]
    """By path, events of the run that its log holds; None when that can't be told."""
    counted: dict[str, int | None]
    duplicates: dict[str, int | None]
    """By path, copies in the log that weren't counted again, whoever sent them."""
    gaps: list[Gap]
    gaps_left_out: int
    facts: Facts

    @property
    def agrees(self) -> bool:
        """Whether all that was compared agrees, and all could be compared."""
        return all(check.agrees for check in self.checks)

    def total(self, name: str) -> int:
        """One of Tally's numbers over all kinds."""
        return sum(getattr(tally, name) for tally in self.tallies.values())


def judge(run: str, ledgers: Iterable[Ledger], facts: Facts) -> Verdict:
    """The verdict on a run."""
    counts: dict[str, Counter] = {}
    gaps: list[Gap] = []
    lost: Counter[str] = Counter()
    uncalled: Counter[str] = Counter()
    for ledger in ledgers:
        for entry in ledger.entries():
            _count(counts.setdefault(entry.kind, Counter()), entry.state)
            if not facts.by_name:
                continue
            for path in PATHS:
                what = _wrong(entry.state, path)
                if what:
                    (lost if what == "lost" else uncalled)[path] += 1
                    if len(gaps) < NAMED_MAX:
                        name = ledger.id(entry.sequence)
                        gaps.append(Gap(path, what, entry.kind, entry.source, name, rfc3339(entry.second),
                                        facts.ways.get((path, name), "")))
    tallies = {kind: _tally(count) for kind, count in sorted(counts.items())}
    reconciled = {path: _reconciled(facts, path) for path in PATHS}
    named = _named(facts)
    checks = [_answers(tallies, facts), _resolved(tallies), _refusals(tallies)]
    for path in PATHS:
        checks.append(_counted(path, tallies, facts, lost))
        checks.append(_nothing_else(path, facts, uncalled))
        checks.append(_once(path, tallies, facts, [gap for gap in named if gap.path == path]))
        checks.append(_complete(path, facts))
    checks.append(Check("found out", not (facts.missing or facts.gave_up), " ".join([*facts.missing, facts.gave_up]).strip() or
                        "everything that was asked was answered, and nothing was on its way any more"))
    known = {path: sum(tally.counted[path] for tally in tallies.values()) for path in PATHS}
    return Verdict(
        run, checks, tallies,
        stored={path: _stored(path, known[path], facts, gaps, lost) for path in PATHS},
        counted={path: known[path] if facts.by_name else _grown(path, facts) if facts.alone else None for path in PATHS},
        duplicates={path: reconciled[path]["duplicate"] if facts.reconciliation else None for path in PATHS},
        gaps=gaps + named, gaps_left_out=sum(lost.values()) + sum(uncalled.values()) - len(gaps), facts=facts)


def _count(count: Counter, state: int) -> None:
    count["sent"] += bool(state & SENT)
    count["acknowledged"] += bool(state & ACKNOWLEDGED)
    count["refused"] += bool(state & REFUSED)
    count["invalid"] += bool(state & INVALID)
    count["unresolved"] += not state & (ACKNOWLEDGED | REFUSED)
    count["maybe"] += bool(state & MAYBE and not state & ACKNOWLEDGED)
    count["broken"] += bool(state & BROKEN)
    for path, bit in COUNTED.items():
        count[path] += bool(state & bit)


def _tally(count: Counter) -> Tally:
    return Tally(count["sent"], count["acknowledged"], count["refused"], count["invalid"], count["unresolved"], count["broken"],
                 {path: count[path] for path in PATHS})


def _wrong(state: int, path: str) -> str:
    counted = state & COUNTED[path]
    if state & ACKNOWLEDGED and not counted:
        return "lost"
    if counted and not state & (ACKNOWLEDGED | MAYBE):
        return "counted although refused" if state & REFUSED else "counted although not stored"
    return ""


def _answers(tallies: dict[str, Tally], facts: Facts) -> Check:
    broken = sum(tally.broken for tally in tallies.values())
    return Check("answers", not broken, f"{broken:,} events were answered against the door's promise: " + "; ".join(facts.broken[:3])
                 if broken else "every answer was one that the API gives, and the one that its event deserves")


def _resolved(tallies: dict[str, Tally]) -> Check:
    unresolved = sum(tally.unresolved for tally in tallies.values())
    return Check("resolved", not unresolved, f"{unresolved:,} events had no final answer in the end, however often they were sent"
                 if unresolved else "every event was acknowledged or refused in the end")


def _refusals(tallies: dict[str, Tally]) -> Check:
    refused, invalid = (sum(getattr(tally, name) for tally in tallies.values()) for name in ("refused", "invalid"))
    return Check("refusals", refused == invalid, f"{invalid:,} events were made to be refused, {refused:,} were")


def _counted(path: str, tallies: dict[str, Tally], facts: Facts, lost: Counter) -> Check:
    acknowledged = sum(tally.acknowledged for tally in tallies.values())
    name = f"{path}: acknowledged is counted"
    if facts.by_name:
        missed = lost[path]
        return Check(name, not missed, f"{missed:,} of {acknowledged:,} acknowledged events are not counted" if missed else
                     f"all {acknowledged:,} acknowledged events are counted, each looked up by its identity")
    if not facts.alone:
        return Check(name, None, "without the store's address (--valkey) it can only be told by totals, when nobody else sends (--alone)")
    for kind, tally in tallies.items():
        grown, most = _grown_of(kind, path, facts), tally.acknowledged + tally.unresolved
        if grown is None or not tally.acknowledged <= grown <= most:
            return Check(name, False, f"{tally.acknowledged:,} of {kind} were acknowledged, but its total grew by {grown}")
    return Check(name, True, f"the totals grew by what was acknowledged, {acknowledged:,}; which events these were can't be told")


def _nothing_else(path: str, facts: Facts, uncalled: Counter) -> Check:
    name = f"{path}: refused is not counted"
    if not facts.by_name:
        return Check(name, True if facts.alone else None, "by totals only" if facts.alone else "can't be told without the store's address")
    return Check(name, not uncalled[path], f"{uncalled[path]:,} events are counted that were refused" if uncalled[path] else
                 "no event is counted that was refused")


def _once(path: str, tallies: dict[str, Tally], facts: Facts, named: list[Gap]) -> Check:
    name = f"{path}: counted once"
    if not facts.reconciliation and not (facts.alone and facts.by_name and facts.totals):
        return Check(name, None, "reconciliation of insights-api wasn't asked, or didn't answer")
    # Of the run's own minutes: what insights-api finds elsewhere is not this run's.
    grown = _reconciled(facts, path)["gap"]
    if grown > 0:
        who = f": {', '.join(gap.id or 'one that has no name' for gap in named[:5])}" if named else ""
        return Check(name, False, f"reconciliation finds {grown:,} events lost or counted twice{who}")
    for kind, (before, after) in facts.reconciliation.items():
        off = after["paths"][path]["wrongTotals"].get(kind, 0) - before["paths"][path]["wrongTotals"].get(kind, 0)
        if off:
            return Check(name, False, f"by reconciliation the total of {kind} has {off:+,} events")
    if facts.alone and facts.by_name:
        for kind, tally in tallies.items():
            grown = _grown_of(kind, path, facts)
            if grown != tally.counted[path]:
                return Check(name, False, f"the store knows {tally.counted[path]:,} events of {kind}, but its total grew by {grown}")
        found = ", and reconciliation finds no gap" if facts.reconciliation else "; reconciliation wasn't asked"
        return Check(name, True, f"totals grew by exactly the run's events{found}")
    return Check(name, True, "reconciliation finds no gap in the run's minutes")


def _complete(path: str, facts: Facts) -> Check:
    bad = [kind for kind, (before, after) in facts.totals.items() if before.get(path, (0, True))[1] and not after.get(path, (0, False))[1]]
    return Check(f"{path}: complete", not bad, f"totals of {', '.join(bad)} say that they are not complete" if bad else
                 "totals say that they are complete, or were not before the run")


def _stored(path: str, known: int, facts: Facts, gaps: list[Gap], lost: Counter) -> int | None:
    if facts.by_name:
        missed = [gap for gap in gaps if gap.path == path and gap.what == "lost"]
        if len(missed) < lost[path] or any(gap.way in ("", "unknown") for gap in missed):
            return None
        return known + sum(gap.way in STORED_WAYS for gap in missed)
    if facts.alone and facts.reconciliation:
        told = _reconciled(facts, path)
        return told["stored"] - told["duplicate"]
    return None


def _reconciled(facts: Facts, path: str) -> Counter:
    """What the minutes of the run have grown by, over all kinds, whoever sent it."""
    grown: Counter = Counter()
    for before, after in facts.reconciliation.values():
        for sign, minutes in ((1, after["minutes"]), (-1, before["minutes"])):
            for minute in minutes:
                told = minute["paths"].get(path, {})
                for name in ("stored", "counted", "duplicate", "deadLettered", "inFlight", "gap"):
                    grown[name] += sign * (told.get(name) or 0)
    return grown


def _grown_of(kind: str, path: str, facts: Facts) -> int | None:
    before, after = facts.totals.get(kind, ({}, {}))
    return after[path][0] - before.get(path, (0, True))[0] if path in after else None


def _grown(path: str, facts: Facts) -> int:
    return sum(_grown_of(kind, path, facts) or 0 for kind in facts.totals)


def _named(facts: Facts) -> list[Gap]:
    """Events that reconciliation names now and didn't before the run."""
    found = []
    for kind, (before, after) in facts.reconciliation.items():
        earlier = {_event(event) for minute in before["minutes"] for event in minute["events"]}
        for minute in after["minutes"]:
            for event in minute["events"]:
                if _event(event) not in earlier:
                    found.append(Gap(event["path"], f"{event['what']} (by reconciliation)", kind, event["source"] or "",
                                     event["id"] or "", event["time"] or ""))
    return found


def _event(event: dict) -> tuple:
    return event["path"], event["what"], event["source"], event["id"]
