"""The cluster of kubectl's context, as kubectl tells of it."""

import base64
import json
import subprocess
import time

NAMESPACE = "aguacero"
SERVICES = ("ingress-api", "router-api", "kafka-writer", "rabbit-writer", "kafka-consumer", "rabbit-consumer", "insights-api")
SERVERS = ("kafka", "rabbitmq", "valkey")


def until(what: str, seconds: float, condition, every: float = 1.0):
    """What the condition returns once that is true."""
    give_up = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > give_up:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(every)


class Cluster:
    """One context of kubectl, and the namespace of the pipeline."""

    def __init__(self, context: str):
        self._context = context

    def kubectl(self, *arguments: str, given: str | None = None, check: bool = True) -> subprocess.CompletedProcess:
        """One command; its failure is the test's, unless it is asked for."""
        done = subprocess.run(
            ["kubectl", "--context", self._context, "-n", NAMESPACE, *arguments], input=given, capture_output=True, text=True, timeout=900,
            check=False,
        )
        assert done.returncode == 0 or not check, f"kubectl {' '.join(arguments)}: {done.stderr}"
        return done

    def get(self, *what: str) -> dict:
        """Objects, as the API server gives them."""
        return json.loads(self.kubectl("get", *what, "-o", "json").stdout)

    def pods(self, *names: str) -> list[dict]:
        """Pods of these services and servers that aren't on their way out."""
        selector = f"app.kubernetes.io/name in ({','.join(names or SERVICES + SERVERS)})"
        return [pod for pod in self.get("pods", "-l", selector)["items"] if "deletionTimestamp" not in pod["metadata"]]

    def is_ready(self, workload: str) -> bool:
        """Whether as many pods of a Deployment or StatefulSet are ready as are wanted, all of its newest form."""
        one = self.get(workload)
        status, wanted = one["status"], one["spec"].get("replicas", 1)
        return (
            status.get("observedGeneration", 0) >= one["metadata"]["generation"]
            and status.get("readyReplicas", 0) == status.get("updatedReplicas", 0) == status.get("replicas", 0) == wanted
        )

    def all_ready(self, seconds: float = 300) -> None:
        """Waits until everything of the pipeline is."""
        for workload in [f"deployment/{name}" for name in SERVICES] + [f"statefulset/{name}" for name in SERVERS]:
            until(f"{workload} is ready", seconds, lambda one=workload: self.is_ready(one))

    def secret(self, name: str, key: str) -> str:
        """One entry of a Secret."""
        return base64.b64decode(self.get("secret", name)["data"][key]).decode()

    def ingress(self) -> str:
        """Where the controller says that it serves the Ingress; empty when it doesn't."""
        told = self.get("ingress", "aguacero")["status"].get("loadBalancer", {}).get("ingress", [])
        return f"http://{told[0].get('ip') or told[0]['hostname']}" if told else ""

    def primary(self) -> str:
        """The pod that a majority of the sentinels call Valkey's primary; empty when there is none."""
        told = []
        for pod in self.pods("valkey"):
            ask = "REDISCLI_AUTH=$(cat /etc/valkey-users/password) timeout 3 valkey-cli --tls --cacert /etc/valkey-users/ca.crt -p 26379 --raw sentinel get-master-addr-by-name aguacero"
            answer = self.kubectl("exec", pod["metadata"]["name"], "-c", "sentinel", "--", "sh", "-c", ask, check=False)
            told.append(answer.stdout.split(".", 1)[0].strip())
        return max(filter(None, told), key=told.count, default="") if any(told) else ""
