"""The report as one small page that needs nothing from elsewhere."""

from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 180, 64, 22
COLOURS = ("#2563eb", "#16a34a", "#d97706", "#9333ea")

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1f2937; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.ok { color: #15803d; } .wrong { color: #b91c1c; font-weight: 600; } .untold { color: #b45309; font-weight: 600; }
table { border-collapse: collapse; } td:first-child { white-space: nowrap; } td, th { padding: .2rem .9rem .2rem 0; text-align: left; vertical-align: top; }
pre { background: #f3f4f6; padding: 1rem; overflow-x: auto; } svg { max-width: 100%; height: auto; }
@media (prefers-color-scheme: dark) { body { background: #111827; color: #e5e7eb; } pre { background: #1f2937; } }
"""


def html_page(record, text: str) -> str:
    """The whole page; `text` is what the terminal showed."""
    verdict = record.verdict
    css = {True: "ok", False: "wrong", None: "untold"}
    word = {True: "ok", False: "wrong", None: "can't be told"}
    checks = "".join(
        f'<tr><td class="{css[check.agrees]}">{word[check.agrees]}</td><td>{escape(check.name)}</td><td>{escape(check.says)}</td></tr>'
        for check in verdict.checks
    )
    gaps = "".join(
        f"<tr><td>{escape(gap.path)}</td><td>{escape(gap.what)}</td><td>{escape(gap.kind)}</td><td><code>{escape(gap.id)}</code></td>"
        f"<td>{escape(gap.time)}</td><td>{escape(gap.way)}</td></tr>"
        for gap in verdict.gaps
    )
    named = f"<h2>Gaps</h2><table><tr><th>path<th>what<th>kind<th>id<th>time<th>insights-api says</tr>{gaps}</table>" if gaps else ""
    options = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in record.options.items())
    series = record.series
    charts = chart("events/s", [("sent", series.rates("sent")), ("acknowledged", series.rates("acknowledged")),
                                ("counted, Kafka", series.rates("kafka")), ("counted, RabbitMQ", series.rates("rabbitmq"))])
    charts += chart("ms until the door's answer (p95)", [("p95", [(one.second, one.p95) for one in series.moments])])
    charts += chart("users", [("users", [(one.second, float(one.users)) for one in series.moments])])
    result = "all agrees" if verdict.agrees else "does not agree"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Load run {escape(verdict.run)}: {result}</title><style>{STYLE}</style></head><body>"
        f'<h1>Load run {escape(verdict.run)}: <span class="{css[verdict.agrees]}">{result}</span></h1>'
        f"<p>{escape(record.started)}, {record.seconds:.0f} s, door {escape(record.ingress)}"
        f"{', interrupted' if record.interrupted else ''}</p>"
        f"<table>{checks}</table>{named}<h2>Course</h2>{charts}<h2>In full</h2><pre>{escape(text)}</pre>"
        f"<h2>Options</h2><table>{options}</table></body></html>\n"
    )


def chart(title: str, lines: list[tuple[str, list[tuple[float, float]]]]) -> str:
    """Lines over seconds, drawn as SVG; nothing when there is nothing to draw."""
    points = [point for _, line in lines for point in line]
    if all(len(line) < 2 for _, line in lines):
        return ""
    longest = max(second for second, _ in points) or 1.0
    highest = max(value for _, value in points) or 1.0

    def place(second: float, value: float) -> str:
        x = LEFT + (WIDTH - LEFT - 8) * second / longest
        return f"{x:.1f},{HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 12) * value / highest:.1f}"

    drawn = "".join(
        f'<polyline fill="none" stroke="{colour}" stroke-width="1.5" points="{" ".join(place(*point) for point in line)}"/>'
        for colour, (_, line) in zip(COLOURS, lines)
        if len(line) > 1
    )
    legend = " ".join(f'<span style="color:{colour}">■ {escape(name)}</span>' for colour, (name, _) in zip(COLOURS, lines))
    axes = (
        f'<path d="M{LEFT} 12V{HEIGHT - BOTTOM}H{WIDTH - 8}" fill="none" stroke="currentColor" opacity=".4"/>'
        f'<text x="{LEFT - 6}" y="18" text-anchor="end">{highest:,.0f}</text>'
        f'<text x="{LEFT - 6}" y="{HEIGHT - BOTTOM}" text-anchor="end">0</text>'
        f'<text x="{WIDTH - 8}" y="{HEIGHT - 6}" text-anchor="end">{longest:,.0f} s</text>'
    )
    return (
        f"<h3>{escape(title)}</h3><p>{legend}</p>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img" aria-label="{escape(title)}" '
        f'font-size="11" fill="currentColor">{axes}{drawn}</svg>'
    )
