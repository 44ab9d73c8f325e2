"""What holds for every object of a build, beyond its schema: the checks of kube-linter that matter here, and our own.

Each rule takes all objects of a build and yields sentences; none means that it holds.
"""

import re

WORKLOADS = ("Deployment", "StatefulSet")
# One of Kubernetes, and one of KEDA.
AUTOSCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
# Made by deploy.sh, or by who manages the brokers; never in git.
SECRETS = {"api-keys", "api-key", "rabbitmq-credentials", "grafana-credentials", "kafka-users", "rabbitmq-users", "valkey-users"} | {
    f"{service}-user" for service in ("kafka-writer", "rabbit-writer", "kafka-consumer", "rabbit-consumer", "insights-api")
}


def of(objects, *kinds):
    return [one for one in objects if one["kind"] in kinds]


def name(one):
    return f"{one['kind']}/{one['metadata']['name']}"


def pod(workload):
    return workload["spec"]["template"]["spec"]


def labels(workload):
    return workload["spec"]["template"]["metadata"]["labels"]


def containers(workload):
    return pod(workload).get("initContainers", []) + pod(workload)["containers"]


def matches(selector, some):
    """Whether a label selector takes these labels."""
    if any(some.get(key) != value for key, value in selector.get("matchLabels", {}).items()):
        return False
    return all(some.get(one["key"]) in one["values"] for one in selector.get("matchExpressions", []))


def pods_are_restricted(objects):
    for one in of(objects, *WORKLOADS):
        spec, security = pod(one), pod(one).get("securityContext", {})
        if security.get("runAsNonRoot") is not True or not security.get("runAsUser"):
            yield f"{name(one)} may run as root"
        if security.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{name(one)} has no seccomp profile"
        if spec.get("automountServiceAccountToken") is not False:
            yield f"{name(one)} has a token of the API server"
        if any(spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")):
            yield f"{name(one)} shares the node's namespaces"
        for volume in spec.get("volumes", []):
            if "hostPath" in volume:
                yield f"{name(one)} mounts the node's disk"
            if "emptyDir" in volume and "sizeLimit" not in volume["emptyDir"]:
                yield f"{name(one)} has a volume without a bound: {volume['name']}"
        for container in containers(one):
            limits = container.get("securityContext", {})
            where = f"{name(one)} {container['name']}"
            if limits.get("allowPrivilegeEscalation") is not False or limits.get("privileged"):
                yield f"{where} may gain privileges"
            if limits.get("readOnlyRootFilesystem") is not True:
                yield f"{where} may write to its root"
            if limits.get("capabilities") != {"drop": ["ALL"]}:
                yield f"{where} keeps capabilities"


def pods_are_bounded_and_watched(objects):
    for one in of(objects, *WORKLOADS):
        for container in containers(one):
            resources = container.get("resources", {})
            for bound in ("requests", "limits"):
                if set(resources.get(bound, {})) != {"cpu", "memory"}:
                    yield f"{name(one)} {container['name']} has no {bound} of CPU and memory"
        for container in pod(one)["containers"]:
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                if probe not in container:
                    yield f"{name(one)} {container['name']} has no {probe}"


def images_have_a_version(objects):
    for one in of(objects, *WORKLOADS):
        for container in containers(one):
            image, _, tag = container["image"].rpartition(":")
            if not image or tag in ("latest", "unset") or "/" in tag:
                yield f"{name(one)} {container['name']}: {container['image']} has no version"


def disruptions_are_bounded(objects):
    """With several pods: spread, and never more than one away on purpose."""
    scaled = {one["spec"]["scaleTargetRef"]["name"] for one in of(objects, *AUTOSCALERS)}
    for one in of(objects, *WORKLOADS):
        if one["spec"].get("replicas", 1) < 2:
            continue
        budgets = [budget for budget in of(objects, "PodDisruptionBudget") if matches(budget["spec"]["selector"], labels(one))]
        if [budget["spec"].get("maxUnavailable") for budget in budgets] != [1]:
            yield f"{name(one)} has no PodDisruptionBudget with maxUnavailable 1"
        keys = {spread["topologyKey"] for spread in pod(one).get("topologySpreadConstraints", [])}
        if keys != {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}:
            yield f"{name(one)} isn't spread over zones and nodes"
    for one in of(objects, "Deployment"):
        if one["metadata"]["name"] in scaled and "replicas" in one["spec"]:
            yield f"{name(one)} sets replicas, which its autoscaler decides"


def references_lead_somewhere(objects):
    there = {(one["kind"], one["metadata"]["name"]) for one in objects}
    names = {one["metadata"]["name"] for one in of(objects, "PriorityClass")}
    secrets = SECRETS | {one["spec"]["secretName"] for one in of(objects, "Certificate")}
    for one in of(objects, *WORKLOADS):
        spec = pod(one)
        if ("ServiceAccount", spec.get("serviceAccountName")) not in there:
            yield f"{name(one)}: no ServiceAccount {spec.get('serviceAccountName')}"
        if spec.get("priorityClassName") not in names:
            yield f"{name(one)}: no PriorityClass {spec.get('priorityClassName')}"
        if one["kind"] == "StatefulSet" and ("Service", one["spec"]["serviceName"]) not in there:
            yield f"{name(one)}: no Service {one['spec']['serviceName']}"
        volumes = {volume["name"] for volume in spec.get("volumes", []) + one["spec"].get("volumeClaimTemplates", []) if "name" in volume}
        volumes |= {claim["metadata"]["name"] for claim in one["spec"].get("volumeClaimTemplates", [])}
        for container in containers(one):
            for mount in container.get("volumeMounts", []):
                if mount["name"] not in volumes:
                    yield f"{name(one)}: no volume {mount['name']}"
        for volume in spec.get("volumes", []):
            if "configMap" in volume and ("ConfigMap", volume["configMap"]["name"]) not in there:
                yield f"{name(one)}: no ConfigMap {volume['configMap']['name']}"
            if "configMap" in volume:
                yield from missing_items(one, volume["configMap"], objects)
            if "secret" in volume and volume["secret"]["secretName"] not in secrets:
                yield f"{name(one)}: nobody makes Secret {volume['secret']['secretName']}"
    yield from services_lead_to_pods(objects)


def missing_items(one, mounted, objects):
    for source in of(objects, "ConfigMap"):
        if source["metadata"]["name"] == mounted["name"]:
            for item in mounted.get("items", []):
                if item["key"] not in source.get("data", {}):
                    yield f"{name(one)}: ConfigMap {mounted['name']} has no {item['key']}"


def services_lead_to_pods(objects):
    ports = {}
    for service in of(objects, "Service"):
        chosen = [one for one in of(objects, *WORKLOADS) if matches({"matchLabels": service["spec"]["selector"]}, labels(one))]
        offered = {port["name"] for one in chosen for c in pod(one)["containers"] for port in c.get("ports", [])}
        ports[service["metadata"]["name"]] = {port["name"] for port in service["spec"]["ports"]} | {port["port"] for port in service["spec"]["ports"]}
        for port in service["spec"]["ports"]:
            if port["targetPort"] not in offered:
                yield f"{name(service)} leads to no port {port['targetPort']} of a pod"
    for one in of(objects, "Ingress"):
        for rule in one["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                service = path["backend"]["service"]
                if service["port"].get("name", service["port"].get("number")) not in ports.get(service["name"], ()):
                    yield f"{name(one)}: {path['path']} leads nowhere"
    for one in of(objects, "HTTPRoute"):
        for rule in one["spec"]["rules"]:
            for backend in rule["backendRefs"]:
                if backend["port"] not in ports.get(backend["name"], ()):
                    yield f"{name(one)}: {backend['name']}:{backend['port']} leads nowhere"
    for one in of(objects, *AUTOSCALERS):
        if not [d for d in of(objects, "Deployment") if d["metadata"]["name"] == one["spec"]["scaleTargetRef"]["name"]]:
            yield f"{name(one)} scales nothing"


def no_secret_is_written_down(objects):
    for one in objects:
        if one["kind"] == "Secret":
            yield f"{name(one)} stands in git"
    for one in of(objects, "ConfigMap"):
        for key, text in one.get("data", {}).items():
            for found in re.finditer(r"(?im)^[^#\n]*(?:password|passwd|secret|token)\w*[ \t]*[=:][ \t]*(\S+)", text):
                if not re.match(r"[\"']?\$", found.group(1)):
                    yield f"{name(one)} {key}: {found.group(0).strip()}"
    for one in of(objects, *WORKLOADS):
        for container in containers(one):
            for variable in container.get("env", []):
                if re.search(r"(?i)password|secret|token", variable["name"]) and not variable.get("value", "/").startswith("/"):
                    yield f"{name(one)}: {variable['name']} is written down"


def the_namespace_is_restricted(objects):
    for one in of(objects, "Namespace"):
        if one["metadata"].get("labels", {}).get("pod-security.kubernetes.io/enforce") != "restricted":
            yield f"{name(one)} lets any pod in"
    cluster = {"Namespace", "PriorityClass"}
    for one in objects:
        if one["kind"] not in cluster and one["metadata"].get("namespace") != "aguacero":
            yield f"{name(one)} lies outside the namespace"


RULES = [
    pods_are_restricted,
    pods_are_bounded_and_watched,
    images_have_a_version,
    disruptions_are_bounded,
    references_lead_somewhere,
    no_secret_is_written_down,
    the_namespace_is_restricted,
]


def findings(objects):
    return [found for rule in RULES for found in rule(objects)]
