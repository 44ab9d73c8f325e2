"""Each rule finds what it is for: the overlay for kind, broken in one place."""

import copy

import pytest

import builds
import network
import rules
import schemas


def get(objects, kind, name):
    [one] = [one for one in rules.of(objects, kind) if one["metadata"]["name"] == name]
    return one


def container(objects, name="router-api"):
    return rules.pod(get(objects, "Deployment", name))["containers"][0]


def drop(objects, kind, name):
    objects.remove(get(objects, kind, name))


BREAKS = {
    "may run as root": lambda o: rules.pod(get(o, "Deployment", "router-api"))["securityContext"].pop("runAsNonRoot"),
    "has no seccomp profile": lambda o: rules.pod(get(o, "StatefulSet", "kafka"))["securityContext"].pop("seccompProfile"),
    "has a token of the API server": lambda o: rules.pod(get(o, "Deployment", "router-api")).pop("automountServiceAccountToken"),
    "shares the node's namespaces": lambda o: rules.pod(get(o, "Deployment", "router-api")).update(hostNetwork=True),
    "mounts the node's disk": lambda o: rules.pod(get(o, "Deployment", "router-api"))["volumes"].append({"name": "x", "hostPath": {"path": "/"}}),
    "has a volume without a bound": lambda o: rules.pod(get(o, "Deployment", "router-api"))["volumes"].append({"name": "x", "emptyDir": {}}),
    "may gain privileges": lambda o: container(o)["securityContext"].update(allowPrivilegeEscalation=True),
    "may write to its root": lambda o: container(o)["securityContext"].pop("readOnlyRootFilesystem"),
    "keeps capabilities": lambda o: container(o)["securityContext"]["capabilities"].update(add=["NET_ADMIN"]),
    "has no limits": lambda o: container(o)["resources"]["limits"].pop("memory"),
    "has no livenessProbe": lambda o: container(o).pop("livenessProbe"),
    "has no version": lambda o: container(o).update(image="aguacero/router-api:latest"),
    "aguacero/other has no version": lambda o: container(o).update(image="registry:5000/aguacero/other"),
    "has no PodDisruptionBudget": lambda o: get(o, "Deployment", "router-api")["spec"].update(replicas=2),
    "which its autoscaler decides": lambda o: get(o, "Deployment", "ingress-api")["spec"].update(replicas=1),
    "no ServiceAccount": lambda o: drop(o, "ServiceAccount", "router-api"),
    "no PriorityClass": lambda o: drop(o, "PriorityClass", "aguacero-services"),
    "no volume": lambda o: container(o)["volumeMounts"].append({"name": "x", "mountPath": "/x"}),
    "no ConfigMap": lambda o: rules.pod(get(o, "Deployment", "router-api"))["volumes"].append({"name": "x", "configMap": {"name": "x"}}),
    "nobody makes Secret": lambda o: rules.pod(get(o, "Deployment", "router-api"))["volumes"].append({"name": "x", "secret": {"secretName": "x"}}),
    "leads to no port": lambda o: get(o, "Service", "kafka")["spec"]["selector"].update({"app.kubernetes.io/name": "nobody"}),
    "scales nothing": lambda o: get(o, "HorizontalPodAutoscaler", "ingress-api")["spec"]["scaleTargetRef"].update(name="x"),
    "stands in git": lambda o: o.append({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x", "namespace": "aguacero"}}),
    "a.properties: valkey.password=hunter2": lambda o: o.append(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x", "namespace": "aguacero"}, "data": {"a.properties": "valkey.password=hunter2"}}
    ),
    "is written down": lambda o: container(o)["env"].append({"name": "RABBITMQ_PASSWORD", "value": "hunter2"}),
    "lets any pod in": lambda o: get(o, "Namespace", "aguacero")["metadata"]["labels"].pop("pod-security.kubernetes.io/enforce"),
    "lies outside the namespace": lambda o: get(o, "Service", "kafka")["metadata"].update(namespace="default"),
}


@pytest.mark.parametrize("finding", BREAKS)
def test_a_rule_finds_what_it_is_for(finding):
    broken = copy.deepcopy(builds.overlay("kind"))
    assert rules.findings(broken) == []
    BREAKS[finding](broken)
    assert [found for found in rules.findings(broken) if finding in found], rules.findings(broken)


def test_an_autoscaler_of_keda_is_judged_as_one_of_kubernetes():
    broken = copy.deepcopy(builds.combination(("consumer-autoscaling",)))
    assert rules.findings(broken) == []
    get(broken, "Deployment", "rabbit-consumer")["spec"]["replicas"] = 2
    get(broken, "ScaledObject", "kafka-consumer")["spec"]["scaleTargetRef"]["name"] = "nobody"
    found = rules.findings(broken)
    assert [one for one in found if "rabbit-consumer sets replicas" in one] and [one for one in found if "scales nothing" in one], found


def test_a_path_that_leads_nowhere_is_found():
    for chosen, kind in ((("ingress",), "Ingress"), (("gateway",), "HTTPRoute")):
        broken = copy.deepcopy(builds.combination(chosen))
        drop(broken, "Service", "insights-api")
        assert [found for found in rules.findings(broken) if kind in found and "leads nowhere" in found]


def test_a_field_that_kubernetes_does_not_know_is_found():
    broken = copy.deepcopy(builds.overlay("kind"))
    container(broken)["livenessProb"] = {}
    assert [found for found in schemas.findings(broken) if "livenessProb" in found]


def test_a_policy_too_many_lets_a_call_through():
    broken = copy.deepcopy(builds.combination(("network-policies",)))
    assert not network.allowed(broken, "ingress-api", "kafka", 9092)
    get(broken, "NetworkPolicy", "kafka")["spec"]["ingress"].append({})
    get(broken, "NetworkPolicy", "ingress-api")["spec"]["egress"].append({})
    assert network.allowed(broken, "ingress-api", "kafka", 9092)
