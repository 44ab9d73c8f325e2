"""Pod Security is in force: a pod that breaks it is not let in. Nobody does anything at brokers and store but its users."""

import json

import pytest

from servers import kafka_rights, rabbitmq, valkey

CONTAINER = {"name": "one", "image": "example.invalid/one:1"}
RESTRICTED = {
    "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"},
}


def pod(container: dict, **more) -> str:
    return json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "intruder"}, "spec": {"containers": [container], **more}})


@pytest.mark.parametrize(
    "what,given",
    [
        ("privileged", pod(CONTAINER | {"securityContext": {"privileged": True}})),
        ("runAsNonRoot", pod(CONTAINER | {"securityContext": RESTRICTED | {"runAsNonRoot": False}})),
        ("capabilities", pod(CONTAINER | {"securityContext": RESTRICTED | {"capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]}}})),
        ("hostPath", pod(CONTAINER | {"securityContext": RESTRICTED}, volumes=[{"name": "root", "hostPath": {"path": "/"}}])),
        ("host namespaces", pod(CONTAINER | {"securityContext": RESTRICTED}, hostNetwork=True)),
    ],
)
def test_a_pod_that_breaks_pod_security_is_refused(cluster, what, given):
    done = cluster.kubectl("create", "-f", "-", given=given, check=False)
    assert done.returncode == 1 and 'violates PodSecurity "restricted' in done.stderr and what in done.stderr, done.stderr


def test_a_pod_that_keeps_it_would_be_let_in(cluster):
    cluster.kubectl("create", "--dry-run=server", "-f", "-", given=pod(CONTAINER | {"securityContext": RESTRICTED}))


def test_the_store_takes_nobody_without_a_user_and_each_user_at_what_is_its_own(cluster):
    def ask(user: str, *command: str) -> str:
        return valkey(cluster, user, cluster.secret("user-passwords", user) if user else "", *command)

    assert ask("", "ping").startswith("NOAUTH")
    assert ask("kafka-consumer", "ping").startswith("PONG")
    assert ask("kafka-consumer", "hget", "'{r:0}:g1:pos'", "next").startswith("NOPERM")
    assert ask("insights-api", "hset", "'{k:0}:g1:pos'", "next", "0").startswith("NOPERM")
    assert ask("servers", "hget", "'{k:0}:g1:pos'", "next").startswith("NOPERM")


def test_kafka_takes_nobody_with_a_wrong_password_and_services_dont_tell_rights(cluster):
    assert "SaslAuthenticationException" in kafka_rights(cluster, "kafka-writer", "0" * 48)
    assert "ClusterAuthorizationException" in kafka_rights(cluster, "kafka-writer", cluster.secret("user-passwords", "kafka-writer"))
    assert "User:kafka-writer" in kafka_rights(cluster, "operator", cluster.secret("user-passwords", "operator"))


def test_rabbitmq_has_no_guest_and_nobody_but_the_users(cluster):
    users = {line.split("\t")[0] for line in rabbitmq(cluster, "list_users", "--no-table-headers").stdout.splitlines()}
    assert users == {"operator", "rabbit-writer", "rabbit-consumer", "insights-api"}
    assert rabbitmq(cluster, "authenticate_user", "guest", "guest").returncode != 0
