"""Every Deployment is rolled under load: nothing is lost, and clients see nothing but 2xx, 429 and 503."""

import time

from cluster import SERVICES, until
from load import Load
from pipeline import Growth

ALLOWED = {202, 429, 503}


def test_a_rolling_update_of_every_deployment_loses_nothing(cluster, pipeline, say):
    growth = Growth(pipeline)
    with Load(pipeline, "rolling") as load:
        for service in SERVICES:
            seen, began = load.answers.copy(), time.monotonic()
            cluster.kubectl("rollout", "restart", f"deployment/{service}")
            until(f"{service} is rolled", 300, lambda one=service: cluster.is_ready(f"deployment/{one}"))
            say(f"{service} rolled in {time.monotonic() - began:.0f} s, answered meanwhile: {dict(load.answers - seen)}")
    assert load.refused == []
    assert set(load.answers) <= ALLOWED, f"answers by status (0: none): {dict(load.answers)}"
    growth.expect(load.acknowledged)
    say(f"{len(load.acknowledged):,} events acknowledged and counted once on both paths, answers by status: {dict(load.answers)}")
