"""Tweets at a steady rate through the Ingress, by clients that keep the client's rule; each answer's status is counted."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pipeline import RETRIED, Pipeline

MUNICIPALITIES = ("mixco", "guatemala", "amatitlan", "chinautla")
WEATHERS = ("sunny", "cloudy", "rainy", "foggy")
DRAIN = 180.0
"""Seconds for which an event is sent again once the load is over."""


class Load:
    """Runs from the beginning of the with block to its end; then every event has its final answer."""

    def __init__(self, pipeline: Pipeline, name: str, rate: float = 100.0, senders: int = 4):
        self._pipeline = pipeline
        self._name = f"{name}-{time.time_ns():x}"
        self._every = senders / rate
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(senders)]
        self._lock = threading.Lock()
        self.answers: Counter[int] = Counter()
        """How often each status was answered; 0 is no answer."""
        self.acknowledged: list[dict] = []
        self.refused: list[str] = []

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, number: int) -> None:
        chance, due, sequence = random.Random(number), time.monotonic(), 0
        connection = Connection(self._pipeline)
        while not self._over.wait(max(0.0, due - time.monotonic())):
            self._deliver(connection, self._event(chance, f"{self._name}.{number}.{sequence}"))
            sequence += 1
            # What couldn't be sent in time isn't made up for.
            due = max(due + self._every, time.monotonic() - 1.0)
        connection.close()

    @staticmethod
    def _event(chance: random.Random, name: str) -> dict:
        return {
            "id": name,
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "municipality": chance.choice(MUNICIPALITIES),
            "weather": chance.choice(WEATHERS),
            "temperature": chance.randrange(-500, 4_000) / 100,
            "humidity": chance.randrange(0, 1_001) / 10,
        }

    def _deliver(self, connection: "Connection", event: dict) -> None:
        body, give_up = json.dumps(event).encode(), None
        while True:
            status, said = connection.post("/v1/tweets", body)
            with self._lock:
                self.answers[status] += 1
                if status == 202:
                    self.acknowledged.append(event)
                elif status not in RETRIED:
                    self.refused.append(f"{status} {said[:300]!r}")
            if status not in RETRIED:
                return
            if self._over.is_set():
                give_up = give_up or time.monotonic() + DRAIN
                if time.monotonic() > give_up:
                    with self._lock:
                        self.refused.append(f"{event['id']} has no final answer")
                    return
            time.sleep(0.25)


class Connection:
    """One that is kept, and made again when it broke."""

    def __init__(self, pipeline: Pipeline):
        self._address = urlsplit(pipeline.address)
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {pipeline.key}"}
        self._open: http.client.HTTPConnection | None = None

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body; status 0 when there was no answer."""
        try:
            if self._open is None:
                self._open = http.client.HTTPConnection(self._address.hostname, self._address.port, timeout=15)
            self._open.request("POST", path, body, self._headers)
            answer = self._open.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, b""

    def close(self) -> None:
        if self._open:
            self._open.close()
            self._open = None
