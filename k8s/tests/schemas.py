"""The JSON schemas of Kubernetes, strict: a field that isn't known is a finding."""

import functools
import json

from jsonschema import Draft202012Validator
from kubernetes_validate import utils
from referencing import Registry, Resource

# The oldest that these manifests are for (preStop sleeps), and the newest that there is a schema of.
VERSIONS = ["1.30.0", "1.37.0"]

# Kinds of others, which Kubernetes has no schema of: an API server with their definitions judges them.
CUSTOM = {
    "gateway.networking.k8s.io/v1": {"Gateway", "HTTPRoute"},
    "cloud.google.com/v1": {"BackendConfig"},
    "cert-manager.io/v1": {"Certificate", "Issuer"},
    "keda.sh/v1alpha1": {"ScaledObject"},
}


@functools.cache
def definitions(version):
    return Resource.from_contents(utils.schema_contents(f"kubernetes-json-schema/v{version}-local-strict/_definitions.json", version))


@functools.cache
def validator(version, kind, api):
    group, _, rest = api.rpartition("/")
    name = f"{kind.lower()}-{group.split('.')[0] + '-' if group else ''}{rest}"
    schema = utils.schema_contents(f"kubernetes-json-schema/v{version}-local-strict/{name}.json", version)
    registry = definitions(version) @ (Resource.from_contents(schema) @ Registry())
    return Draft202012Validator(schema, registry=registry)


@functools.cache
def _findings(text):
    one = json.loads(text)
    kind, api = one["kind"], one["apiVersion"]
    if kind in CUSTOM.get(api, ()):
        return ()
    found = []
    for version in VERSIONS:
        for error in validator(version, kind, api).iter_errors(one):
            found.append(f"{kind}/{one['metadata']['name']} ({version}): {'.'.join(map(str, error.path))}: {error.message[:200]}")
    return tuple(found)


def findings(objects):
    """What each version's schema has against them. Most objects are the same in every build, and are judged once."""
    return [found for one in objects for found in _findings(json.dumps(one, sort_keys=True))]
