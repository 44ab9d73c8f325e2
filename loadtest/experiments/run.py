#!/usr/bin/env python3
"""One experiment, most of them against the pipeline that ./run.sh runs. Which there are: ./loadtest/experiments/run.py --help.

Variants take turns, lap by lap, after one lap that doesn't count; a table of medians with their spread, a chart, and every lap go to a folder.
Nothing else should run on the machine: load beside it makes every figure a different one. How much there was is told with the figures.
"""

import argparse
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import autoscaling  # noqa: E402
import figures  # noqa: E402
import queues  # noqa: E402
from copies import Copies  # noqa: E402
from doors import Doors  # noqa: E402
from laps import Figures, Lap, Variant, in_turn, load, pid  # noqa: E402
from stub import StubDoor  # noqa: E402
from written import Told, write  # noqa: E402

from aguacero_load.settings import endpoints, number, whole  # noqa: E402

PLAIN = ("--duplicates", "0", "--invalid", "0", "--late", "0", "--out-of-order", "0")
ALL_OUT = ("--rate", "0", *PLAIN)
SINGLE = ("--batch-share", "0")


@dataclass(frozen=True, slots=True)
class Experiment:
    """A question that laps of variants answer."""

    question: str
    variants: Callable[[], AbstractContextManager[list[Variant]]]
    figures: Callable[[Lap], Figures]
    drawn: list[str]
    """Figures that the chart shows."""
    seconds: float = 30.0
    """Of a lap, unless told otherwise."""


def always(*variants: Variant) -> Callable[[], AbstractContextManager[list[Variant]]]:
    """Variants that need nothing but the pipeline."""
    return lambda: nullcontext(list(variants))


def batches_of(*sizes: int) -> list[Variant]:
    """As fast as answers come."""
    return [Variant(f"batches of {size:,}", (*ALL_OUT, "--batch-share", "1", "--batch", str(size))) for size in sizes]


def kill(name: str) -> Callable[[Lap], None]:
    """Kills a server of the pipeline in the middle of a lap; the supervisor starts it again."""

    def disturb(lap: Lap) -> None:
        threading.Event().wait(lap.seconds / 2)
        os.kill(pid(name), signal.SIGKILL)

    return disturb


@contextmanager
def hops() -> Iterator[list[Variant]]:
    """A door for each transport and number of calls at once: over REST each call has a connection of its own."""
    with Doors() as doors:
        variants = []
        for calls in (1, 8):
            for transport in ("grpc", "rest"):
                address, process = doors.start(f"{transport}-{calls}", f"-Daguacero.ingress.hop.transport={transport}",
                                               f"-Daguacero.ingress.hop.batches-in-flight-max={calls}")
                name = f"{'gRPC' if transport == 'grpc' else 'REST'}, {calls} call{'s' if calls > 1 else ''} at once"
                variants.append(Variant(name, (*ALL_OUT, *SINGLE, "--host", address), processes={"door": process}))
        yield variants


@contextmanager
def replicas() -> Iterator[list[Variant]]:
    """The pipeline's own Valkey, and copies that follow it."""
    pid("valkey")
    with Copies(endpoints()["AGUACERO_VALKEY"], endpoints()["AGUACERO_AUTHORITY"], most=2) as copies:
        yield [
            Variant(f"{said} copies" if number != 1 else "one copy", (*ALL_OUT, "--batch-share", "1", "--batch", "100"),
                    prepare=lambda number=number: copies.follow(number), disturb=copies.watch, processes=copies.processes)
            for number, said in enumerate(("no", "one", "two"))
        ]


EXPERIMENTS = {
    "batches": Experiment(
        "Single events against batches of 10, 100 and 1,000, each as fast as the door answers.",
        always(Variant("single", (*ALL_OUT, *SINGLE)), *batches_of(10, 100, 1_000)),
        figures.rates, ["acknowledged events/s", "answer p99 ms", "pipeline, CPU µs an event"],
    ),
    "paths": Experiment(
        "Kafka against RabbitMQ for the same events at the same time: at a low rate, a medium one, and as fast as the door answers.",
        always(Variant("100 events/s", ("--rate", "100", *PLAIN)), Variant("1,000 events/s", ("--rate", "1000", *PLAIN)),
               Variant("all out", ALL_OUT)),
        figures.rates,
        [f"{path}{figure}" for figure in (": door to store p50 ms", ": door to store p99 ms", " path, CPU µs an event") for path in figures.PATHS],
    ),
    "hop": Experiment(
        "REST against gRPC from the door to the router: single events, as fast as the door answers.",
        hops, figures.at_the_hop,
        ["acknowledged events/s", "answer p99 ms", "door, CPU µs an event", "router, CPU µs an event"],
    ),
    "replicas": Experiment(
        "Valkey alone, with one copy that follows it, and with two: batches of 100, as fast as the door answers.",
        replicas, figures.with_copies,
        ["acknowledged events/s", "kafka: door to store p99 ms", "Valkey, CPU µs an event", "its copies that follow, CPU µs an event"],
    ),
    "restarts": Experiment(
        "What clients meet when a broker is killed in the middle and started again, under 200 events/s.",
        always(Variant("undisturbed", ("--rate", "200")), Variant("Kafka killed", ("--rate", "200"), disturb=kill("kafka")),
               Variant("RabbitMQ killed", ("--rate", "200"), disturb=kill("rabbitmq"))),
        figures.standstill,
        ["longest time without a 202, s", *(f"{path}: longest time without a count, s" for path in figures.PATHS)],
        seconds=60.0,
    ),
    "worker": Experiment(
        "How many events/s one load process gives with a whole core, by what an event costs it, against a door that only says 202.",
        always(Variant("single", (*ALL_OUT, *SINGLE)), *batches_of(20, 100)),
        figures.own_cost, ["events/s with a whole core"], seconds=10.0,
    ),
}
QUEUES = ("Streams against quorum and classic queues at one broker: persistent messages, each confirmed, nobody reads.",
          ["events/s", "broker, CPU µs an event", "to the confirm p99 ms"], 4.0)
AUTOSCALING = ("The autoscaler of ingress-api at work, in the cluster of kubectl's current context.", 300.0)


def options_of(words: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    known = {name: one.question for name, one in EXPERIMENTS.items()} | {"queues": QUEUES[0], "autoscaling": AUTOSCALING[0]}
    seconds = {name: one.seconds for name, one in EXPERIMENTS.items()} | {"queues": QUEUES[2], "autoscaling": AUTOSCALING[1]}
    listed = "\n".join(f"  {name:<12}{question}" for name, question in known.items())
    parser = argparse.ArgumentParser(description=f"{__doc__}\n{listed}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("experiment", choices=list(known), metavar="experiment", help="one of those above")
    parser.add_argument("--laps", type=whole(1, 100), default=5, help="that count, of each variant (5)")
    parser.add_argument("--seconds", type=number(1, 3_600), help="of a lap (" + ", ".join(f"{name} {one:g}" for name, one in seconds.items()) + ")")
    parser.add_argument("--users", type=whole(1, 10_000), default=20, help="clients at once (20)")
    parser.add_argument("--warm", action="store_true", help="all is warm already: no lap that doesn't count")
    parser.add_argument("--to", type=Path, default=Path(__file__).resolve().parents[1] / "target" / "experiments", help="folder of the results")
    options = parser.parse_args(words)
    options.seconds = options.seconds or seconds[options.experiment]
    return options


def run(options: argparse.Namespace, experiment: Experiment, where: tuple[str, ...], judged: bool) -> Told:
    """All laps."""
    with tempfile.TemporaryDirectory() as folder, experiment.variants() as variants:

        def once(variant: Variant, number: int) -> Figures:
            lap = Lap(variant, options.seconds)
            users = str(options.users)
            load(lap, Path(folder) / f"{variants.index(variant)}-{number}", "-u", users, "-r", users, "--seed", str(number), *where)
            if judged and not lap.verdict["agrees"]:
                wrong = "; ".join(f"{check['name']}: {check['says']}" for check in lap.verdict["checks"] if check["result"] != "ok")
                print(f"the verdict on '{variant.name}' does not agree, its figures mean little: {wrong}", file=sys.stderr)
            told = experiment.figures(lap)
            return told | {"verdict, 0 where all agrees": float(not lap.verdict["agrees"])} if judged else told

        return in_turn(variants, options.laps, once, not options.warm)


def main() -> int:
    """Runs it, and writes what came of it."""
    options = options_of()
    name = options.experiment
    if name == "autoscaling":
        autoscaling.experiment(options.seconds, options.users, options.to)
        return 0
    how = f"Laps of {options.seconds:g} s" + ("" if options.warm else ", after one of each that doesn't count")
    if name == "queues":
        told, (question, drawn, _) = queues.measure(options.laps, options.seconds), QUEUES
    else:
        experiment = EXPERIMENTS[name]
        question, drawn = experiment.question, experiment.drawn
        how += f", {options.users} users"
        if name == "worker":
            stub = StubDoor()
            os.environ["AGUACERO_HOME"] = tempfile.gettempdir()
            where = ("--host", stub.address, "--insights", stub.address, "--valkey", "", "--patience", "1", "--drain", "1")
            told = run(options, experiment, where, judged=False)
        else:
            # That each event was counted once is told by totals, which needs no minute to settle.
            told = run(options, experiment, ("--patience", "600", "--alone", "--settle", "0"), judged=True)
    write(name, question, told, drawn, how + ".", options.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
