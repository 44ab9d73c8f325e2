"""Valkey's primary is gone for longer than its sentinels wait: another takes over, nothing is lost, and the old one comes back as a copy."""

import time

from cluster import until
from load import Load
from pipeline import Growth


def test_another_valkey_takes_over_and_totals_stay_exact(cluster, pipeline, say):
    growth = Growth(pipeline)
    nodes = [node["metadata"]["name"] for node in cluster.get("nodes")["items"] if not node["spec"].get("unschedulable")]
    first = until("the sentinels agree", 60, cluster.primary)
    with Load(pipeline, "failover") as load:
        until("events are acknowledged", 60, lambda: len(load.acknowledged) > 100)
        # Its pod would be back within the sentinels' five seconds: for a while there is no node for it.
        cluster.kubectl("cordon", *nodes)
        try:
            began = time.monotonic()
            cluster.kubectl("delete", "pod", first, "--grace-period=1", "--wait=false")
            second = until("another is the primary", 120, lambda: (now := cluster.primary()) != first and now)
            say(f"{second} follows {first} within {time.monotonic() - began:.0f} s")
        finally:
            cluster.kubectl("uncordon", *nodes)
        until("all three are back", 300, lambda: cluster.is_ready("statefulset/valkey"))
        until("totals are answered", 60, lambda: pipeline.totals("weather.tweet"))
    assert cluster.primary() == second
    assert load.refused == []
    growth.expect(load.acknowledged)
    say(f"{len(load.acknowledged):,} events acknowledged and counted once on both paths, answers by status: {dict(load.answers)}")
