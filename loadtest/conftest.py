"""The real pipeline, as ./run.sh starts it, in a folder of its own and on free ports; one for all tests."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "loadtest"))

PORTS = 36
START_LIMIT = 1_200


@dataclass
class Pipeline:
    """A running pipeline, and load against it."""

    home: Path
    environment: dict[str, str]

    def endpoint(self, name: str) -> str:
        """One of the addresses in endpoints.env."""
        from aguacero_load.settings import endpoints

        before = os.environ.get("AGUACERO_HOME")
        os.environ["AGUACERO_HOME"] = str(self.home)
        try:
            return endpoints()[name]
        finally:
            os.environ.pop("AGUACERO_HOME") if before is None else os.environ.update(AGUACERO_HOME=before)

    def kill(self, service: str) -> int:
        """Kills a service as a crash would; returns its process id. It is started again by the supervisor."""
        pid = int((self.home / "run" / f"{service}.pid").read_text())
        os.kill(pid, signal.SIGKILL)
        return pid

    def pid(self, service: str) -> int | None:
        """Process id of a service, while it has one."""
        try:
            return int((self.home / "run" / f"{service}.pid").read_text())
        except (OSError, ValueError):
            return None

    def load(self, report: Path, *options: str) -> subprocess.Popen:
        """A load run in the background."""
        out = open(report.with_suffix(".log"), "w")  # noqa: SIM115, the process has it until it ends
        return subprocess.Popen(
            [str(ROOT / "loadtest" / "run.sh"), "--only-summary", "--report", str(report), *options],
            env=self.environment, stdout=out, stderr=subprocess.STDOUT,
        )


def wait_until(what: str, seconds: float, condition):
    """What the condition returns once that is true."""
    give_up = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > give_up:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(0.2)


def free_ports(count: int) -> int:
    """First of that many ports on which nobody listens."""
    for _ in range(200):
        base = random.randrange(10_000, 30_000)
        if all(free(base + at) for at in range(count)):
            return base
    raise AssertionError("no free ports")


def free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as tried:
        try:
            tried.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory):
    home = tmp_path_factory.mktemp("pipeline")
    # Addresses, keys and options of whoever runs the tests are not this pipeline's.
    kept = ("AGUACERO_CACHE", "AGUACERO_PYTHON", "AGUACERO_BUILT")
    environment = {name: value for name, value in os.environ.items() if name in kept or not name.startswith(("AGUACERO_", "LOCUST"))}
    environment |= {"AGUACERO_HOME": str(home), "AGUACERO_PORT_BASE": str(free_ports(PORTS))}
    if environment.get("AGUACERO_BUILT") != "yes":
        # Before the start, as what it would do in the background after it takes a core from what is tested.
        subprocess.run([str(ROOT / "run.sh"), "build"], env=environment, check=True, timeout=START_LIMIT)
        environment["AGUACERO_BUILT"] = "yes"
    subprocess.run([str(ROOT / "run.sh"), "--detach", "--no-sample"], env=environment, check=True, timeout=START_LIMIT)
    try:
        yield Pipeline(home, environment)
    finally:
        subprocess.run([str(ROOT / "run.sh"), "stop"], env=environment, check=False, timeout=120)
