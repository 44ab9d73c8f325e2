"""compose.yaml runs the same services, from the same images, with settings that they have."""

import re

import pytest
import yaml

import builds

COMPOSE = yaml.safe_load((builds.ROOT / "compose.yaml").read_text())
FRAMEWORK = {"QUARKUS_MANAGEMENT_PORT", "KAFKA_BOOTSTRAP_SERVERS", "QUARKUS_REDIS_HOSTS"}
# One setting for all services; insights-api, which is on no event's way, passes it over.
SHARED = {"AGUACERO_TRACING_ENDPOINT"}
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
    variables = set(COMPOSE["services"][service]["environment"]) - FRAMEWORK - SHARED
    assert [name for name in variables if not known.fullmatch(name)] == []


@pytest.mark.parametrize("service", [name for name in builds.SERVICES if name != "insights-api"])
def test_a_shared_variable_is_read_by_the_service(service):
    text = (builds.ROOT / service / "src/main/resources/application.properties").read_text()
    for name in SHARED:
        assert f"=${{{name.lower().replace('_', '.')}:}}" in text


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
