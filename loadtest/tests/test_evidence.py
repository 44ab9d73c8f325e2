"""What the pipeline is asked, and what is said when it can't be."""

import json
import socketserver
import ssl
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from aguacero_load import evidence, settings
from aguacero_load.evidence import NotReady, Observer, sweep
from aguacero_load.fleet import BUSY, Cost, Fleet, Told
from aguacero_load.ledger import ACKNOWLEDGED, COUNTED, REFUSED, Ledger
from aguacero_load.mix import Mix
from aguacero_load.store import Store, StoreError

BOTH = COUNTED["kafka"] | COUNTED["rabbitmq"]
TWEETS = Mix(kinds=("weather.tweet",))


@contextmanager
def served(server):
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def answers(**by_path):
    """An HTTP server: to each path its status and document."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, document = by_path.get(self.path.split("?")[0].rsplit("/", 1)[-1], (404, {}))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        do_POST = do_GET

        def log_message(self, *_):
            pass

    return HTTPServer(("127.0.0.1", 0), Answering)


KINDS = {"kinds": [{"kind": "weather.tweet", "ids": {"horizon": "PT15M", "bucket": "PT5M"}}]}


@pytest.mark.parametrize(
    ("validate", "kinds", "mix", "says"),
    [
        ((401, {}), (200, KINDS), TWEETS, "refuses the key"),
        ((404, {}), (200, KINDS), TWEETS, "doesn't know the kind weather.tweet"),
        ((500, {"detail": "broken"}), (200, KINDS), TWEETS, "answers 500 to an event that is valid: broken"),
        ((200, {}), (404, {"code": "not-found", "detail": "no"}), TWEETS, "insights-api doesn't tell what is counted: 404 not-found: no"),
        ((200, {}), (200, {"kinds": []}), TWEETS, "of the same pipeline"),
        ((200, {}), (200, KINDS), replace(TWEETS, late_by=451), "--late-by is at most half of the horizon of weather.tweet, 450 s"),
    ],
)
def test_a_run_that_can_not_begin_says_what_to_do(monkeypatch, tmp_path, validate, kinds, mix, says):
    monkeypatch.setenv("AGUACERO_HOME", str(tmp_path))
    with served(answers(validate=validate, kinds=kinds)) as port:
        address = f"http://127.0.0.1:{port}"
        with pytest.raises(NotReady, match=says):
            Observer(replace(settings.defaults(), mix=mix, insights=address), address).begin()


class Resp(socketserver.StreamRequestHandler):
    """A store that knows some ids on Kafka's path, of two shards, and one shard on RabbitMQ's."""

    def handle(self):
        while line := self.rfile.readline():
            words = []
            for _ in range(int(line[1:])):
                length = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(length + 2)[:-2])
            self.wfile.write(self.server.answer(words))


def answer(words: list[bytes]) -> bytes:
    if words[0] == b"AUTH":
        return b"+OK\r\n" if words[1:] == [b"p:w"] else b"-WRONGPASS no\r\n"
    if words[0] == b"EXISTS":
        return b":%d\r\n" % (words[1] in (b"{k:0}:g1:pos", b"{k:1}:g1:pos", b"{r:0}:g1:pos"))
    known = words[1].startswith(b"{k:") and words[1].endswith(b":g1:ids:weather.tweet:1800000000")
    return b"*%d\r\n" % len(words[2:]) + b":%d\r\n" % known * len(words[2:])


def test_the_store_is_asked_by_shard_and_bucket_and_only_for_what_is_open():
    ledger = Ledger("run", 0)
    for second, state in ((1_800_000_010, ACKNOWLEDGED), (1_800_000_299, ACKNOWLEDGED | COUNTED["kafka"]), (1_800_000_300, ACKNOWLEDGED),
                          (1_800_000_011, REFUSED)):
        ledger.add("weather.tweet", "s", "mixco", second, state)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Resp)
    server.daemon_threads, server.answer = True, answer
    with served(server) as port:
        store = Store(f"redis://:p%3Aw@127.0.0.1:{port}", {"weather.tweet": 300})
        assert sweep(store, [ledger]) == {"kafka": 1, "rabbitmq": 3}
        assert [entry.state & BOTH for entry in ledger.entries()] == [COUNTED["kafka"], COUNTED["kafka"], 0, 0]
        sweep(store, [ledger], unacknowledged=True)
        assert ledger.state(4) & COUNTED["kafka"], "an event that was refused is looked up too"
        store.close()
        with pytest.raises(StoreError, match="WRONGPASS"):
            Store(f"redis://:other@127.0.0.1:{port}", {})


def test_over_tls_the_store_is_believed_by_its_authority_alone(tmp_path):
    certificate, key = tmp_path / "tls.crt", tmp_path / "tls.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=store",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(certificate, key)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Resp)
    server.daemon_threads, server.answer = True, answer
    server.socket = secured.wrap_socket(server.socket, server_side=True)
    with served(server) as port:
        Store(f"rediss://:p%3Aw@127.0.0.1:{port}", {}, authority=str(certificate)).close()
        with pytest.raises(StoreError, match="can't be reached.*CERTIFICATE_VERIFY_FAILED"):
            Store(f"rediss://:p%3Aw@127.0.0.1:{port}", {})


def test_a_store_that_is_not_there_or_none_is_said():
    with pytest.raises(StoreError, match="127.0.0.1:1 can't be reached"):
        Store("redis://127.0.0.1:1", {})
    with pytest.raises(StoreError, match="looks like redis://"):
        Store("http://127.0.0.1:1", {})


def test_waiting_ends_when_nothing_moves_any_more(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(evidence.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(evidence.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    told = []
    progress = evidence.Progress(10, told.append)
    left = iter([9, 8, 8, 8, 7, *[7] * 50])
    while progress.goes_on(next(left), "still to come"):
        pass
    assert now[0] == 20 and len(told) == 10


def fleet(monkeypatch, tmp_path, **changes) -> Fleet:
    monkeypatch.setenv("AGUACERO_HOME", str(tmp_path))
    mix = Mix(kinds=("weather.tweet",), batch_share=0, duplicates=0, invalid=0, late=0, out_of_order=0)
    return Fleet(replace(settings.defaults(), mix=mix, run="run", **changes), worker=2)


def test_what_users_leave_behind_is_sent_in_the_end_and_told_as_a_whole(monkeypatch, tmp_path):
    whole = fleet(monkeypatch, tmp_path, drain=30.0)
    left = whole.take("weather.tweet")
    left.next()
    whole.give_back("weather.tweet", left)
    assert whole.take("weather.tweet") is left
    assert whole.take("weather.tweet").ledger.id(1) == "run.200001.1"
    sent = []

    def post(path, content_type, body):
        sent.append(body)
        return (202, b'{"paths":{}}', 0.0)

    whole.drain(post, lambda said: None)
    assert len(sent) == 1 and left.ledger.state(1) & ACKNOWLEDGED
    told = Told.from_document(json.loads(json.dumps(whole.to_document(whole.cost()))))
    assert [len(ledger) for ledger in told.ledgers] == [1, 0]
    assert told.counts["stored"] == 1


def test_draining_has_an_end(monkeypatch, tmp_path):
    whole = fleet(monkeypatch, tmp_path, drain=0.3)
    whole.take("weather.tweet").next()
    whole.drain(lambda *_: (0, b"", 0.01), lambda said: None)
    assert [sender.owes for sender in whole._senders] == [1]


def test_a_process_that_held_the_load_back_says_so():
    assert "WARNING, the load process itself was the bottleneck" in Cost(1_000, 10, 10 * BUSY + 0.1, 0).sentence()
    assert "a whole core gives 200 events/s" in Cost(1_000, 10, 5, 0).sentence()
    assert "whole core" not in Cost(1_000, 10, 0.1, 0).sentence(), "an idle process can't tell"
    assert "slower than the rate" in Cost(1_000, 10, 5, 3).sentence()
