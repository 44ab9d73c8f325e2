"""What containers may do, and who reaches them."""

from pathlib import Path

import pytest

from cluster import SERVERS, SERVICES

PUBLISHED = {"ingress-api": 8080, "insights-api": 8090, "prometheus": 9090}


def test_all_are_started_and_none_again(docker, pipeline):
    containers = docker.containers()
    assert set(containers) == {*SERVICES, *SERVERS, "prometheus"}
    assert {name: one["RestartCount"] for name, one in containers.items() if one["RestartCount"]} == {}


def test_nothing_but_the_documented_ports_is_published_and_on_loopback_alone(docker):
    bound = {
        (name, binding["HostIp"], int(binding["HostPort"]))
        for name, one in docker.containers().items()
        for bindings in one["NetworkSettings"]["Ports"].values()
        for binding in bindings or []
    }
    assert bound == {(name, "127.0.0.1", port) for name, port in PUBLISHED.items()}


def test_this_machine_listens_on_them_nowhere_but_on_loopback():
    listening = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    addresses = {words[1].split(":")[0] for words in listening if words[3] == "0A" and int(words[1].split(":")[1], 16) in PUBLISHED.values()}
    assert addresses <= {"0100007F"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_runs_without_capabilities_and_can_write_nothing(docker, service):
    one = docker.containers()[service]
    host = one["HostConfig"]
    assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and "no-new-privileges:true" in host["SecurityOpt"] and not host["Privileged"]
    state = dict(line.split(":\t", 1) for line in docker.compose("exec", "-T", service, "cat", "/proc/1/status").splitlines() if ":\t" in line)
    assert {int(state[kind], 16) for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert state["NoNewPrivs"] == "1" and "0" not in state["Uid"].split()
    tried = docker.compose("exec", "-T", service, "sh", "-c", "touch /x 2>&1 || true; touch /etc/aguacero/x 2>&1 || true; touch /tmp/x")
    assert tried.count("Read-only file system") == 2
