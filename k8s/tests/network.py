"""Who may call whom under the network policies, computed as Kubernetes defines it."""

from rules import WORKLOADS, labels, matches, of, pod


def numbers(workload):
    return {port["name"]: port["containerPort"] for c in pod(workload)["containers"] for port in c.get("ports", [])}


def admits(rules, side, other, port, target):
    """Whether one of the rules lets the other side in (or out) by that port; named ports are the target's."""
    for rule in rules:
        wanted = {numbers(target).get(p["port"], p["port"]) for p in rule.get("ports", [])}
        if wanted and port not in wanted:
            continue
        peers = rule.get(side)
        if peers is None or any("podSelector" in peer and matches(peer["podSelector"], labels(other)) for peer in peers):
            return True
    return False


def allowed(objects, caller, target, port):
    """Whether a call gets through: both sides have to let it, where a policy selects them."""
    pods = {one["metadata"]["name"]: one for one in of(objects, *WORKLOADS)}
    source, sink = pods[caller], pods[target]
    out = [p for p in of(objects, "NetworkPolicy") if "Egress" in p["spec"]["policyTypes"] and matches(p["spec"]["podSelector"], labels(source))]
    into = [p for p in of(objects, "NetworkPolicy") if "Ingress" in p["spec"]["policyTypes"] and matches(p["spec"]["podSelector"], labels(sink))]
    leaves = not out or any(admits(p["spec"].get("egress", []), "to", sink, port, sink) for p in out)
    enters = not into or any(admits(p["spec"].get("ingress", []), "from", source, port, sink) for p in into)
    return leaves and enters
