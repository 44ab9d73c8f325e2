"""What came of an experiment: a table, a chart, and every lap as JSON."""

import json
import os
import platform
import statistics
import time
from html import escape
from pathlib import Path

from laps import Figures, plain

Told = dict[str, list[Figures]]
"""Figures of each lap, by variant."""

ROW, GAP, LEFT, BAR, WIDTH = 20, 34, 210, 380, 820
COLOURS = ("#2563eb", "#16a34a", "#d97706", "#9333ea", "#0891b2", "#be123c")
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1f2937}.title{font-weight:600}.of{fill:#fff}.spread{stroke:#1f2937}"
    "@media(prefers-color-scheme:dark){text{fill:#e5e7eb}.of{fill:#111827}.spread{stroke:#e5e7eb}}"
)


def table(told: Told) -> str:
    """Medians, and from the least to the most in brackets, as Markdown: a line a figure, a column a variant."""
    lines = ["| | " + " | ".join(told) + " |", "|---" * (len(told) + 1) + "|"]
    for name in names(told):
        cells = []
        for laps in told.values():
            values = values_of(laps, name)
            cells.append(f"{plain(statistics.median(values))} ({plain(min(values))} to {plain(max(values))})" if values else "not told")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def names(told: Told) -> list[str]:
    """Of all figures, in the order in which they were told first."""
    return list(dict.fromkeys(name for laps in told.values() for figures in laps for name in figures))


def values_of(laps: list[Figures], name: str) -> list[float]:
    """A figure of each lap that told it."""
    return [figures[name] for figures in laps if name in figures]


def chart(title: str, told: Told, drawn: list[str]) -> str:
    """Bars as SVG, a panel a figure: medians, with a line from the least to the most."""
    parts, at = [], 30.0
    for name in drawn:
        values = {variant: values_of(laps, name) for variant, laps in told.items()}
        longest = max((max(one) for one in values.values() if one), default=0.0)
        if not longest:
            continue
        parts.append(f'<text class="title" x="12" y="{at + 14:.0f}">{escape(name)}</text>')
        at += 22
        for colour, (variant, some) in zip(COLOURS * 3, values.items()):
            parts.append(f'<text x="{LEFT - 8}" y="{at + 14:.0f}" text-anchor="end">{escape(variant)}</text>')
            if some:
                parts.append(bar(at, colour, statistics.median(some) / longest, min(some) / longest, max(some) / longest))
                parts.append(f'<text x="{LEFT + BAR + 12}" y="{at + 14:.0f}">{plain(statistics.median(some))}'
                             f" ({plain(min(some))} to {plain(max(some))})</text>")
            at += ROW
        at += GAP - ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {at:.0f}" width="{WIDTH}" role="img" aria-label="{escape(title)}">'
        f'<style>{STYLE}</style><rect class="of" width="100%" height="100%"/>'
        f'<text class="title" x="12" y="20">{escape(title)}</text>{"".join(parts)}</svg>\n'
    )


def bar(at: float, colour: str, median: float, least: float, most: float) -> str:
    """One bar with its spread; all are shares of the panel's longest."""
    middle = at + ROW / 2
    return (
        f'<rect x="{LEFT}" y="{at + 3:.1f}" width="{BAR * median:.1f}" height="{ROW - 6}" fill="{colour}"/>'
        f'<path class="spread" d="M{LEFT + BAR * least:.1f} {middle:.1f}H{LEFT + BAR * most:.1f}"/>'
    )


def machine() -> str:
    """What all figures are of."""
    model, memory = "an unknown processor", ""
    try:
        model = next(line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
        kibibytes = next(line.split()[1] for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
        memory = f", {int(kibibytes) / 2**20:.0f} GiB"
    except (OSError, StopIteration):
        pass
    return (
        f"{os.cpu_count()} cores of {model}{memory}, {platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"load average {os.getloadavg()[0]:.1f} at the end, {time.strftime('%Y-%m-%d', time.gmtime())}"
    )


def write(name: str, question: str, told: Told, drawn: list[str], how: str, folder: Path) -> None:
    """NAME.md with the table, NAME.svg with what is drawn of it, and NAME.json with every lap; `how` says how it was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    laps = max((len(one) for one in told.values()), default=0)
    text = (
        f"# {name}\n\n{question}\n\n![{name}]({name}.svg)\n\n{table(told)}\n"
        f"{f'Medians of {laps} laps in turn, least to most in brackets' if laps > 1 else 'One lap of each'}. {how} {machine()}.\n\n"
        f"Repeat it: `./loadtest/experiments/run.py {name}`\n"
    )
    (folder / f"{name}.md").write_text(text)
    (folder / f"{name}.svg").write_text(chart(name, told, drawn))
    (folder / f"{name}.json").write_text(json.dumps({"name": name, "how": how, "machine": machine(), "laps": told}, indent=2) + "\n")
    print(text)
