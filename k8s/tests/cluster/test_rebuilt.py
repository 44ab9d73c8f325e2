"""Valkey's volumes are lost, all of them: the store is filled again from both logs, to the same totals."""

import time

from cluster import until


def test_a_lost_store_comes_back_to_the_same_totals(cluster, pipeline, say):
    before = until("all totals are answered", 60, pipeline.all_totals)
    assert all(told["complete"] for paths in before.values() for told in paths.values())
    replicas = str(cluster.get("statefulset/valkey")["spec"]["replicas"])
    cluster.kubectl("scale", "statefulset/valkey", "--replicas=0")
    try:
        until("no server of Valkey is left", 120, lambda: not cluster.get("pods", "-l", "app.kubernetes.io/name=valkey")["items"])
        claims = [one["metadata"]["name"] for one in cluster.get("pvc")["items"] if one["metadata"]["name"].startswith("data-valkey-")]
        assert claims
        cluster.kubectl("delete", "pvc", *claims)
    finally:
        cluster.kubectl("scale", "statefulset/valkey", f"--replicas={replicas}")
    began = time.monotonic()
    cluster.all_ready()
    until("totals are those from before", 300, lambda: pipeline.all_totals() == before)
    events = sum(group["count"] for (_, by), paths in before.items() if not by for path in paths.values() for group in path["groups"])
    say(f"{len(claims)} volumes deleted; {events:,} counts of both paths are back {time.monotonic() - began:.0f} s after Valkey was started again")

