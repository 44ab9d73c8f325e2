"""compose.yaml runs the same services, from the same images, with settings that they have."""

import re

import pytest
import yaml

import builds

COMPOSE = yaml.safe_load((builds.ROOT / "compose.yaml").read_text())
FRAMEWORK = {"QUARKUS_MANAGEMENT_PORT", "KAFKA_BOOTSTRAP_SERVERS", "QUARKUS_REDIS_HOSTS"}
PREFIXES = {"insights-api": "INSIGHTS", "ingress-api": "INGRESS", "router-api": "ROUTER"}


@pytest.mark.parametrize("service", builds.SERVICES)
def test_a_service_runs_restricted_from_the_image_that_is_built(service):
    one = COMPOSE["services"][service]
    assert re.fullmatch(rf"\$\{{AGUACERO_REGISTRY:-aguacero}}/{service}:\$\{{AGUACERO_TAG(:\?[^}}]*)?}}", one["image"])
    assert one["read_only"] and one["cap_drop"] == ["ALL"] and one["mem_limit"]


@pytest.mark.parametrize("service", builds.SERVICES)
def test_a_variable_is_a_setting_that_the_service_has(service):
    [config] = (builds.ROOT / service).glob("src/main/java/**/config/*Config.java")
    methods = re.findall(r"\b([a-z]\w*)\(\);", config.read_text())
    words = "|".join(re.sub("(?<!^)([A-Z])", r"_\1", name).upper() for name in methods)
    prefix = "AGUACERO_" + PREFIXES.get(service, service.upper().replace("-", "_"))
    known = re.compile(rf"{prefix}(_({words}))+")
    variables = set(COMPOSE["services"][service]["environment"]) - FRAMEWORK
    assert [name for name in variables if not known.fullmatch(name)] == []


def test_only_what_is_meant_to_be_reached_is_and_only_from_this_machine():
    ports = {name: one["ports"] for name, one in COMPOSE["services"].items() if "ports" in one}
    assert set(ports) == {"ingress-api", "insights-api", "prometheus"}
    assert all(port.startswith("127.0.0.1:") for some in ports.values() for port in some)


def test_servers_are_the_versions_of_the_cluster():
    images = {
        container["image"]
        for one in builds.overlay("kind")
        if one["kind"] == "StatefulSet"
        for container in one["spec"]["template"]["spec"]["containers"]
    }
    servers = {COMPOSE["services"][name]["image"] for name in ("kafka", "rabbitmq", "valkey", "prometheus")}
    assert servers <= images
