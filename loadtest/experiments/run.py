#!/usr/bin/env python3
"""One experiment against the pipeline that ./run.sh runs (worker: against a door that only says 202).

    ./loadtest/experiments/run.py batches|paths|restarts|worker [--laps 5] [--seconds 30] [--users 20] [--to FOLDER]

Variants take turns, lap by lap, after one lap that doesn't count; medians and their spread go to FOLDER (loadtest/target/experiments).
Nothing else should run on the machine: load beside it makes every figure a different one.
"""

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from laps import Figures, Lap, Variant, home, in_turn, load, write  # noqa: E402
from stub import StubDoor  # noqa: E402

from aguacero_load.settings import number, whole  # noqa: E402

ALL_OUT = ("--rate", "0", "--duplicates", "0", "--invalid", "0", "--late", "0", "--out-of-order", "0")


def rates(lap: Lap) -> Figures:
    """What the door took, how soon it answered, and what that cost."""
    verdict = lap.verdict
    stored = verdict["sends"].get("stored", 0)
    figures = {
        "acknowledged events/s": stored / max(lap.seconds, 1),
        "answer p50 ms": verdict["requests"]["p50Millis"],
        "answer p99 ms": verdict["requests"]["p99Millis"],
    }
    for path, told in verdict["paths"].items():
        latency = told["doorToStoreSeconds"]
        if latency:
            figures[f"{path} door to store p50 ms"] = latency["p50"] * 1000
            figures[f"{path} p99 ms"] = latency["p99"] * 1000
    if stored and lap.cpu:
        figures["pipeline CPU µs an event"] = sum(lap.cpu.values()) / stored * 1e6
    if lap.cpu and stored:
        for path, processes in (("kafka", ("kafka-writer", "kafka", "kafka-consumer")), ("rabbitmq", ("rabbit-writer", "rabbitmq", "rabbit-consumer"))):
            figures[f"{path} path CPU µs an event"] = sum(lap.cpu.get(name, 0) for name in processes) / stored * 1e6
    return figures


def standstill(lap: Lap) -> Figures:
    """For how long nothing was taken, and how long each path took until it was level again."""
    moments = lap.verdict["series"]
    longest, since = 0.0, None
    for earlier, later in zip(moments, moments[1:]):
        if later["acknowledged"] == earlier["acknowledged"]:
            since = earlier["second"] if since is None else since
            longest = max(longest, later["second"] - since)
        else:
            since = None
    figures = {"longest time without a 202, s (to 2 s)": longest, "acknowledged events/s": lap.verdict["sends"].get("stored", 0) / lap.seconds}
    figures["events lost or doubled"] = float(len(lap.verdict["gaps"]) + lap.verdict["gapsLeftOut"])
    return figures


def kill(name: str):
    """Kills a server of the pipeline in the middle of a lap; the supervisor starts it again."""

    def disturb(lap: Lap) -> None:
        time.sleep(lap.seconds / 2)
        os.kill(int((home() / "run" / f"{name}.pid").read_text()), signal.SIGKILL)

    return disturb


EXPERIMENTS = {
    "batches": (
        "Single events against batches of 10, 100 and 1,000, each as fast as the door answers.",
        [Variant("single", (*ALL_OUT, "--batch-share", "0"))]
        + [Variant(f"batches of {size}", (*ALL_OUT, "--batch-share", "1", "--batch", str(size))) for size in (10, 100, 1_000)],
        rates,
    ),
    "paths": (
        "Kafka against RabbitMQ for the same events at the same time: at a low rate, a medium one, and as fast as the door answers.",
        [Variant("100 events/s", ("--rate", "100")), Variant("1,000 events/s", ("--rate", "1000")), Variant("all out", ALL_OUT)],
        rates,
    ),
    "restarts": (
        "What clients meet when a broker is killed in the middle and started again, under 200 events/s.",
        [Variant("undisturbed", ("--rate", "200")), Variant("Kafka killed", ("--rate", "200"), kill("kafka")),
         Variant("RabbitMQ killed", ("--rate", "200"), kill("rabbitmq"))],
        standstill,
    ),
    "worker": (
        "How many events/s one load process gives with a whole core, by what an event costs it, against a door that only says 202.",
        [Variant("single", (*ALL_OUT, "--batch-share", "0"))]
        + [Variant(f"batches of {size}", (*ALL_OUT, "--batch-share", "1", "--batch", str(size))) for size in (20, 100)],
        None,
    ),
}


def own_cost(lap: Lap) -> Figures:
    """Of the load process itself."""
    cost = lap.verdict["processes"][0]
    return {
        "events/s with a whole core": cost["events"] / max(cost["cpu_seconds"], 1e-9),
        "CPU µs an event": cost["cpu_seconds"] / max(cost["events"], 1) * 1e6,
        "share of a core": cost["cpu_seconds"] / cost["seconds"],
    }


def main() -> int:
    """Runs it, and writes what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("experiment", choices=list(EXPERIMENTS))
    parser.add_argument("--laps", type=whole(1, 100), default=5)
    parser.add_argument("--seconds", type=number(1, 3_600), default=30.0, help="of a lap")
    parser.add_argument("--users", type=whole(1, 10_000), default=20)
    parser.add_argument("--to", type=Path, default=Path(__file__).resolve().parents[1] / "target" / "experiments")
    options = parser.parse_args()
    question, variants, figures = EXPERIMENTS[options.experiment]
    stub = StubDoor() if options.experiment == "worker" else None
    where = ("--host", stub.address, "--insights", stub.address, "--valkey", "") if stub else ("--patience", "600")
    if stub:
        os.environ["AGUACERO_HOME"] = tempfile.gettempdir()
        where += ("--patience", "1", "--drain", "1")

    with tempfile.TemporaryDirectory() as folder:

        def once(variant: Variant, number: int) -> Figures:
            lap = Lap(variant, options.seconds)
            if variant.disturb:
                threading.Thread(target=variant.disturb, args=(lap,), daemon=True).start()
            users = str(options.users)
            load(lap, Path(folder) / f"{variants.index(variant)}-{number}", "-u", users, "-r", users, "--seed", str(number), *where)
            if not stub and not lap.verdict["agrees"]:
                wrong = "; ".join(f"{check['name']}: {check['says']}" for check in lap.verdict["checks"] if check["result"] != "ok")
                print(f"the verdict on '{variant.name}' does not agree, its figures mean little: {wrong}", file=sys.stderr)
            return figures(lap) if figures else own_cost(lap)

        write(options.experiment, question, in_turn(variants, options.laps, once), options.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
