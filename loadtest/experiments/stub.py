"""A door that stores nothing and says 202 at once, with as much of the read side as a run needs to begin."""

import json
import socketserver
import sys
import threading

sys.path.insert(0, __file__.rsplit("/experiments/", 1)[0])

from aguacero_load.payloads import METRIC, TWEET  # noqa: E402

KINDS = {"kinds": [{"kind": kind, "ids": {"horizon": "PT15M", "bucket": "PT5M"}} for kind in (TWEET, METRIC)]}
PATH = {"complete": True, "groups": [{"key": {}, "count": 0, "values": {}}]}
TOTALS = {"paths": {"kafka": PATH, "rabbitmq": PATH}}
COMPARED = {"gap": 0, "comparedAt": "9999-01-01T00:00:00Z", "wrongTotals": {}}
RECONCILIATION = {"paths": {"kafka": COMPARED, "rabbitmq": COMPARED}, "minutes": []}


class StubDoor(socketserver.ThreadingTCPServer):
    """On a free port of loopback; answers until the process ends. Reads HTTP just well enough for the load test."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1_024

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Connection)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Of the door, and of the read side."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        while True:
            first = self.rfile.readline()
            if not first:
                return
            length = 0
            while (line := self.rfile.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            status, body = self.answer(first.split()[1].decode(), self.rfile.read(length))
            self.wfile.write(b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))

    @staticmethod
    def answer(target: str, body: bytes) -> tuple[int, bytes]:
        """Status and body."""
        if body and not target.startswith("/v1/validate"):
            return 202, b'{"accepted":%d}' % body.count(b'"id":') if body[:1] == b"[" else b'{"paths":{}}'
        if target.startswith("/v1/validate"):
            return 200, b'{"valid":true,"events":1}'
        told = KINDS if target == "/v1/kinds" else RECONCILIATION if target.startswith("/v1/reconciliation") else TOTALS
        return 200, json.dumps(told).encode()
