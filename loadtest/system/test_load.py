"""Load against the real pipeline: the verdict is right, and one event that is taken away is found and named."""

import hashlib
import json
import signal
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
import zlib
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from conftest import ROOT, free_ports, wait_until

from aguacero_load.insights import Insights
from aguacero_load.ledger import ACKNOWLEDGED, Ledger
from aguacero_load.store import Valkey

SMALL = ("--headless", "-u", "6", "-r", "6", "--rate", "60", "--drain", "30")
BY_TOTALS = ("--alone", "--settle", "0")
"""Without reconciliation, which takes a minute to have compared everything."""


def verdict(folder: Path) -> dict:
    return json.loads((folder / "verdict.json").read_text())


def ended(run: subprocess.Popen, seconds: float) -> int:
    try:
        return run.wait(seconds)
    except subprocess.TimeoutExpired:
        run.kill()
        raise


def counted(pipeline) -> int:
    return Insights(pipeline.endpoint("AGUACERO_INSIGHTS"), pipeline.endpoint("AGUACERO_API_KEY")).totals("weather.tweet").get("rabbitmq", (0, True))[0]


def test_two_minutes_of_everything_while_services_are_killed_and_then_one_event_is_taken_away(pipeline, tmp_path):
    folder = tmp_path / "mixed"
    run = pipeline.load(
        folder, "--headless", "-u", "20", "-r", "20", "-t", "120s", "--rate", "200", "--shape", "burst", "--burst-probability", "0.02",
        "--duplicates", "0.05", "--late", "0.05", "--out-of-order", "0.05", "--invalid", "0.03", "--alone",
    )
    for service, events in (("rabbit-consumer", 50), ("router-api", 300)):
        before = counted(pipeline)
        wait_until(f"{events} more events", 90, lambda least=before + events: counted(pipeline) >= least)
        killed = pipeline.kill(service)
        wait_until(f"{service} is there again", 90, lambda: pipeline.pid(service) not in (None, killed))
    assert ended(run, 600) == 0, (folder.with_suffix(".log")).read_text()[-4000:]
    told = verdict(folder)
    assert told["agrees"] and not told["gaps"] and not told["interrupted"]
    assert told["seconds"] > 115
    assert told["refused"] > 0 and told["sends"]["repeats"] > 0
    assert told["sends"].get("not_stored", 0) + told["sends"].get("unknown", 0) > 0, "the door was heard to say that router-api was away"
    for path in told["paths"].values():
        assert path["stored"] == path["counted"] >= told["acknowledged"] > 500
        assert path["duplicates"] > 0
    one_event_is_taken_away(pipeline, folder)


def one_event_is_taken_away(pipeline, folder: Path) -> None:
    """From the store of one path, as if it had never been counted there; by docs/wire.md, apart from the load test's own code."""
    saved = json.loads((folder / "run.json").read_text())
    name, key, moment = some_tweet(saved)
    eid = hashlib.sha256(f"default\0weather.tweet\0urn:aguacero:http\0{name}".encode()).digest()[:16]
    shard = zlib.crc32(f"default\0weather.tweet\0{key}".encode()) % 4
    prefix = f"{{r:{shard}}}:g1:"
    valkey = Valkey(pipeline.endpoint("AGUACERO_VALKEY"), pipeline.endpoint("AGUACERO_AUTHORITY"))
    assert valkey.ask([
        ["SREM", f"{prefix}ids:weather.tweet:{moment // 300 * 300}", eid],
        ["HINCRBY", f"{prefix}t:weather.tweet:*", "[] n", "-1"],
    ])[0] == 1
    valkey.close()
    again = subprocess.run(
        [str(ROOT / "loadtest" / "judge.py"), str(folder), "--patience", "3"], env=pipeline.environment, capture_output=True, text=True,
        timeout=300, check=False,
    )
    assert again.returncode == 1, again.stdout + again.stderr
    told = verdict(folder / "again")
    assert [(gap["path"], gap["what"], gap["id"], gap["way"]) for gap in told["gaps"] if gap["what"] == "lost"] == [
        ("rabbitmq", "lost", name, "uncounted")
    ]
    wrong = {check["name"] for check in told["checks"] if check["result"] != "ok"}
    assert "rabbitmq: acknowledged is counted" in wrong and not any(name.startswith("kafka") for name in wrong)


def some_tweet(saved: dict) -> tuple[str, str, int]:
    """Id, key and second of an event that the run sent as plain JSON and that was acknowledged."""
    for document in saved["ledgers"]:
        ledger = Ledger.from_document(document)
        for entry in ledger.entries():
            if entry.kind == "weather.tweet" and entry.source == "urn:aguacero:http" and entry.state & ACKNOWLEDGED:
                return ledger.id(entry.sequence), entry.key, entry.second
    raise AssertionError("the run sent no such event")


class Thief(ThreadingHTTPServer):
    """A door before the door, that answers 202 to one event and keeps it."""

    daemon_threads = True

    def __init__(self, door: str, after: int):
        super().__init__(("127.0.0.1", 0), Passing)
        self.door = urlsplit(door)
        self.left = after
        self.lock = threading.Lock()
        self.stolen: dict | None = None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def takes(self, body: bytes) -> dict | None:
        event = json.loads(body)
        if not isinstance(event, dict):
            return None
        with self.lock:
            self.left -= 1
            if self.left == 0:
                self.stolen = event
                return event
        return None


class Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event = self.server.takes(body) if self.path == "/v1/tweets" else None
        if event:
            answer = {"id": event["id"], "kind": "weather.tweet", "time": event["time"], "paths": {"kafka": "stored", "rabbitmq": "stored"}}
            return self.answer(202, json.dumps(answer, separators=(",", ":")).encode(), "application/json")
        door = HTTPConnection(self.server.door.hostname, self.server.door.port, timeout=15)
        door.request("POST", self.path, body, {name: self.headers[name] for name in ("Content-Type", "Authorization")})
        reply = door.getresponse()
        self.answer(reply.status, reply.read(), reply.headers["Content-Type"])
        door.close()

    def answer(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_an_event_that_never_arrives_although_it_was_acknowledged_is_named(pipeline, tmp_path):
    thief = Thief(pipeline.endpoint("AGUACERO_INGRESS"), after=20)
    folder = tmp_path / "robbed"
    # Without duplicates, or it might come back as one.
    run = pipeline.load(folder, *SMALL, "-t", "20s", "--host", thief.address, "--patience", "5", "--form", "shorthand", "--duplicates", "0",
                        "--invalid", "0", "--settle", "0")
    assert ended(run, 300) == 1, (folder.with_suffix(".log")).read_text()[-4000:]
    thief.shutdown()
    told = verdict(folder)
    assert thief.stolen is not None
    assert [(gap["path"], gap["what"], gap["id"], gap["way"]) for gap in told["gaps"]] == [
        (path, "lost", thief.stolen["id"], "absent") for path in ("kafka", "rabbitmq")
    ]
    assert told["gaveUp"].startswith("Gave up after 5 s without progress")


def test_an_interrupted_run_is_judged_by_what_it_has_sent(pipeline, tmp_path):
    folder = tmp_path / "interrupted"
    before = counted(pipeline)
    run = pipeline.load(folder, *SMALL, *BY_TOTALS, "-t", "600s")
    wait_until("some events are counted", 60, lambda: counted(pipeline) > before + 20)
    run.send_signal(signal.SIGINT)
    assert ended(run, 240) == 0, (folder.with_suffix(".log")).read_text()[-4000:]
    told = verdict(folder)
    assert told["agrees"] and told["interrupted"] and told["acknowledged"] > 20


def test_a_run_over_two_workers_is_judged_as_one(pipeline, tmp_path):
    folder = tmp_path / "master"
    port = str(free_ports(2))
    master = pipeline.load(folder, *SMALL, *BY_TOTALS, "-t", "15s", "--master", "--expect-workers", "2", "--master-bind-port", port)
    workers = [pipeline.load(tmp_path / f"worker{at}", "--worker", "--master-port", port) for at in range(2)]
    assert ended(master, 300) == 0, (folder.with_suffix(".log")).read_text()[-4000:]
    for worker in workers:
        ended(worker, 60)
    told = verdict(folder)
    assert told["agrees"] and len(told["processes"]) == 2
    assert all(process["events"] > 0 for process in told["processes"])


def test_a_worker_that_dies_takes_what_it_knew_with_it_and_the_verdict_says_so(pipeline, tmp_path):
    folder = tmp_path / "widowed"
    port = str(free_ports(2))
    before = counted(pipeline)
    master = pipeline.load(folder, *SMALL, *BY_TOTALS, "-t", "20s", "--master", "--expect-workers", "2", "--master-bind-port", port)
    workers = [pipeline.load(tmp_path / f"mortal{at}", "--worker", "--master-port", port) for at in range(2)]
    wait_until("some events are counted", 60, lambda: counted(pipeline) > before + 20)
    # Its sums have to have reached the master, which is told of them every 3 s.
    wait_until("more events are counted", 60, lambda: counted(pipeline) > before + 200)
    workers[0].kill()
    assert ended(master, 300) == 1, (folder.with_suffix(".log")).read_text()[-4000:]
    ended(workers[1], 60)
    told = verdict(folder)
    assert [check["says"] for check in told["checks"] if check["name"] == "found out"] == ["1 of 2 workers never told what they had sent."]


def test_named_agents_run_by_their_files_and_each_sends_under_its_name(pipeline, tmp_path):
    agents = [str(ROOT / "loadtest" / "agents.py")]
    subprocess.run([*agents, "make", "2", str(tmp_path), "--name", "barge", "--rate", "30", "--time", "10s"], check=True, timeout=30)
    ran = subprocess.run([*agents, "run", str(tmp_path)], env=pipeline.environment, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr + "".join(file.read_text()[-2000:] for file in tmp_path.glob("*/agent.log"))
    assert [line.split(",")[0] for line in ran.stdout.splitlines()] == ["barge-1: all agrees", "barge-2: all agrees"]
    told = Insights(pipeline.endpoint("AGUACERO_INSIGHTS"), pipeline.endpoint("AGUACERO_API_KEY")).get(
        "/v1/kinds/container.metric/totals?by=producer,metric&path=kafka")
    groups = told["paths"]["kafka"]["groups"]
    for name in ("barge-1", "barge-2"):
        counted_by_name = sum(group["count"] for group in groups if group["key"]["producer"] == name)
        assert counted_by_name == verdict(tmp_path / name / "report")["paths"]["kafka"]["counted"] > 50


def test_a_run_is_driven_through_the_web_page(pipeline, tmp_path):
    folder = tmp_path / "web"
    port = free_ports(1)
    page = f"http://127.0.0.1:{port}/locust"
    run = pipeline.load(folder, "--web-port", str(port))
    try:
        shown = wait_until("the page is there", 60, lambda: get(f"{page}/"))
        assert "burst_probability" in shown
        started = post(f"{page}/swarm", {"user_count": "6", "spawn_rate": "6", "run_time": "10s", "rate": "60", "alone": "false"})
        assert json.loads(started)["success"]
        told = wait_until("the run has its verdict", 240, lambda: (folder / "verdict.json").exists() and verdict(folder))
        assert told["agrees"] and told["acknowledged"] > 50
        assert told["run"] in get(f"{page}/verdict")
        assert json.loads(get(f"{page}/stats/requests"))["state"] in ("stopped", "cleanup", "ready")
    finally:
        run.send_signal(signal.SIGINT)
        ended(run, 60)


def get(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode()
    except urllib.error.URLError:
        return ""


def post(url: str, form: dict[str, str]) -> str:
    with urllib.request.urlopen(url, urllib.parse.urlencode(form).encode(), timeout=30) as answer:
        return answer.read().decode()


def test_a_run_that_can_not_begin_says_why_and_what_to_do(pipeline, tmp_path):
    for options, says in (
        (("--host", "http://127.0.0.1:1"), "Is the pipeline up"),
        (("--insights", "http://127.0.0.1:1"), "--insights"),
        (("--valkey", "redis://127.0.0.1:1"), "--valkey"),
        (("--api-key", "agk_nobody-has-this-one"), "refuses the key (401)"),
        (("--api-key-file", "/nowhere/key"), "--api-key-file can't be read"),
        (("--rate", "fast"), "'fast' is no number"),
        (("--late-by", "1000"), "half of the horizon"),
    ):
        folder = tmp_path / options[0].strip("-")
        run = pipeline.load(folder, *SMALL, "-t", "5s", *options)
        assert ended(run, 60) == 2
        said = folder.with_suffix(".log").read_text()
        assert says in said and "Traceback" not in said
        assert not folder.exists()
