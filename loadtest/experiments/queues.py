"""Streams, quorum queues and classic queues at a broker of their own: confirmed publishing, without the pipeline."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from laps import ROOT, Figures

PROGRAM = ROOT / "docs" / "adr" / "experiments" / "queue-types" / "run.sh"


def measure(laps: int, seconds: float) -> dict[str, list[Figures]]:
    """Figures of each lap by case, once the program has run all of them in turn, after one round that doesn't count."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "laps.jsonl"
        if subprocess.run([str(PROGRAM), str(laps), f"{seconds:g}", str(file)], stdout=sys.stderr, check=False).returncode:
            raise SystemExit("aguacero: the experiment did not run: see the lines above")
        return told(file.read_text())


def told(lines: str) -> dict[str, list[Figures]]:
    """A JSON object a line: the case and its figures."""
    laps: dict[str, list[Figures]] = {}
    for line in lines.splitlines():
        lap = json.loads(line)
        laps.setdefault(lap.pop("case"), []).append(lap)
    return laps
