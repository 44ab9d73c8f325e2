"""Variants in turn, several laps each: medians with their spread, so that a machine that slows down slows all of them."""

import json
import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNTING = 2.0
"""Seconds after the end of the load that are still taken for its counting."""
HERTZ = os.sysconf("SC_CLK_TCK")

Figures = dict[str, float]
"""Name of a figure, with its unit, to its value."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the things that are compared."""

    name: str
    options: tuple[str, ...] = ()
    disturb: Callable[["Lap"], None] | None = None
    """Runs beside the lap, in a thread of its own."""


@dataclass(slots=True)
class Lap:
    """One run of one variant."""

    variant: Variant
    seconds: float
    run: subprocess.Popen | None = None
    verdict: dict = field(default_factory=dict)
    cpu: Figures = field(default_factory=dict)


def home() -> Path:
    """Of the pipeline that ./run.sh runs."""
    return Path(os.environ.get("AGUACERO_HOME") or ROOT / ".aguacero")


def cpu_seconds() -> Figures:
    """CPU time of each process of the pipeline up to now, by its name."""
    used = {}
    for file in sorted((home() / "run").glob("*.pid")):
        if file.stem == "supervisor":
            continue
        try:
            fields = Path(f"/proc/{file.read_text().strip()}/stat").read_text().rsplit(")", 1)[1].split()
            used[file.stem] = (int(fields[11]) + int(fields[12])) / HERTZ
        except (OSError, ValueError, IndexError):
            continue
    return used


def load(lap: Lap, folder: Path, *options: str) -> None:
    """One run of the load test; its verdict, and the CPU time of the pipeline's processes while there was load."""
    samples: list[tuple[float, Figures]] = []
    ended = threading.Event()
    sampler = threading.Thread(target=sample, args=(samples, ended), daemon=True)
    sampler.start()
    with open(folder.with_suffix(".log"), "w") as out:
        lap.run = subprocess.Popen(
            [str(ROOT / "loadtest" / "run.sh"), "--headless", "--only-summary", "-t", f"{lap.seconds:g}s", "--report", str(folder),
             *options, *lap.variant.options],
            stdout=out, stderr=subprocess.STDOUT,
        )
        code = lap.run.wait()
    ended.set()
    sampler.join()
    if not (folder / "verdict.json").exists():
        raise SystemExit(f"aguacero: the lap of '{lap.variant.name}' did not run (exit code {code}): see {folder.with_suffix('.log')}")
    lap.verdict = json.loads((folder / "verdict.json").read_text())
    began = datetime.fromisoformat(lap.verdict["started"]).timestamp()
    lap.cpu = between(samples, began, began + lap.seconds + COUNTING)


def sample(samples: list[tuple[float, Figures]], ended: threading.Event) -> None:
    """CPU times every half a second, until that is set."""
    while not ended.wait(0.5):
        samples.append((time.time(), cpu_seconds()))


def between(samples: list[tuple[float, Figures]], first: float, last: float) -> Figures:
    """What each process used between these times; not what it cost to wait for the verdict. One that was started anew is left out."""
    before = next((used for moment, used in samples if moment >= first), {})
    after = next((used for moment, used in reversed(samples) if moment <= last), {})
    return {name: after[name] - before[name] for name in after if name in before and after[name] >= before[name]}


def in_turn(variants: list[Variant], laps: int, once: Callable[[Variant, int], Figures]) -> dict[str, list[Figures]]:
    """All variants, then all again: the first round, in which everything is still cold, counts for nothing."""
    told: dict[str, list[Figures]] = {variant.name: [] for variant in variants}
    for lap in range(laps + 1):
        for variant in variants:
            figures = once(variant, lap)
            shown = ", ".join(f"{name} {plain(value)}" for name, value in figures.items())
            print(f"{'warm-up' if lap == 0 else f'lap {lap}'} {variant.name}: {shown}", file=sys.stderr, flush=True)
            if lap:
                told[variant.name].append(figures)
    return told


def plain(value: float) -> str:
    """Three digits, or all of a whole number."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(told: dict[str, list[Figures]]) -> str:
    """Medians, and from the least to the most in brackets, as Markdown."""
    names = list(dict.fromkeys(name for laps in told.values() for figures in laps for name in figures))
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for variant, laps in told.items():
        cells = []
        for name in names:
            values = [figures[name] for figures in laps if name in figures]
            cells.append(f"{plain(statistics.median(values))} ({plain(min(values))} to {plain(max(values))})" if values else "not told")
        lines.append(f"| {variant} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """What all figures are of."""
    model = "an unknown processor"
    try:
        model = next(line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    load_average = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores of {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"load average {load_average:.1f} at the end, {time.strftime('%Y-%m-%d', time.gmtime())}"
    )


def write(name: str, question: str, told: dict[str, list[Figures]], folder: Path) -> None:
    """NAME.md with the table and NAME.json with every lap."""
    folder.mkdir(parents=True, exist_ok=True)
    laps = max((len(one) for one in told.values()), default=0)
    text = (
        f"# {name}\n\n{question}\n\nMedians of {laps} laps in turn, least to most in brackets. {machine()}.\n\n{table(told)}\n"
        f"Repeat it: `./loadtest/experiments/run.py {name}`\n"
    )
    (folder / f"{name}.md").write_text(text)
    (folder / f"{name}.json").write_text(json.dumps({"name": name, "machine": machine(), "laps": told}, indent=2) + "\n")
    print(text)
