"""compose.yaml runs the same services, from the same images, with settings that they have."""

import re
import subprocess

import pytest
import yaml

import builds

COMPOSE = yaml.safe_load((builds.ROOT / "compose.yaml").read_text())
FRAMEWORK = {
    "QUARKUS_MANAGEMENT_PORT", "QUARKUS_CONFIG_LOCATIONS", "QUARKUS_REDIS_HOSTS", "QUARKUS_REDIS_TLS_CONFIGURATION_NAME",
    "QUARKUS_TLS_STORE_TRUST_STORE_PEM_CERTS",
}
AUTHORITY = "/etc/aguacero/user/ca.crt"
# Where brokers and store are: each of these has a user there.
USERS = ("kafka-writer", "rabbit-writer", "kafka-consumer", "rabbit-consumer", "insights-api")
# One setting for all services; insights-api, which is on no event's way, passes it over.
SHARED = {"AGUACERO_TRACING_ENDPOINT", "AGUACERO_IDENTITY_DIRECTORY"}
HOPS = ("ingress-api", "router-api", "kafka-writer", "rabbit-writer")
PREFIXES = {"insights-api": "INSIGHTS", "ingress-api": "INGRESS", "router-api": "ROUTER"}


@pytest.mark.parametrize("service", builds.SERVICES)
def test_a_service_runs_restricted_from_the_image_that_is_built(service):
    one = COMPOSE["services"][service]
    assert re.fullmatch(rf"\$\{{AGUACERO_REGISTRY:-aguacero}}/{service}:\$\{{AGUACERO_TAG(:\?[^}}]*)?}}", one["image"])
    assert one["read_only"] and one["cap_drop"] == ["ALL"] and one["mem_limit"]


@pytest.mark.parametrize("service", builds.SERVICES)
def test_a_variable_is_a_setting_that_the_service_has(service):
    [config] = (builds.ROOT / service).glob("src/main/java/**/config/*Config.java")
    text = config.read_text()
    if "MigrationConfig migration();" in text:
        text += (builds.ROOT / "aggregation/src/main/java/io/aguacero/aggregation/store/MigrationConfig.java").read_text()
    methods = re.findall(r"\b([a-z]\w*)\(\);", text)
    words = "|".join(re.sub("(?<!^)([A-Z])", r"_\1", name).upper() for name in methods)
    prefix = "AGUACERO_" + PREFIXES.get(service, service.upper().replace("-", "_"))
    known = re.compile(rf"{prefix}(_({words}))+")
    variables = set(COMPOSE["services"][service]["environment"]) - FRAMEWORK - SHARED
    assert [name for name in variables if not known.fullmatch(name)] == []


@pytest.mark.parametrize("service", [name for name in builds.SERVICES if name != "insights-api"])
def test_a_shared_variable_is_read_by_the_service(service):
    text = (builds.ROOT / service / "src/main/resources/application.properties").read_text()
    for name in SHARED & set(COMPOSE["services"][service]["environment"]):
        assert f"=${{{name.lower().replace('_', '.')}:}}" in text


@pytest.mark.parametrize("service", builds.SERVICES)
def test_a_service_is_given_its_own_user_alone(service):
    one = COMPOSE["services"][service]
    if service not in USERS:
        assert "secrets" not in one and "configs" not in one and "QUARKUS_CONFIG_LOCATIONS" not in one["environment"]
        return
    own = "/etc/aguacero/user/users.properties"
    assert one["secrets"] == [{"source": service, "target": own}, {"source": "servers-authority", "target": AUTHORITY}]
    given = {file["target"] for file in one["configs"]} | {own}
    assert set(one["environment"]["QUARKUS_CONFIG_LOCATIONS"].split(",")) == given
    assert COMPOSE["secrets"][service] == {"file": f"./.aguacero/compose/{service}-user/users.properties"}
    assert not [source for source in one.get("volumes", []) if isinstance(source, str) and "compose" in source]


@pytest.mark.parametrize("service", builds.SERVICES)
def test_who_is_on_an_event_s_way_has_a_certificate_of_its_own_and_nobody_else(service):
    one = COMPOSE["services"][service]
    mounted = [volume for volume in one.get("volumes", []) if isinstance(volume, dict)]
    if service not in HOPS:
        assert mounted == [] and "AGUACERO_IDENTITY_DIRECTORY" not in one["environment"]
        return
    assert one["environment"]["AGUACERO_IDENTITY_DIRECTORY"] == "/etc/aguacero/identity"
    assert mounted == [{
        "type": "bind",
        "source": f"./.aguacero/compose/{service}-identity",
        "target": "/etc/aguacero/identity",
        "read_only": True,
        "bind": {"create_host_path": False},
    }]


def test_servers_speak_tls_alone_and_services_believe_their_authority():
    assert COMPOSE["secrets"]["servers-authority"] == {"file": "./.aguacero/compose/servers-authority/ca.crt"}
    rabbitmq = (builds.K8S / "infrastructure/rabbitmq/rabbitmq.conf").read_text()
    encrypted = [line for line in rabbitmq.splitlines() if line.startswith(("listeners.", "ssl_options."))]
    assert "listeners.tcp = none" in encrypted
    assert [line for line in encrypted if line not in COMPOSE["configs"]["rabbitmq"]["content"].splitlines()] == []
    valkey = (builds.K8S / "infrastructure/valkey/valkey.conf").read_text()
    options = [f"--{line}" for line in valkey.splitlines() if line.startswith(("port ", "tls-")) and not line.startswith("tls-replication")]
    assert "--port 0" in options
    assert [option for option in options if option not in COMPOSE["services"]["valkey"]["command"][-1]] == []
    for service in USERS:
        environment = COMPOSE["services"][service]["environment"]
        hosts = [value for name, value in environment.items() if name.endswith("_HOSTS")]
        assert all(value.startswith("rediss://") for value in hosts)
        if hosts:
            assert environment["QUARKUS_REDIS_TLS_CONFIGURATION_NAME"] == "store"
            assert environment["QUARKUS_TLS_STORE_TRUST_STORE_PEM_CERTS"] == AUTHORITY
        assert {value for name, value in environment.items() if name.endswith("_AUTHORITY_FILE")} <= {AUTHORITY}


def test_no_password_stands_in_the_file_and_no_server_takes_a_guest():
    text = (builds.ROOT / "compose.yaml").read_text()
    assert "guest:" not in text and "loopback_users" not in text
    credentials = re.findall(r"rediss://([^/\s]*)@", text)
    assert len(credentials) == 3 and all(re.fullmatch(r"(migration|\$\$\{valkey\.user}):\$\$\{\w+\.password}", one) for one in credentials)
    for server in ("kafka", "rabbitmq", "valkey"):
        [given] = [one for one in COMPOSE["services"][server]["volumes"] if isinstance(one, dict)]
        assert given == {
            "type": "bind",
            "source": f"./.aguacero/compose/{server}-users",
            "target": f"/etc/{server}-users",
            "read_only": True,
            "bind": {"create_host_path": False},
        }
    assert "load_definitions = /etc/rabbitmq-users/definitions.json" in COMPOSE["configs"]["rabbitmq"]["content"]
    assert "--aclfile /etc/valkey-users/users.acl" in COMPOSE["services"]["valkey"]["command"][-1]


def test_only_what_is_meant_to_be_reached_is_and_only_from_this_machine():
    ports = {name: one["ports"] for name, one in COMPOSE["services"].items() if "ports" in one}
    assert set(ports) == {"ingress-api", "insights-api", "prometheus"}
    assert all(port.startswith("127.0.0.1:") for some in ports.values() for port in some)


def test_kafka_is_healthy_when_it_would_be_ready_in_kubernetes_and_its_consumer_waits_for_it():
    [kafka] = [one for one in builds.overlay("kind") if one["kind"] == "StatefulSet" and one["metadata"]["name"] == "kafka"]
    probe = kafka["spec"]["template"]["spec"]["containers"][0]["readinessProbe"]["exec"]["command"]
    assert COMPOSE["services"]["kafka"]["healthcheck"]["test"] == ["CMD", *probe]
    assert COMPOSE["services"]["kafka-consumer"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}


@pytest.mark.parametrize("service", builds.SERVICES)
def test_a_service_that_is_no_longer_alive_is_ended(service):
    one = COMPOSE["services"][service]
    script = one["healthcheck"]["test"][-1]
    assert f"127.0.0.1/{one['environment']['QUARKUS_MANAGEMENT_PORT']}" in script and "/q/health/live" in script and "kill 1" in script
    assert one["restart"] == "unless-stopped"


def test_agents_are_restricted_and_each_is_a_service_with_a_file_of_its_own(tmp_path):
    base = builds.ROOT / "loadtest/agents/compose.yaml"
    agent = yaml.safe_load(base.read_text())["services"]["agent"]
    master = next(yaml.safe_load_all((builds.K8S / "components/load-test/master.yaml").read_text()))
    assert agent["image"] == master["spec"]["template"]["spec"]["containers"][0]["image"]
    assert agent["read_only"] and agent["cap_drop"] == ["ALL"] and agent["mem_limit"]
    assert all((base.parent / volume.split(":")[0]).exists() and volume.endswith(":ro") for volume in agent["volumes"])
    key = tmp_path / "key"
    key.touch()
    command = [builds.ROOT / "loadtest/agents.py", "make", "2", tmp_path, "--name", "barge", "--key-file", key, "--valkey-file", key]
    subprocess.run(command, check=True, capture_output=True)
    made = yaml.safe_load((tmp_path / "compose.yaml").read_text())
    assert made["networks"]["default"] == {"name": f"{COMPOSE['name']}_default", "external": True}
    assert made["secrets"] == {"key": {"file": str(key)}, "valkey": {"file": str(key)}, "authority": {"file": str(tmp_path / "ca.crt")}}
    for name in ("barge-1", "barge-2"):
        one = made["services"].pop(name)
        assert one["extends"] == {"file": str(base), "service": "agent"} and one["secrets"] == ["key", "valkey", "authority"]
        [file, report] = one["volumes"]
        assert (tmp_path / file.split(":")[0]).read_text().splitlines()[1] == f"agent = {name}"
        assert file.endswith(":/etc/agent/agent.conf:ro") and (tmp_path / report.split(":")[0]).is_dir()
        told = (tmp_path / file.split(":")[0]).read_text()
        hosts = set(re.findall(r"//([a-z-]+):", told))
        assert hosts <= set(COMPOSE["services"])
        assert "api-key-file = /run/secrets/key" in told and "valkey-file = /run/secrets/valkey" in told
    assert not made["services"]


def test_servers_are_the_versions_of_the_cluster():
    images = {
        container["image"]
        for one in builds.overlay("kind")
        if one["kind"] == "StatefulSet"
        for container in one["spec"]["template"]["spec"]["containers"]
    }
    servers = {COMPOSE["services"][name]["image"] for name in ("kafka", "rabbitmq", "valkey", "prometheus")}
    assert servers <= images
