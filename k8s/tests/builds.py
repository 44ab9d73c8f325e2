"""What kustomize makes of the overlays, and of the components in all combinations; each built once."""

import functools
import itertools
import os
import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
K8S = ROOT / "k8s"
OVERLAYS = sorted(folder.name for folder in (K8S / "overlays").iterdir())
COMPONENTS = sorted(folder.name for folder in (K8S / "components").iterdir())
SERVICES = ["ingress-api", "router-api", "kafka-writer", "rabbit-writer", "kafka-consumer", "rabbit-consumer", "insights-api"]

# These two are two ways to the same; nobody takes both.
EITHER = {"ingress", "gateway"}
# What single-node changes, others take further, so it is listed first.
COMPONENTS.sort(key=lambda name: (name != "single-node", name))
# What two don't break in each other, three hardly do: pairs and all of them, or every combination when that is asked for.
SIZES = range(len(COMPONENTS) + 1) if os.environ.get("AGUACERO_COMBINATIONS") == "all" else (0, 1, 2, len(COMPONENTS) - 1)
COMBINATIONS = [chosen for size in SIZES for chosen in itertools.combinations(COMPONENTS, size) if not EITHER <= set(chosen)]


def read(folder):
    """The objects that a folder with a kustomization.yaml stands for."""
    command = [*os.environ.get("KUSTOMIZE", "kubectl kustomize").split(), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{folder}: {done.stderr}"
    return [one for one in yaml.load_all(done.stdout, Loader=yaml.CSafeLoader) if one]


@functools.cache
def overlay(name):
    return read(K8S / "overlays" / name)


@functools.cache
def combination(chosen):
    """Everything with these components, as an overlay of one's own would have it."""
    folder = K8S / "target" / "combinations" / ("+".join(chosen) or "none")
    folder.mkdir(parents=True, exist_ok=True)
    document = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": "aguacero",
        "resources": [f"../../../{name}" for name in ("namespace", "base", "infrastructure")],
        "components": [f"../../../components/{name}" for name in chosen],
        "images": [{"name": f"aguacero/{service}", "newTag": "1"} for service in SERVICES],
    }
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(document))
    return read(folder)
