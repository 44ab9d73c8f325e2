"""What every step has: the cluster, and the pipeline on it through the Ingress."""

import os
import time
from pathlib import Path

import pytest

from cluster import Cluster
from pipeline import Pipeline

FIGURES = Path(__file__).parent / "target" / "figures.txt"


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    return Cluster(os.environ["AGUACERO_CONTEXT"])


@pytest.fixture
def pipeline(cluster) -> Pipeline:
    """Only once everything is ready: a step begins where nothing is broken."""
    cluster.all_ready()
    address = os.environ.get("AGUACERO_CLUSTER_INGRESS") or cluster.ingress()
    assert address, "the Ingress' status has no address: give the controller's by AGUACERO_CLUSTER_INGRESS"
    return Pipeline(address.rstrip("/"), cluster.secret("api-key", "key"))


@pytest.fixture
def say(request):
    """Tells a figure: on the terminal, and in target/figures.txt."""

    def tell(sentence: str) -> None:
        line = f"{time.strftime('%H:%M:%S')} {request.node.module.__name__.removeprefix('test_')}: {sentence}"
        print(line, flush=True)
        FIGURES.parent.mkdir(exist_ok=True)
        with FIGURES.open("a") as file:
            file.write(line + "\n")

    return tell
