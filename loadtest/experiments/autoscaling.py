"""The autoscaler of ingress-api at work: Locust in the cluster loads the door, and how many pods there are is written down.

Needs a cluster, the one of kubectl's current context, with the pipeline in namespace aguacero and k8s/components/autoscaling and load-test.
"""

import json
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from laps import plain

from aguacero_load.insights import Unreachable, fetch

NAMESPACE = "aguacero"
LOOK_EVERY = 2.0
VERDICT_LIMIT = 600.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Moment:
    """What cluster and Locust say at one time."""

    second: float
    wanted: int
    ready: int
    cpu: int | None
    """Percent of what the pods request, as the autoscaler knows it; None while it knows nothing."""
    requests: float
    """A second, as answered."""
    p95: float
    """Milliseconds."""


class NoCluster(SystemExit):
    """The experiment can't be made here; the message says what is missing."""

    def __init__(self, missing: str):
        super().__init__(f"aguacero: this experiment needs a cluster, with the pipeline, an autoscaler and Locust in it: {missing}")


def kubectl(*words: str) -> subprocess.CompletedProcess:
    """One call; never fails by itself."""
    return subprocess.run(["kubectl", *words], capture_output=True, text=True, check=False, timeout=60)


def look_for_cluster() -> str:
    """The context, once all that is needed is there."""
    if shutil.which("kubectl") is None:
        raise NoCluster("kubectl isn't on PATH")
    context = kubectl("config", "current-context").stdout.strip()
    if not context:
        raise NoCluster("kubectl has no current context (./deploy.sh kind makes a cluster on this machine)")
    if kubectl("version", "--request-timeout=10s").returncode:
        raise NoCluster(f"that of context {context} doesn't answer; kubectl version says why")
    for what, component in (("hpa/ingress-api", "autoscaling"), ("service/locust-master", "load-test")):
        if kubectl("-n", NAMESPACE, "get", what).returncode:
            raise NoCluster(f"there is no {what} in namespace {NAMESPACE} of context {context}; add k8s/components/{component} to its overlay")
    if scaled()[2] is None:
        raise NoCluster("the autoscaler knows no CPU of its pods; metrics-server has to run there, some minutes already")
    return context


def scaled() -> tuple[int, int, int | None]:
    """Pods that are wanted, pods that are ready, and their CPU."""
    status = document("hpa").get("status", {})
    measured = [metric["resource"]["current"].get("averageUtilization") for metric in status.get("currentMetrics") or [] if "resource" in metric]
    return status.get("desiredReplicas", 0), document("deployment").get("status", {}).get("readyReplicas", 0), next(iter(measured), None)


def document(kind: str) -> dict:
    """The object of that kind called ingress-api; empty while the cluster doesn't answer."""
    try:
        return json.loads(kubectl("-n", NAMESPACE, "get", kind, "ingress-api", "-o", "json").stdout)
    except ValueError:
        return {}


@contextmanager
def locust() -> Iterator[str]:
    """Address of Locust's page in the cluster, by a way that lasts as long as the block."""
    way = subprocess.Popen(["kubectl", "-n", NAMESPACE, "port-forward", "service/locust-master", ":8089"], stdout=subprocess.PIPE, text=True)
    try:
        found = re.search(r"127\.0\.0\.1:(\d+)", way.stdout.readline())
        if found is None:
            raise NoCluster("no way leads to service/locust-master; kubectl port-forward says why")
        yield f"http://127.0.0.1:{found[1]}/locust"
    finally:
        way.terminate()
        way.wait()
        way.stdout.close()


def moment(page: str, second: float) -> Moment:
    """All that is known now."""
    try:
        told = json.loads(fetch(f"{page}/stats/requests")[1])
    except (Unreachable, ValueError):
        told = {}
    p95 = (told.get("current_response_time_percentiles") or {}).get("response_time_percentile_0.95") or 0.0
    return Moment(round(second, 1), *scaled(), float(told.get("current_rps") or 0.0), float(p95))


def verdict(page: str) -> tuple[str, str]:
    """Of the last run there: its name and whether all agrees; nothing when there is none."""
    try:
        status, body = fetch(f"{page}/verdict")
    except Unreachable:
        return "", ""
    found = re.search(r"<title>Load run (\S+): ([^<]*)</title>", body.decode(errors="replace"))
    return (found[1], found[2]) if status == 200 and found else ("", "")


def run(page: str, seconds: float, users: int) -> tuple[list[Moment], str]:
    """Loads the door for so long, and then waits for the verdict."""
    before = verdict(page)[0]
    form = {"user_count": str(users), "spawn_rate": str(users), "run_time": f"{seconds:g}s", "rate": "0"}
    status, body = fetch(f"{page}/swarm", urllib.parse.urlencode(form).encode(), FORM)
    if status != 200 or not json.loads(body).get("success"):
        raise SystemExit(f"aguacero: Locust didn't begin the run: {status} {body[:200].decode(errors='replace')}")
    began, moments = now(), []
    while now() < began + seconds:
        moments.append(moment(page, now() - began))
        print(said(moments[-1]), file=sys.stderr, flush=True)
        rest(LOOK_EVERY)
    give_up = now() + VERDICT_LIMIT
    while now() < give_up:
        name, agrees = verdict(page)
        if name and name != before:
            return moments, agrees
        rest(LOOK_EVERY)
    return moments, f"none within {VERDICT_LIMIT:g} s"


def now() -> float:
    """Seconds, of a clock that nobody sets."""
    return time.monotonic()


def rest(seconds: float) -> None:
    """Lets so much time go by."""
    threading.Event().wait(seconds)


def said(one: Moment) -> str:
    """In words."""
    cpu = "not told" if one.cpu is None else f"{one.cpu} %"
    return f"{one.second:.0f} s: {one.ready} of {one.wanted} pods ready, CPU {cpu}, {plain(one.requests)} requests/s, p95 {plain(one.p95)} ms"


def first(moments: list[Moment], condition) -> str:
    """When that was so for the first time."""
    return next((f"after {one.second:.0f} s" for one in moments if condition(one)), "never")


def text(context: str, moments: list[Moment], agrees: str, users: int) -> str:
    """The report."""
    least = moments[0].ready
    most = max(one.ready for one in moments)
    lines = [
        "# autoscaling", "",
        f"{users} users, as fast as answers come, in the cluster of context {context}. Verdict: {agrees}.", "",
        f"- more than {least} wanted: {first(moments, lambda one: one.wanted > least)}",
        f"- more than {least} ready: {first(moments, lambda one: one.ready > least)}",
        f"- the most, {most}, ready: {first(moments, lambda one: one.ready == most)}", "",
        "| second | wanted | ready | CPU of what is requested | requests/s | p95 ms |", "|---|---|---|---|---|---|",
    ]
    for one in moments[:: max(1, len(moments) // 30)]:
        cpu = "not told" if one.cpu is None else f"{one.cpu} %"
        lines.append(f"| {one.second:.0f} | {one.wanted} | {one.ready} | {cpu} | {plain(one.requests)} | {plain(one.p95)} |")
    return "\n".join(lines) + "\n\nRepeat it: `./loadtest/experiments/run.py autoscaling`\n"


def experiment(seconds: float, users: int, folder: Path) -> None:
    """Runs it, and writes autoscaling.md and autoscaling.json."""
    context = look_for_cluster()
    with locust() as page:
        moments, agrees = run(page, seconds, users)
    report = text(context, moments, agrees, users)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "autoscaling.md").write_text(report)
    (folder / "autoscaling.json").write_text(json.dumps({"verdict": agrees, "moments": [asdict(one) for one in moments]}, indent=2) + "\n")
    print(report)
