"""The autoscaler's experiment says what it misses, and tells what cluster and Locust told it, by stand-ins for both."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "experiments"))

import autoscaling  # noqa: E402

KUBECTL = """#!/bin/sh
case "$*" in
    *current-context*) [ {missing} = context ] || echo here ;;
    version*) [ {missing} != answer ] ;;
    *port-forward*) echo "Forwarding from 127.0.0.1:{port} -> 8089"; exec sleep 60 ;;
    *"get hpa ingress-api -o json"*) cat {folder}/hpa ;;
    *"get deployment ingress-api -o json"*) cat {folder}/deployment ;;
    *"get {missing}") exit 1 ;;
esac
"""


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """Puts a kubectl on PATH whose cluster lacks something; gives what sets how many pods it has."""

    def stand_in(missing: str = "nothing", port: int = 1):
        program = tmp_path / "kubectl"
        program.write_text(KUBECTL.format(missing=missing, port=port, folder=tmp_path))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        return scale

    def scale(wanted: int, ready: int, cpu: int | None = 20):
        measured = [] if cpu is None else [{"resource": {"current": {"averageUtilization": cpu}}}]
        (tmp_path / "hpa").write_text(json.dumps({"status": {"desiredReplicas": wanted, "currentMetrics": measured}}))
        (tmp_path / "deployment").write_text(json.dumps({"status": {"readyReplicas": ready}}))

    scale(1, 1)
    return stand_in


@pytest.mark.parametrize(("missing", "says"), [
    ("context", "no current context"), ("answer", "context here doesn't answer"), ("hpa/ingress-api", "no hpa/ingress-api in namespace aguacero"),
    ("service/locust-master", "components/load-test"),
])
def test_what_the_cluster_lacks_is_said(cluster, missing, says):
    cluster(missing)
    with pytest.raises(autoscaling.NoCluster, match=says):
        autoscaling.look_for_cluster()


def test_without_kubectl_or_metrics_there_is_nothing_to_see(cluster, monkeypatch):
    cluster()(1, 1, None)
    with pytest.raises(autoscaling.NoCluster, match="metrics-server"):
        autoscaling.look_for_cluster()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(autoscaling.NoCluster, match="kubectl isn't on PATH"):
        autoscaling.look_for_cluster()


class Page(BaseHTTPRequestHandler):
    """Locust's page: three looks at a run, then a verdict on it."""

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server = self.server
        if self.path == "/locust/swarm":
            server.begun = True
            body = b'{"success": true}'
        elif self.path == "/locust/stats/requests":
            server.looks += 1
            server.scale(*server.pods[min(server.looks, len(server.pods)) - 1])
            body = b'{"current_rps": 40.0, "current_response_time_percentiles": {"response_time_percentile_0.95": 7.0}}'
        else:
            body = b"<title>Load run %b: all agrees</title>" % (b"new" if server.begun else b"old")
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


def test_pods_are_written_down_until_the_verdict(cluster, tmp_path, monkeypatch, capsys):
    page = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    page.begun, page.looks, page.pods = False, 0, [(1, 1, 90), (3, 1, 95), (3, 3, 40)]
    page.scale = cluster(port=page.server_address[1])
    threading.Thread(target=page.serve_forever, args=(0.01,), daemon=True).start()
    clock = [0.0]
    monkeypatch.setattr(autoscaling, "now", lambda: clock[0])
    monkeypatch.setattr(autoscaling, "rest", lambda seconds: clock.__setitem__(0, clock[0] + seconds))
    try:
        autoscaling.experiment(6.0, 50, tmp_path / "to")
    finally:
        page.shutdown()
        page.server_close()
    told = (tmp_path / "to" / "autoscaling.md").read_text()
    assert "Verdict: all agrees." in told and "| 4 | 3 | 3 | 40 % | 40 | 7 |" in told
    assert "more than 1 wanted: after 2 s" in told and "more than 1 ready: after 4 s" in told and "the most, 3, ready: after 4 s" in told
    assert len(json.loads((tmp_path / "to" / "autoscaling.json").read_text())["moments"]) == 3
