"""What a tenant beyond its quota costs the others: their p99 while it sends what it may, and twenty times that, in turns within one run."""

import multiprocessing
import socket
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from conftest import ROOT, wait_until

QUOTA = 25
"""Events a second that the noisy tenant may send."""

BEYOND = 20
"""Times its quota that it sends."""

QUIET_RATE = 100
WARM_UP_SECONDS = 60
"""Both at once, and not counted: the services learn their code."""

ROUNDS = 12
"""Each is calm, noise, noise, calm: what drifts meets both alike."""

SECONDS = 5
THREADS = 4
MOVED_MAX = 1.10
TWEET = b'{"municipality":"mixco","weather":"sunny","temperature":21.5,"humidity":60}'


@dataclass
class Turn:
    """What one tenant saw in one turn: seconds from when a request was due until its answer, answers by status, and how long it all took."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    lasted: float = 0.0

    def p99(self) -> float:
        return sorted(self.seconds)[int(0.99 * (len(self.seconds) - 1))]


class Connection:
    """The least that sends a request and reads its answer: the client has the same cores as what it measures."""

    def __init__(self, address: str, key: str):
        url = urlsplit(address)
        self.socket = socket.create_connection((url.hostname, url.port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = f"POST /v1/tweets HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {key}\r\n"
        self.request = f"{head}Content-Type: application/json\r\nContent-Length: {len(TWEET)}\r\n\r\n".encode() + TWEET

    def send(self) -> int:
        """Sends the tweet, and returns the status of the answer once all of it is here."""
        self.socket.sendall(self.request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        while len(body) < length:
            body += self._more()
        return int(head.split(b" ", 2)[1])

    def _more(self) -> bytes:
        read = self.socket.recv(65_536)
        if not read:
            raise ConnectionError("the door has closed the connection")
        return read


def send(address: str, key: str, rate: float, seconds: float) -> Turn:
    """Sends at a rate that no answer slows, on a connection for each thread."""
    turn, lock = Turn(), threading.Lock()
    begin = time.monotonic() + 0.1

    def one(which: int) -> None:
        door = Connection(address, key)
        with door.socket:
            for number in range(which, int(rate * seconds), THREADS):
                due = begin + number / rate
                time.sleep(max(0.0, due - time.monotonic()))
                status = door.send()
                with lock:
                    turn.seconds.append(time.monotonic() - due)
                    turn.statuses[status] = turn.statuses.get(status, 0) + 1

    threads = [threading.Thread(target=one, args=(which,)) for which in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turn.lasted = time.monotonic() - begin
    return turn


def measure(address: str, quiet: str, noisy: str) -> tuple[list[Turn], list[Turn], list[Turn]]:
    """Turns of the quiet tenant with the other one within its quota, those with it far beyond, and the other's; each has a process of its own."""
    calm, beside, noise = [], [], []
    with multiprocessing.get_context("spawn").Pool(2) as processes:

        def turn(times: int, seconds: float) -> tuple[Turn, Turn]:
            other = processes.apply_async(send, (address, noisy, times * QUOTA, seconds))
            told = processes.apply_async(send, (address, quiet, QUIET_RATE, seconds))
            return told.get(600), other.get(600)

        turn(BEYOND, WARM_UP_SECONDS)
        for times in (1, BEYOND, BEYOND, 1) * ROUNDS:
            told, made = turn(times, SECONDS)
            (calm if times == 1 else beside).append(told)
            if times > 1:
                noise.append(made)
    return calm, beside, noise


def key(pipeline, name: str, *options: str) -> str:
    added = subprocess.run(
        [str(ROOT / "run.sh"), "keys", "add", name, "--tenant", name, "--scopes", "write", "--kinds", "weather.tweet", *options],
        env=pipeline.environment, capture_output=True, text=True, check=True, timeout=120,
    )
    return added.stdout.strip()


def test_a_tenant_beyond_its_quota_moves_nobody_elses_p99(pipeline):
    door = pipeline.endpoint("AGUACERO_INGRESS")
    quiet = key(pipeline, "quiet")
    noisy = key(pipeline, "noisy", "--events-per-second", str(QUOTA))
    wait_until("the keys are in force", 30, lambda: set(send(door, noisy, 4, 1).statuses) <= {202, 429})

    calm, beside, noise = measure(door, quiet, noisy)

    p99 = [statistics.median(turn.p99() for turn in turns) for turns in (calm, beside)]
    worst = [max(turn.p99() for turn in turns) for turns in (calm, beside)]
    statuses = {status: sum(turn.statuses.get(status, 0) for turn in noise) for status in (202, 429)}
    print(f"p99 (median of {len(calm)} turns) {p99[0] * 1e3:.1f} ms, beside noise {p99[1] * 1e3:.1f} ms")
    print(f"p99 of the worst turn: {worst[0] * 1e3:.1f} ms, beside noise {worst[1] * 1e3:.1f} ms; noise: {statuses}")
    for turn in calm + beside:
        assert set(turn.statuses) == {202}
    for turn in noise:
        assert set(turn.statuses) == {202, 429}
        assert turn.statuses[202] <= QUOTA * (turn.lasted + 2)
    assert p99[1] <= MOVED_MAX * p99[0], f"p99 moved from {p99[0] * 1e3:.1f} ms to {p99[1] * 1e3:.1f} ms beside noise"
