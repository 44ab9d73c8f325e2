"""Services and servers that end, restart and are killed under load: nothing is lost, nothing is counted twice, and all of it comes back by itself."""

import pytest

from cluster import SERVICES, until
from load import Load
from pipeline import Growth


@pytest.fixture
def loaded(docker, pipeline, say):
    """Does something under load, waits until all is well, and compares what was counted with what was acknowledged."""

    def under_load(name, action):
        growth = Growth(pipeline)
        with Load(pipeline, name, rate=50.0) as load:
            until("events are acknowledged", 60, lambda: len(load.acknowledged) > 50)
            action()
            until("all containers are well", 300, docker.well)
            sent = len(load.acknowledged)
            until("events are acknowledged again", 180, lambda: len(load.acknowledged) > sent + 50)
        assert load.refused == []
        growth.expect(load.acknowledged)
        say(f"{len(load.acknowledged):,} events acknowledged and counted once on both paths, answers by status: {dict(load.answers)}")

    return under_load


@pytest.mark.parametrize("server", ["kafka", "rabbitmq"])
def test_a_broker_is_restarted(docker, loaded, server):
    loaded(server, lambda: docker.compose("restart", server))


def test_the_store_is_killed(docker, loaded):
    def kill():
        docker.compose("kill", "valkey")
        docker.compose("start", "valkey")

    loaded("valkey", kill)


def test_every_service_that_ends_is_started_again(docker, loaded):
    def end():
        for service in SERVICES:
            before = docker.containers()[service]["RestartCount"]
            docker.compose("exec", "-T", service, "sh", "-c", "kill 1")
            until(f"{service} is started again", 90, lambda one=service, count=before: docker.containers()[one]["RestartCount"] > count)

    loaded("services", end)


def test_all_of_it_is_stopped_and_started_with_its_data(docker, pipeline):
    before = pipeline.all_totals()
    docker.compose("down")
    docker.compose("up", "-d")
    until("all containers are well", 300, docker.well)
    until("the same totals are answered", 120, lambda: pipeline.all_totals() == before)
