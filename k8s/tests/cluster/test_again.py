"""deploy.sh a second time changes nothing."""

import os
import subprocess

from cluster import SERVERS, SERVICES
from pipeline import ROOT


# How many there are the autoscaler decides, meanwhile too.
SCALED = "ingress-api"


def state(cluster) -> dict:
    """Of each workload its generation, of each pod its identity and how often it was started."""
    found = cluster.get("deployments,statefulsets,configmaps,services")["items"]
    told = {(one["kind"], one["metadata"]["name"]): one["metadata"].get("generation") for one in found}
    told.pop(("Deployment", SCALED))
    for pod in cluster.pods(*(name for name in SERVICES + SERVERS if name != SCALED)):
        starts = sum(one["restartCount"] for one in pod["status"]["containerStatuses"])
        told["Pod", pod["metadata"]["name"]] = (pod["metadata"]["uid"], starts)
    return told


def test_deploying_again_changes_nothing(cluster, pipeline, say):
    before = state(cluster)
    done = subprocess.run(os.environ["AGUACERO_DEPLOY"].split(), cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    assert state(cluster) == before
    changed = [line for line in done.stdout.splitlines() if line.endswith((" configured", " created"))]
    assert changed == [], "nothing has changed, and yet it is said of these"
    say(f"the same {len(before)} objects and pods as before")
