"""Variants in turn, several laps each, so that a machine that slows down slows all of them."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNTING = 2.0
"""Seconds after the end of the load that are still taken for its counting."""
HERTZ = os.sysconf("SC_CLK_TCK")
ELAPSED, BUSY, STOLEN = "(elapsed)", "(busy)", "(stolen)"
"""Beside the processes: seconds that went by, and of the whole machine CPU time that was used, and that the host withheld."""

Figures = dict[str, float]
"""Name of a figure, with its unit, to its value."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the things that are compared."""

    name: str
    options: tuple[str, ...] = ()
    prepare: Callable[[], None] | None = None
    """Makes ready for a lap, before its load begins."""
    disturb: Callable[["Lap"], None] | None = None
    """Runs beside the lap, in a thread of its own."""
    processes: Mapping[str, int] = field(default_factory=dict)
    """Ids of processes, by name, that belong to the variant and not to the pipeline that ./run.sh runs."""


class DidNotRun(Exception):
    """A lap has no verdict; the message has the last that the load test said."""


@dataclass(slots=True)
class Lap:
    """One run of one variant."""

    variant: Variant
    seconds: float
    verdict: dict = field(default_factory=dict)
    cpu: Figures = field(default_factory=dict)
    """Seconds of CPU of each process while there was load, and of the whole machine."""
    seen: Figures = field(default_factory=dict)
    """What `disturb` has to tell."""

    @property
    def stored(self) -> int:
        """Events that were acknowledged."""
        return self.verdict["sends"].get("stored", 0)

    def pipeline(self) -> float:
        """Seconds of CPU of all that the pipeline consists of."""
        return sum(seconds for name, seconds in self.cpu.items() if name not in (ELAPSED, BUSY, STOLEN))

    def spent(self, *names: str) -> float:
        """Microseconds of CPU an event of those processes."""
        return sum(self.cpu.get(name, 0.0) for name in names) / max(self.stored, 1) * 1e6


def home() -> Path:
    """Of the pipeline that ./run.sh runs."""
    return Path(os.environ.get("AGUACERO_HOME") or ROOT / ".aguacero")


def pid(name: str) -> int:
    """Of a process of that pipeline."""
    try:
        return int((home() / "run" / f"{name}.pid").read_text())
    except (OSError, ValueError):
        raise SystemExit(f"aguacero: {name} doesn't run; ./run.sh --detach --no-sample starts the pipeline") from None


def cpu_seconds(more: Mapping[str, int]) -> Figures:
    """CPU time up to now of each process of the pipeline, of those others, and of the whole machine."""
    ids = dict(more)
    for file in (home() / "run").glob("*.pid"):
        if file.stem != "supervisor":
            try:
                ids[file.stem] = int(file.read_text())
            except (OSError, ValueError):
                continue
    used = {}
    for name, process in sorted(ids.items()):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            used[name] = (int(fields[11]) + int(fields[12])) / HERTZ
        except (OSError, ValueError, IndexError):
            continue
    return used | {ELAPSED: time.monotonic()} | machine_seconds(Path("/proc/stat").read_text())


def machine_seconds(stat: str) -> Figures:
    """By the first line of /proc/stat: user, nice, system, idle, waiting, interrupts (2), stolen."""
    user, nice, system, _idle, _waiting, hard, soft, stolen = (int(ticks) / HERTZ for ticks in stat.split()[1:9])
    return {BUSY: user + nice + system + hard + soft, STOLEN: stolen}


def load(lap: Lap, folder: Path, *options: str) -> None:
    """One run of the load test; its verdict, and the CPU time while there was load."""
    if lap.variant.prepare:
        lap.variant.prepare()
    samples: list[tuple[float, Figures]] = []
    ended = threading.Event()
    beside = [threading.Thread(target=sample, args=(samples, ended, lap.variant.processes), daemon=True)]
    if lap.variant.disturb:
        beside.append(threading.Thread(target=lap.variant.disturb, args=(lap,), daemon=True))
    for thread in beside:
        thread.start()
    log = folder.with_suffix(".log")
    with open(log, "w") as out:
        code = subprocess.run(
            [str(ROOT / "loadtest" / "run.sh"), "--headless", "--only-summary", "-t", f"{lap.seconds:g}s", "--report", str(folder),
             *options, *lap.variant.options],
            stdout=out, stderr=subprocess.STDOUT, check=False,
        ).returncode
    ended.set()
    for thread in beside:
        thread.join()
    if not (folder / "verdict.json").exists():
        raise DidNotRun(f"the lap of '{lap.variant.name}' did not run (exit code {code}). It said last:\n"
                        + "\n".join(log.read_text(errors="replace").splitlines()[-10:]))
    lap.verdict = json.loads((folder / "verdict.json").read_text())
    began = datetime.fromisoformat(lap.verdict["started"]).timestamp()
    lap.cpu = between(samples, began, began + lap.seconds + COUNTING)


def sample(samples: list[tuple[float, Figures]], ended: threading.Event, processes: Mapping[str, int]) -> None:
    """CPU times every half a second, until that is set."""
    while not ended.wait(0.5):
        samples.append((time.time(), cpu_seconds(processes)))


def between(samples: list[tuple[float, Figures]], first: float, last: float) -> Figures:
    """What each process used between these times; not what it cost to wait for the verdict. One that was started anew is left out."""
    before = next((used for moment, used in samples if moment >= first), {})
    after = next((used for moment, used in reversed(samples) if moment <= last), {})
    return {name: after[name] - before[name] for name in after if name in before and after[name] >= before[name]}


def in_turn(variants: list[Variant], laps: int, once: Callable[[Variant, int], Figures], warm: bool = True) -> dict[str, list[Figures]]:
    """All variants, then all again. Unless all is warm already the first round counts for nothing. Ended early, it tells what is whole."""
    rounds: list[dict[str, Figures]] = []
    try:
        for lap in range(0 if warm else 1, laps + 1):
            told = {}
            for variant in variants:
                told[variant.name] = once(variant, lap)
                shown = ", ".join(f"{name} {plain(value)}" for name, value in told[variant.name].items())
                print(f"{'warm-up' if lap == 0 else f'lap {lap}'} {variant.name}: {shown}", file=sys.stderr, flush=True)
            if lap:
                rounds.append(told)
    except (KeyboardInterrupt, DidNotRun) as e:
        why = f"aguacero: {e}" if isinstance(e, DidNotRun) else "aguacero: interrupted"
        if not rounds:
            raise SystemExit(f"{why}\nnot a single round was whole; nothing is written") from None
        print(f"{why}\nended after {len(rounds)} of {laps} rounds", file=sys.stderr)
    return {variant.name: [told[variant.name] for told in rounds] for variant in variants}


def plain(value: float) -> str:
    """Three digits, or all of a whole number."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
