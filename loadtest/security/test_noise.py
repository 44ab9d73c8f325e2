"""What a tenant at twenty times its quota costs the others: their p99 with it and without it, in turns within one run."""

import http.client
import multiprocessing
import subprocess
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from conftest import ROOT, wait_until

QUOTA = 25
"""Events a second of the noisy tenant; it sends twenty times as many."""

QUIET_RATE = 100
TURNS = 12
"""The first two aren't counted; every other one is noisy."""

SECONDS = 5
THREADS = 4
MOVED_MAX = 1.10
TWEET = b'{"municipality":"mixco","weather":"sunny","temperature":21.5,"humidity":60}'


@dataclass
class Turn:
    """What one tenant saw in one turn: seconds from when a request was due until its answer, and answers by status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


def send(address: str, key: str, rate: float, seconds: float) -> Turn:
    """Sends at a rate that no answer slows, on a connection for each thread."""
    turn, lock = Turn(), threading.Lock()
    begin = time.monotonic() + 0.1

    def one(which: int) -> None:
        door = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
        for number in range(which, int(rate * seconds), THREADS):
            due = begin + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            door.request("POST", "/v1/tweets", TWEET, {"Content-Type": "application/json", "Authorization": f"Bearer {key}"})
            answer = door.getresponse()
            answer.read()
            with lock:
                turn.seconds.append(time.monotonic() - due)
                turn.statuses[answer.status] = turn.statuses.get(answer.status, 0) + 1
        door.close()

    threads = [threading.Thread(target=one, args=(which,)) for which in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return turn


def p99(turns: list[Turn]) -> float:
    seconds = sorted(second for turn in turns for second in turn.seconds)
    return seconds[int(0.99 * (len(seconds) - 1))]


def measure(address: str, quiet: str, noisy: str) -> tuple[list[Turn], list[Turn], list[Turn]]:
    """Turns of the quiet tenant alone, those beside the noisy one, and the noisy one's own; each tenant has a process of its own."""
    alone, beside, noise = [], [], []
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        for turn in range(TURNS):
            loud = turn % 2 == 1
            other = processes.apply_async(send, (address, noisy, 20 * QUOTA, SECONDS)) if loud else None
            told = processes.apply_async(send, (address, quiet, QUIET_RATE, SECONDS)).get(120)
            if other is not None:
                noise.append(other.get(120))
            if turn >= 2:
                (beside if loud else alone).append(told)
    return alone, beside, noise


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

    alone, beside, noise = measure(door, quiet, noisy)

    moved = p99(beside) / p99(alone)
    statuses = {status: sum(turn.statuses.get(status, 0) for turn in noise) for status in (202, 429)}
    print(f"p99 alone {p99(alone) * 1e3:.1f} ms, beside noise {p99(beside) * 1e3:.1f} ms; noise: {statuses}")
    for turn in alone + beside:
        assert set(turn.statuses) == {202}
    assert sum(statuses.values()) == sum(sum(turn.statuses.values()) for turn in noise)
    assert statuses[202] <= QUOTA * (SECONDS + 2) * len(noise)
    assert moved <= MOVED_MAX, f"p99 moved by {moved:.2f}: {p99(alone) * 1e3:.1f} ms alone, {p99(beside) * 1e3:.1f} ms beside noise"
