"""Copies of the Valkey that ./run.sh runs, as durable as it is, that follow it or don't."""

import re
import shutil
import subprocess
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from doors import free_port
from laps import Lap

from aguacero_load.store import StoreError, Valkey

FOLLOW_LIMIT = 60.0
STOP_LIMIT = 30.0


class Copies:
    """As many as there may be; they run until its block ends."""

    def __init__(self, primary: str, authority: str, most: int):
        self._primary = primary
        self._authority = authority
        self._folder = TemporaryDirectory(prefix="aguacero-copies-")
        self._most = most
        self._following = 0
        self._running: list[tuple[subprocess.Popen, str]] = []

    def __enter__(self) -> "Copies":
        program = shutil.which("valkey-server")
        if program is None:
            raise SystemExit("aguacero: valkey-server isn't on PATH: it runs the copies")
        try:
            for number in range(1, self._most + 1):
                self._start(program, number)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        for server, _address in self._running:
            server.terminate()
        for server, _address in self._running:
            try:
                server.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                server.kill()
        self._folder.cleanup()

    @property
    def processes(self) -> dict[str, int]:
        """Ids by name."""
        return {f"copy-{number}": server.pid for number, (server, _) in enumerate(self._running, 1)}

    def follow(self, number: int) -> None:
        """Lets that many follow the primary, and waits until each has all of it; the others stand still."""
        self._following = number
        primary = urlsplit(self._primary)
        for at, (_, address) in enumerate(self._running):
            if primary.password:
                ask(address, "CONFIG", "SET", "primaryuser", primary.username or "default", "primaryauth", primary.password)
            ask(address, "REPLICAOF", *((primary.hostname, str(primary.port)) if at < number else ("NO", "ONE")))
        self._await(lambda: f"connected_slaves:{number}\r\n" in info(self._primary, self._authority), f"the primary has {number} copies")
        for _, address in self._running[:number]:
            self._await(lambda copy=address: "master_link_status:up" in info(copy), "a copy has all of the primary")

    def watch(self, lap: Lap) -> None:
        """Beside a lap: the most bytes by which a copy was behind, each time asked before the primary, so rather too many."""
        servers = [Valkey(address) for _, address in self._running[: self._following]]
        servers.append(Valkey(self._primary, self._authority))
        name, most, pause = "a copy is behind by at most, KiB", 0, threading.Event()
        give_up = time.monotonic() + lap.seconds
        while len(servers) > 1 and time.monotonic() < give_up:
            *copies, primary = [written(server.ask([["INFO", "replication"]])[0].decode()) for server in servers]
            most = max(most, primary - min(copies))
            lap.seen[name] = most / 1024
            pause.wait(0.1)
        for server in servers:
            server.close()

    def _start(self, program: str, number: int) -> None:
        port, folder = free_port(), Path(self._folder.name) / str(number)
        folder.mkdir()
        with (folder / "log").open("w") as out:
            server = subprocess.Popen(
                [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", "", "--appendonly", "yes",
                 "--appendfsync", "always", "--repl-diskless-sync-delay", "0", *self._as_tls_client()],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            )
        address = f"redis://127.0.0.1:{port}"
        self._running.append((server, address))
        self._await(lambda: info(address), f"copy {number} answers")

    def _as_tls_client(self) -> list[str]:
        """Of a copy, which isn't asked for a certificate and has to have one; the authority's folder is beside the servers'."""
        own = Path(self._authority).parent.parent / "valkey"
        return ["--tls-replication", "yes", "--tls-ca-cert-file", self._authority, "--tls-cert-file", str(own / "tls.crt"),
                "--tls-key-file", str(own / "tls.key")]

    @staticmethod
    def _await(condition, what: str) -> None:
        give_up = time.monotonic() + FOLLOW_LIMIT
        while time.monotonic() < give_up:
            try:
                if condition():
                    return
            except StoreError:
                pass
            time.sleep(0.1)
        raise SystemExit(f"aguacero: not within {FOLLOW_LIMIT:g} s: {what}")


def ask(address: str, *command: str, authority: str = ""):
    """One answer of one server."""
    server = Valkey(address, authority)
    try:
        return server.ask([list(command)])[0]
    finally:
        server.close()


def info(address: str, authority: str = "") -> str:
    """What a server says of its copying."""
    return ask(address, "INFO", "replication", authority=authority).decode()


def written(told: str) -> int:
    """Bytes of the primary's writes that a server has, the primary or a copy."""
    return int(re.search(r"master_repl_offset:(\d+)", told)[1])
