"""A verdict as text, JSON, JUnit XML and a page."""

import json
import xml.etree.ElementTree as xml
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import page
from .fleet import Cost
from .ledger import PATHS, Ledger
from .series import Series
from .settings import Settings
from .verdict import Check, Facts, Verdict

TEXT_GAPS = 10


@dataclass(slots=True)
class Record:
    """A run as its reports tell it."""

    verdict: Verdict
    ingress: str
    started: str
    seconds: float
    interrupted: bool
    options: dict[str, str]
    costs: list[Cost] = field(default_factory=list)
    requests: dict[str, float] = field(default_factory=dict)
    """Locust's own numbers: requests, failures, and milliseconds until an answer."""
    series: Series = field(default_factory=Series)


def write(record: Record, folder: Path) -> None:
    """All forms into one folder; the one for programs at last and at once, so that where it is all are."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "TEST-load.xml").write_text(junit(record))
    (folder / "report.html").write_text(page.html_page(record, text(record)))
    (folder / "verdict.txt").write_text(text(record))
    fresh = folder / "verdict.json.new"
    fresh.write_text(json.dumps(document(record), indent=2) + "\n")
    fresh.replace(folder / "verdict.json")


def save_run(settings: Settings, ingress: str, before: dict, facts: Facts, ledgers: list[Ledger], folder: Path) -> None:
    """What judge.py needs to judge the run again: no addresses of stores, which may hold credentials."""
    saved = {
        "run": settings.run,
        "ingress": ingress,
        "kinds": list(settings.mix.kinds),
        "lateBy": settings.mix.late_by,
        "tenant": settings.tenant,
        "alone": settings.alone,
        "before": before,
        "sends": dict(facts.sends),
        "broken": facts.broken,
        "ledgers": [ledger.to_document() for ledger in ledgers],
    }
    (folder / "run.json").write_text(json.dumps(saved, default=str) + "\n")


def word(check: Check) -> str:
    """Of a check: ok, WRONG, or can't be told."""
    return {True: "ok", False: "WRONG", None: "can't be told"}[check.agrees]


def text(record: Record) -> str:
    """What the terminal shows."""
    verdict = record.verdict
    lines = [f"Run {verdict.run}: {'all agrees' if verdict.agrees else 'does not agree'}"
             + (" (interrupted, judged by what was sent until then)" if record.interrupted else "")]
    lines.append(f"  {'':<18}{'sent':>12}{'acknowledged':>14}{'refused':>10}{'unresolved':>12}")
    for kind, tally in verdict.tallies.items():
        lines.append(f"  {kind:<18}{tally.sent:>12,}{tally.acknowledged:>14,}{tally.refused:>10,}{tally.unresolved:>12,}")
    lines.append(f"  {'':<18}{'stored':>12}{'counted':>14}{'copies':>10}{'p50, p95, p99 from door to store':>36}")
    for path in PATHS:
        lines.append(f"  {path:<18}{_number(verdict.stored[path]):>12}{_number(verdict.counted[path]):>14}"
                     f"{_number(verdict.duplicates[path]):>10}{_latency(verdict, path):>36}")
    sends = verdict.facts.sends
    lines.append(f"  {sends['events']:,} events in requests, {sends['repeats']:,} of them duplicates on purpose")
    lines += [f"  {word(check):<14}{check.name}: {check.says}" for check in verdict.checks]
    for gap in verdict.gaps[:TEXT_GAPS]:
        lines.append(f"  GAP {gap.path} {gap.what}: {gap.kind} {gap.id or '(no name)'} of {gap.time}"
                     + (f", insights-api says {gap.way}" if gap.way else ""))
    left = len(verdict.gaps) - TEXT_GAPS + verdict.gaps_left_out
    if left > 0:
        lines.append(f"  and {left:,} more, in verdict.json as far as they are named")
    lines += [f"  {cost.sentence()}" for cost in record.costs] + [f"  {note}" for note in verdict.facts.notes]
    return "\n".join(lines) + "\n"


def document(record: Record) -> dict:
    """For programs."""
    verdict = record.verdict
    return {
        "run": verdict.run,
        "agrees": verdict.agrees,
        "interrupted": record.interrupted,
        "ingress": record.ingress,
        "started": record.started,
        "seconds": round(record.seconds, 3),
        "options": record.options,
        "sent": verdict.total("sent"),
        "acknowledged": verdict.total("acknowledged"),
        "refused": verdict.total("refused"),
        "unresolved": verdict.total("unresolved"),
        "paths": {
            path: {
                "stored": verdict.stored[path],
                "counted": verdict.counted[path],
                "duplicates": verdict.duplicates[path],
                "doorToStoreSeconds": asdict(verdict.facts.latency[path]) if path in verdict.facts.latency else None,
            }
            for path in PATHS
        },
        "kinds": {kind: asdict(tally) for kind, tally in verdict.tallies.items()},
        "sends": dict(verdict.facts.sends),
        "checks": [{"name": check.name, "result": word(check), "says": check.says} for check in verdict.checks],
        "gaps": [asdict(gap) for gap in verdict.gaps],
        "gapsLeftOut": verdict.gaps_left_out,
        "gaveUp": verdict.facts.gave_up,
        "notes": verdict.facts.notes,
        "requests": record.requests,
        "processes": [asdict(cost) for cost in record.costs],
        "series": [asdict(moment) for moment in record.series.moments],
    }


def junit(record: Record) -> str:
    """A case a check."""
    checks = record.verdict.checks
    suite = xml.Element("testsuite", name="load", tests=str(len(checks)), errors="0", skipped="0",
                        failures=str(sum(not check.agrees for check in checks)), time=f"{record.seconds:.3f}")
    for check in checks:
        case = xml.SubElement(suite, "testcase", classname=f"load.{record.verdict.run}", name=check.name, time="0")
        if not check.agrees:
            gaps = "\n".join(f"{gap.path} {gap.what}: {gap.kind} {gap.id} {gap.time}" for gap in record.verdict.gaps)
            xml.SubElement(case, "failure", message=f"{word(check)}: {check.says}").text = gaps
    return xml.tostring(suite, encoding="unicode", xml_declaration=True)


def _number(value: int | None) -> str:
    return "not told" if value is None else f"{value:,}"


def _latency(verdict: Verdict, path: str) -> str:
    told = verdict.facts.latency.get(path)
    if told is None:
        return "not told"
    return ", ".join(f"{value * 1000:,.0f}" for value in (told.p50, told.p95, told.p99)) + " ms" + (
        " (since its restart)" if told.since_restart else "")

