"""The manifests fit the services: calls, settings, kinds, and how long a pod may take to leave."""

import itertools
import re

import pytest
import yaml

import builds
import network
import rules

POLICIES = ("network-policies",)

# From docs/architecture.md.
CALLS = {
    ("ingress-api", "router-api", 8081),
    ("router-api", "kafka-writer", 8082),
    ("router-api", "rabbit-writer", 8083),
    ("kafka-writer", "kafka", 9092),
    ("rabbit-writer", "kafka", 9092),
    ("rabbit-writer", "rabbitmq", 5671),
    ("kafka-consumer", "kafka", 9092),
    ("kafka-consumer", "valkey", 6379),
    ("kafka-consumer", "valkey", 26379),
    ("rabbit-consumer", "rabbitmq", 5671),
    ("rabbit-consumer", "valkey", 6379),
    ("rabbit-consumer", "valkey", 26379),
    ("insights-api", "kafka", 9092),
    ("insights-api", "rabbitmq", 5671),
    ("insights-api", "valkey", 6379),
    ("insights-api", "valkey", 26379),
    ("insights-api", "ingress-api", 8080),
    ("grafana", "prometheus", 9090),
    ("prometheus", "rabbitmq", 15692),
    *(("prometheus", service, 9000) for service in builds.SERVICES),
}
# The servers' own: their nodes among themselves. Public ports are open to all who may leave.
SERVERS = {"kafka", "rabbitmq", "valkey"}


def test_exactly_the_calls_of_the_pipeline_get_through():
    objects = builds.combination(POLICIES)
    pods = [one["metadata"]["name"] for one in rules.of(objects, *rules.WORKLOADS)]
    ports = {port for one in rules.of(objects, *rules.WORKLOADS) for port in network.numbers(one).values()}
    through = {
        (caller, target, port)
        for caller, target, port in itertools.product(pods, pods, ports)
        if caller != target and network.allowed(objects, caller, target, port)
    }
    assert through == CALLS


@pytest.mark.parametrize("server,port", [("kafka", 9093), ("rabbitmq", 25672), ("rabbitmq", 4369), ("valkey", 6379), ("valkey", 26379)])
def test_nodes_of_a_server_reach_each_other(server, port):
    assert network.allowed(builds.combination(POLICIES), server, server, port)


def test_a_consumer_is_scaled_up_to_its_shards_by_a_lag_that_is_recorded():
    shards = int(properties(builds.K8S / "base/settings/pipeline.properties")["aguacero.shards"])
    recorded = (builds.ROOT / "grafana/alerts/recording.rules.yml").read_text()
    scaled = {one["metadata"]["name"]: one["spec"] for one in rules.of(builds.combination(("consumer-autoscaling",)), "ScaledObject")}
    assert set(scaled) == {"kafka-consumer", "rabbit-consumer"}
    for name, spec in scaled.items():
        assert 2 <= spec["minReplicaCount"] <= spec["maxReplicaCount"] == shards
        [trigger] = spec["triggers"]
        series, path = re.fullmatch(r'sum\((\S+)\{path="(\w+)"}\)', trigger["metadata"]["query"]).groups()
        assert f"record: {series}\n" in recorded and name.startswith(path.removesuffix("mq"))
        assert trigger["metadata"]["serverAddress"] == "http://prometheus.aguacero.svc:9090"


def properties(path):
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


# Those of the broker aside, whose names are its own.
SETTINGS = sorted(path for path in builds.K8S.rglob("*.properties") if path.parent.name != "kafka" and path.name != "nodes.properties")


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: str(path.relative_to(builds.K8S)))
def test_a_setting_is_one_that_a_service_has(path):
    assert [name for name in properties(path) if not known(name)] == []


KAFKA_CLIENT = {"bootstrap.servers", "security.protocol", "ssl.truststore.type", "ssl.truststore.location", "sasl.mechanism", "sasl.jaas.config"}


def known(name):
    """Of a service: a method of its configuration; of the framework and of Kafka's clients: one of the few that are used here."""
    if name in ("aguacero.shards", "quarkus.management.port", *(f"kafka.{own}" for own in KAFKA_CLIENT)) or name.startswith(("quarkus.redis.", "quarkus.tls.store.")):
        return True
    # A Kafka client's own settings have quotes around their names.
    quoted = re.search(r'\."([a-z.]+)"$', name)
    if quoted:
        if quoted[1] not in KAFKA_CLIENT:
            return False
        name = name[: quoted.start()]
    prefixes = {"insights": "insights-api", "ingress": "ingress-api", "router": "router-api"}
    _, service, *rest = name.split(".")
    [config] = (builds.ROOT / prefixes.get(service, service)).glob("src/main/java/**/config/*Config.java")
    text = config.read_text()
    if rest[0] == "migration":
        text += (builds.ROOT / "aggregation/src/main/java/io/aguacero/aggregation/store/MigrationConfig.java").read_text()
    return all(re.search(rf"\b{re.sub('-(.)', lambda found: found[1].upper(), part)}\(\)", text) for part in rest)


def test_every_service_reads_the_settings_that_it_needs():
    needs = {
        "kafka.properties": {"kafka-writer", "rabbit-writer", "kafka-consumer", "insights-api"},
        "rabbitmq.properties": {"rabbit-writer", "rabbit-consumer", "insights-api"},
        "valkey.properties": {"kafka-consumer", "rabbit-consumer", "insights-api"},
        "pipeline.properties": set(builds.SERVICES),
    }
    reads = {file: set() for file in needs}
    for one in rules.of(builds.combination(()), "Deployment"):
        for variable in rules.pod(one)["containers"][0].get("env", []):
            if variable["name"] == "QUARKUS_CONFIG_LOCATIONS":
                for path in variable["value"].split(","):
                    if path.startswith("/etc/aguacero/settings/"):
                        reads[path.rsplit("/", 1)[1]].add(one["metadata"]["name"])
    assert reads == needs


def test_every_kind_is_mounted_as_its_folder():
    folders = {folder.name for folder in (builds.ROOT / "contracts/kinds").iterdir() if folder.is_dir()}
    expected = {f"{folder}/{file}" for folder in folders for file in ("kind.yaml", "schema.json")}
    mounted = {}
    for one in rules.of(builds.combination(()), "Deployment"):
        for volume in rules.pod(one)["volumes"]:
            if volume["name"] == "kinds":
                mounted[one["metadata"]["name"]] = {item["path"] for item in volume["configMap"]["items"]}
    assert mounted == {name: expected for name in ("ingress-api", "router-api", "kafka-consumer", "rabbit-consumer", "insights-api")}


@pytest.mark.parametrize("service", builds.SERVICES)
def test_a_pod_has_more_time_than_its_service_takes_to_leave(service):
    settings = properties(builds.ROOT / service / "src/main/resources/application.properties")
    takes = sum(int(settings.get(f"quarkus.shutdown.{part}", "0s").removesuffix("s")) for part in ("delay", "timeout"))
    [one] = [one for one in rules.of(builds.combination(()), "Deployment") if one["metadata"]["name"] == service]
    stop = rules.pod(one)["containers"][0].get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    assert rules.pod(one)["terminationGracePeriodSeconds"] > stop + takes


def test_the_door_goes_from_one_to_three_at_thirty_percent_and_calmly_back():
    [one] = rules.of(builds.overlay("kind"), "HorizontalPodAutoscaler")
    spec = one["spec"]
    assert (spec["minReplicas"], spec["maxReplicas"]) == (1, 3)
    assert spec["metrics"][0]["resource"]["target"] == {"type": "Utilization", "averageUtilization": 30}
    assert spec["behavior"]["scaleDown"]["stabilizationWindowSeconds"] >= 300


def test_without_infrastructure_only_services_run():
    names = {one["metadata"]["name"] for one in rules.of(builds.overlay("managed-brokers"), *rules.WORKLOADS)}
    assert names == set(builds.SERVICES)


def test_a_changed_kind_rolls_its_pods():
    [one] = [one for one in rules.of(builds.combination(()), "ConfigMap") if one["metadata"]["name"].startswith("kinds-")]
    assert yaml.safe_load(one["data"]["weather.tweet.kind"])["kind"] == "weather.tweet"


def test_every_file_of_the_load_test_is_mounted():
    files = {path.relative_to(builds.ROOT / "loadtest").as_posix() for path in (builds.ROOT / "loadtest/aguacero_load").glob("*.py")}
    for one in rules.of(builds.combination(("load-test",)), "Deployment"):
        for volume in rules.pod(one)["volumes"]:
            if volume["name"] == "loadtest":
                assert {item["path"] for item in volume["configMap"]["items"]} == files | {"locustfile.py"}


def test_every_dashboard_and_rule_is_mounted():
    files = {path.name for pattern in ("dashboards/*.json", "alerts/*.rules.yml") for path in (builds.ROOT / "grafana").glob(pattern)}
    mounted = {
        key
        for one in rules.of(builds.combination(()), "ConfigMap")
        if re.match("grafana-dashboards-|prometheus-rules-", one["metadata"]["name"])
        for key in one["data"]
    }
    assert mounted == files
