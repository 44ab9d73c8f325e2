"""More doors beside the one that ./run.sh runs, each with other settings: same program, same router."""

import os
import socket
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from laps import pid

from aguacero_load.insights import Unreachable, fetch

START_LIMIT = 180.0
STOP_LIMIT = 60.0


class Doors:
    """Runs them until its block ends."""

    def __init__(self):
        self._folder = TemporaryDirectory(prefix="aguacero-doors-")
        self._running: list[subprocess.Popen] = []

    def __enter__(self) -> "Doors":
        return self

    def __exit__(self, *_) -> None:
        for door in self._running:
            door.terminate()
        for door in self._running:
            try:
                door.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                door.kill()
        self._folder.cleanup()

    def start(self, name: str, *settings: str) -> tuple[str, int]:
        """Address and process id of a door with those settings, -Dname=value, once it is ready."""
        port, management = free_port(), free_port()
        model = Path(f"/proc/{pid('ingress-api')}")
        command = model.joinpath("cmdline").read_text().rstrip("\0").split("\0")
        # With its environment it is taken for a part of the pipeline, and ended with what a run leaves behind.
        environment = dict(entry.split("=", 1) for entry in model.joinpath("environ").read_text().split("\0") if "=" in entry)
        log = Path(self._folder.name) / f"{name}.log"
        with log.open("w") as out:
            door = subprocess.Popen(
                changed(command, f"-Dquarkus.http.port={port}", f"-Dquarkus.management.port={management}",
                        f"-Daguacero.ingress.instance={name}", *settings),
                cwd=os.readlink(model / "cwd"), env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            )
        self._running.append(door)
        self._await(door, name, f"http://127.0.0.1:{management}/q/health/ready", log)
        return f"http://127.0.0.1:{port}", door.pid

    @staticmethod
    def _await(door: subprocess.Popen, name: str, ready: str, log: Path) -> None:
        give_up = time.monotonic() + START_LIMIT
        while door.poll() is None and time.monotonic() < give_up:
            try:
                if fetch(ready, timeout=2)[0] == 200:
                    return
            except Unreachable:
                pass
            time.sleep(0.2)
        raise SystemExit(f"aguacero: the door '{name}' did not become ready. It said last:\n" + "\n".join(log.read_text().splitlines()[-10:]))


def changed(command: list[str], *settings: str) -> list[str]:
    """A service's command line with those settings instead of its own of the same name."""
    names = {setting.split("=", 1)[0] for setting in settings}
    kept = [word for word in command if word.split("=", 1)[0] not in names]
    jar = kept.index("-jar")
    return [*kept[:jar], *settings, *kept[jar:]]


def free_port() -> int:
    """One of loopback on which nobody listens."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]
