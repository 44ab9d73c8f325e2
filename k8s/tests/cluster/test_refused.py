"""Pod Security is in force: a pod that breaks it isn't let in."""

import json

import pytest

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
