"""For five minutes pods are killed at random, brokers and store among them, under load: nothing is lost, nothing counts twice."""

import os
import random
import time
from collections import Counter

from cluster import SERVICES
from load import Load
from pipeline import Growth

MINUTES = float(os.environ.get("AGUACERO_CLUSTER_KILL_MINUTES", "5"))
PAUSES = (5.0, 20.0)


def test_pods_that_are_killed_at_random_lose_nothing(cluster, pipeline, say):
    seed = int(os.environ.get("AGUACERO_CLUSTER_SEED", random.randrange(10_000)))
    say(f"AGUACERO_CLUSTER_SEED={seed}")
    chance, killed = random.Random(seed), Counter()
    growth = Growth(pipeline)
    with Load(pipeline, "kills") as load:
        end = time.monotonic() + 60 * MINUTES
        while time.monotonic() < end:
            pod = chance.choice(sorted(cluster.pods(), key=lambda one: one["metadata"]["name"]))["metadata"]
            service = pod["labels"]["app.kubernetes.io/name"]
            # A pod with a volume isn't followed by the next before it has ended, so it is given the one second that is the least.
            how = ["--grace-period=0", "--force"] if service in SERVICES else ["--grace-period=1"]
            cluster.kubectl("delete", "pod", pod["name"], "--wait=false", *how, check=False)
            killed[service] += 1
            time.sleep(chance.uniform(*PAUSES))
        cluster.all_ready()
    assert load.refused == []
    growth.expect(load.acknowledged, seconds=300)
    say(f"{sum(killed.values())} pods killed in {MINUTES:g} minutes: {dict(killed)}")
    say(f"{len(load.acknowledged):,} events acknowledged and counted once on both paths, answers by status: {dict(load.answers)}")
