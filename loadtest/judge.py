#!/usr/bin/env python3
"""Judges a run again by what its report folder has kept: ./loadtest/judge.py FOLDER. Needs no Python package.

Within the horizon of its kinds, that is, while stores remember its events. Ends with 0 when all agrees, 1 when not, 2 when it can't ask.
"""

import argparse
import json
import os
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from aguacero_load import report, settings
from aguacero_load.evidence import Observer
from aguacero_load.insights import Refused, Unreachable
from aguacero_load.ledger import Ledger
from aguacero_load.mix import Mix, rfc3339
from aguacero_load.verdict import judge


def main() -> int:
    """Reads the folder, asks the pipeline, and writes the verdict to the same folder."""
    known = settings.endpoints()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="report folder of the run")
    for name in ("insights", "valkey", "authority"):
        variable = f"AGUACERO_{name.upper()}"
        parser.add_argument(f"--{name}", default=os.environ.get(variable) or known.get(variable, ""), help=f"else {variable}, else of ./run.sh")
    parser.add_argument("--patience", type=settings.number(1, 86_400), default=30.0, help="seconds without progress (30)")
    options = parser.parse_args()
    try:
        saved = json.loads((options.folder / "run.json").read_text())
    except (OSError, ValueError) as e:
        parser.error(f"{options.folder} is no report folder of a run: {e}")
    chosen = replace(
        settings.defaults(),
        mix=Mix(kinds=tuple(saved["kinds"]), late_by=saved["lateBy"]),
        run=saved["run"],
        insights=options.insights or "http://127.0.0.1:8090",
        valkey=options.valkey,
        authority=options.authority,
        # What consumers tell now is of all that they have ever counted.
        consumers=(),
        api_key=os.environ.get("AGUACERO_API_KEY") or settings.defaults().api_key,
        tenant=saved["tenant"],
        alone=saved["alone"],
        patience=options.patience,
        report=options.folder,
    )
    observer = Observer(chosen, saved["ingress"])
    ledgers = [Ledger.from_document(one) for one in saved["ledgers"]]
    try:
        observer.resume(saved["before"])
    except (Unreachable, Refused) as e:
        print(f"aguacero: insights-api doesn't tell what is counted: {e}. Give its address by --insights.", file=sys.stderr)
        return 2
    for ledger in ledgers:
        ledger.forget_counted()
    facts = observer.facts(ledgers, lambda said: print(said, file=sys.stderr))
    facts.sends, facts.broken = Counter(saved["sends"]), saved["broken"]
    verdict = judge(chosen.run, ledgers, facts)
    record = report.Record(verdict, saved["ingress"], rfc3339(saved["before"]["started"]), 0.0, False, {"judged": "again"})
    report.write(record, options.folder / "again")
    print(report.text(record), end="")
    return 0 if verdict.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
