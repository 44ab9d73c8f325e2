"""Options of a run: on the command line, by environment variables, or in Locust's web page."""

import argparse
import os
import re
import secrets
import shlex
import time
from dataclasses import dataclass
from pathlib import Path

from . import payloads
from .mix import Mix
from .shapes import SHAPES

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"tweets": payloads.TWEET, "metrics": payloads.METRIC}
RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
AGENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")


class BadOption(ValueError):
    """An option can't be; the message names it and says what it may be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A run's options, checked."""

    mix: Mix
    run: str
    seed: str
    rate: float
    """Events a second of all users together when all are busy; 0: as fast as answers come."""
    shape: str
    burst_probability: float
    burst_size: int
    insights: str
    valkey: str
    """Address of the store; empty: nothing can be told by name."""
    consumers: tuple[str, ...]
    """Management addresses of the consumers; empty: nothing is told of the latency from door to store."""
    api_key: str
    tenant: str
    drain: float
    """Seconds for which unanswered events are sent again at the end."""
    patience: float
    """Seconds without progress after which counting is no longer waited for."""
    settle: float
    """Seconds that reconciliation may take at least to have compared everything; 0: it is not asked at all."""
    alone: bool
    report: Path


def add_options(parser) -> None:
    """Adds the options to Locust's parser, each with its environment variable."""

    def option(name: str, env: str, default, text: str, **more) -> None:
        parser.add_argument(f"--{name}", env_var=f"AGUACERO_{env}", default=default, help=f"{text} [AGUACERO_{env}]", **more)

    option("rate", "LOAD_RATE", 100.0, "events a second of all users together when all are busy; 0: as fast as answers come",
           type=number(0, 10_000_000))
    option("shape", "LOAD_SHAPE", "steady", "how many users are busy when: " + "; ".join(
        f"{name}: {share.__doc__.rstrip('.').lower()}" for name, share in SHAPES.items()), choices=list(SHAPES))
    option("kinds", "LOAD_KINDS", "tweets,metrics", "kinds of events, comma separated", type=words(list(KINDS)))
    option("form", "LOAD_FORM", "mixed", "plain JSON, CloudEvents, or half of each", choices=["mixed", "shorthand", "cloudevents"])
    option("batch", "LOAD_BATCH", 20, "events of a batch", type=whole(1, 10_000))
    option("batch-share", "LOAD_BATCH_SHARE", 0.2, "share of requests that are batches; the others hold one event", type=share)
    option("burst-probability", "LOAD_BURST_PROBABILITY", 0.0, "how likely a user's turn is a burst", type=share)
    option("burst-size", "LOAD_BURST_SIZE", 20, "requests of a burst, one straight after the other", type=whole(1, 10_000))
    option("municipalities", "LOAD_MUNICIPALITIES", ",".join(payloads.MUNICIPALITIES), "where tweets come from, comma separated",
           type=words(list(payloads.MUNICIPALITIES)))
    option("producers", "LOAD_PRODUCERS", 20, "agents that send metrics", type=whole(1, 1_000))
    option("agent", "LOAD_AGENT", "", "name of the one agent that sends all metrics; else as many as --producers says", type=agent)
    option("containers", "LOAD_CONTAINERS", 5, "containers beside each agent", type=whole(1, 20))
    option("duplicates", "LOAD_DUPLICATES", 0.02, "share of events that are sent once more, unchanged", type=share)
    option("late", "LOAD_LATE", 0.02, "share of events with a time that is past", type=share)
    option("late-by", "LOAD_LATE_BY", 300.0, "seconds, at most, by which it is", type=number(1, 86_400))
    option("out-of-order", "LOAD_OUT_OF_ORDER", 0.02, "share of events that come after up to 20 younger ones", type=share)
    option("invalid", "LOAD_INVALID", 0.01, "share of events that have to be refused", type=share)
    option("seed", "LOAD_SEED", "1", "the same seed makes the same events, but for their times")
    option("run-id", "LOAD_RUN_ID", "", "name of the run, part of its events' ids; made when absent", type=run_id)
    hidden = {"include_in_web_ui": False}
    option("insights", "INSIGHTS", "", "address of insights-api; else of .aguacero/endpoints.env, else http://127.0.0.1:8090", **hidden)
    option("valkey", "VALKEY", "", "address of the store, redis://…, by which events are told by name; else of .aguacero/endpoints.env",
           **hidden)
    option("valkey-file", "VALKEY_FILE", "", "file with that address, as a Secret is mounted: a password is part of it", **hidden)
    option("consumers", "LOAD_CONSUMERS", "", "management addresses of the consumers, comma separated; else of .aguacero/endpoints.env",
           **hidden)
    option("api-key", "API_KEY", "", "key for the door and insights-api; else --api-key-file, else of .aguacero/endpoints.env", **hidden)
    option("api-key-file", "API_KEY_FILE", "", "file with that key, as a Secret is mounted", **hidden)
    option("tenant", "LOAD_TENANT", "default", "tenant of that key", **hidden)
    option("drain", "LOAD_DRAIN", 60.0, "seconds for which unanswered events are sent again at the end", type=number(0, 3_600))
    option("patience", "LOAD_PATIENCE", 120.0, "seconds without progress after which counting is no longer waited for",
           type=number(1, 86_400))
    option("settle", "LOAD_SETTLE", 90.0, "seconds that reconciliation may take at least to have compared all that is counted; 0: it isn't"
           " asked, and that events were counted once is only told by totals, with --alone", type=number(0, 86_400))
    option("alone", "LOAD_ALONE", False, "nobody else sends events of these kinds: totals have to grow by exactly the run's events",
           action="store_true")
    option("report", "LOAD_REPORT", "", "folder of the reports; else loadtest/target/RUN", **hidden)


def from_options(options: argparse.Namespace) -> Settings:
    """The checked options; the web page hands them in unchecked."""
    try:
        mix = Mix(
            kinds=tuple(KINDS[name] for name in words(list(KINDS))(options.kinds).split(",")),
            form=options.form,
            batch=whole(1, 10_000)(options.batch),
            batch_share=share(options.batch_share),
            municipalities=tuple(words(list(payloads.MUNICIPALITIES))(options.municipalities).split(",")),
            producers=whole(1, 1_000)(options.producers),
            agent=agent(options.agent),
            containers=whole(1, 20)(options.containers),
            duplicates=share(options.duplicates),
            late=share(options.late),
            late_by=number(1, 86_400)(options.late_by),
            out_of_order=share(options.out_of_order),
            invalid=share(options.invalid),
        )
        run = run_id(options.run_id) or time.strftime("%y%m%d-%H%M%S-", time.gmtime()) + secrets.token_hex(2)
        known = endpoints()
        consumers = options.consumers or ",".join(
            known[name] for name in ("AGUACERO_MANAGEMENT_KAFKA_CONSUMER", "AGUACERO_MANAGEMENT_RABBIT_CONSUMER") if name in known
        )
        return Settings(
            mix=mix,
            run=run,
            seed=str(options.seed),
            rate=number(0, 10_000_000)(options.rate),
            shape=options.shape,
            burst_probability=share(options.burst_probability),
            burst_size=whole(1, 10_000)(options.burst_size),
            insights=options.insights or known.get("AGUACERO_INSIGHTS") or "http://127.0.0.1:8090",
            valkey=options.valkey or _told_by(options.valkey_file, "--valkey-file") or known.get("AGUACERO_VALKEY", ""),
            consumers=tuple(one.strip() for one in consumers.split(",") if one.strip()),
            api_key=options.api_key or _told_by(options.api_key_file, "--api-key-file") or known.get("AGUACERO_API_KEY", ""),
            tenant=options.tenant,
            drain=number(0, 3_600)(options.drain),
            patience=number(1, 86_400)(options.patience),
            settle=number(0, 86_400)(options.settle),
            alone=bool(options.alone),
            report=Path(options.report) if options.report else ROOT / "loadtest" / "target" / run,
        )
    except argparse.ArgumentTypeError as e:
        raise BadOption(str(e)) from e


def _told_by(file: str, option: str) -> str:
    try:
        return Path(file).read_text().strip() if file else ""
    except OSError as e:
        raise BadOption(f"{option} can't be read: {e.strerror}") from e


def defaults() -> Settings:
    """A run without a single option."""
    return from_options(_parser().parse_args([]))


def describe() -> str:
    """Our own options in words: Locust's --help is printed before it knows of them."""
    return _parser().format_help()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "./loadtest/run.sh", usage="./loadtest/run.sh [options, these and Locust's below]", add_help=False,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    plain = parser.add_argument

    def add(*names, env_var=None, include_in_web_ui=True, **more):
        return plain(*names, **more)

    parser.add_argument = add
    add_options(parser)
    return parser


def ingress(host: str | None) -> str:
    """Locust's --host, else what the environment or .aguacero/endpoints.env says."""
    return (host or os.environ.get("AGUACERO_INGRESS") or endpoints().get("AGUACERO_INGRESS") or "http://127.0.0.1:8080").rstrip("/")


def endpoints() -> dict[str, str]:
    """What ./run.sh wrote of the pipeline that it runs; nothing when there is none."""
    file = Path(os.environ.get("AGUACERO_HOME") or ROOT / ".aguacero") / "endpoints.env"
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name: (shlex.split(value) or [""])[0] for name, value in pairs}


def number(least: float, most: float):
    """A number within bounds."""

    def read(text) -> float:
        try:
            value = float(text)
        except (TypeError, ValueError):
            raise argparse.ArgumentTypeError(f"'{text}' is no number") from None
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least:,g} and {most:,g}")
        return value

    return read


def whole(least: int, most: int):
    """A whole number within bounds."""

    def read(text) -> int:
        value = number(least, most)(text)
        if value != int(value):
            raise argparse.ArgumentTypeError(f"{text} is no whole number")
        return int(value)

    return read


def share(text) -> float:
    """A share of a whole."""
    return number(0, 1)(text)


def words(allowed: list[str]):
    """Comma separated words, each one of those."""

    def read(text: str) -> str:
        found = [word.strip() for word in text.split(",")]
        for word in found:
            if word not in allowed:
                raise argparse.ArgumentTypeError(f"'{word}' is none of {', '.join(allowed)}")
        return ",".join(found)

    return read


def run_id(text: str) -> str:
    """A run's name, or nothing."""
    if text and not RUN_ID.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' may hold letters, digits, - and _, and has 1 to 64 of them")
    return text


def agent(text: str) -> str:
    """An agent's name as the kind of its events takes it, or nothing."""
    if text and not AGENT.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' may hold letters, digits, '.', '_' and '-', begins with one of the first two, and has 1 to 63 of them")
    return text


if __name__ == "__main__":
    print(describe())
