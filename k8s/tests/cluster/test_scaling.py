"""The door under Locust's load: the autoscaler takes it from one pod to three, and back when it is calm; Locust's verdict agrees."""

import json
import os
import subprocess
import time
from pathlib import Path

from cluster import until
from pipeline import ROOT

SECONDS = 180
RATE = float(os.environ.get("AGUACERO_CLUSTER_RATE", "300"))
CALM = 1_200
"""Seconds for which it may take to come down: five calm minutes, then a pod a minute, and what the metrics lag behind."""


def doors(cluster) -> int:
    return cluster.get("deployment/ingress-api")["status"].get("readyReplicas", 0)


def test_the_door_goes_from_one_to_three_and_back(cluster, pipeline, say, tmp_path: Path):
    until("the door is one pod", CALM, lambda: doors(cluster) == 1)
    report = tmp_path / "locust"
    command = [
        str(ROOT / "loadtest/run.sh"), "--headless", "--only-summary", "-u", "20", "-r", "20", "-t", f"{SECONDS}s", "--rate", f"{RATE:g}",
        "--alone", "--host", pipeline.address, "--insights", pipeline.address, "--report", str(report), "--kinds", "tweets",
    ]
    began = time.monotonic()
    with (tmp_path / "locust.log").open("w") as out:
        load = subprocess.Popen(command, env=os.environ | {"AGUACERO_API_KEY": pipeline.key, "AGUACERO_HOME": str(tmp_path)}, stdout=out, stderr=out)
        try:
            until("three doors are ready", SECONDS, lambda: doors(cluster) == 3)
            say(f"three doors are ready {time.monotonic() - began:.0f} s after the load began")
            assert load.wait(SECONDS + 600) == 0, (tmp_path / "locust.log").read_text()[-4000:]
        finally:
            load.kill()
    told = json.loads((report / "verdict.json").read_text())
    assert told["agrees"]
    say(f"Locust: {told['acknowledged']:,} events acknowledged, all counted on both paths, at up to {RATE:g}/s")
    began = time.monotonic()
    until("the door is one pod again", CALM, lambda: doors(cluster) == 1, every=5)
    say(f"one door again {time.monotonic() - began:.0f} s after Locust's verdict")
