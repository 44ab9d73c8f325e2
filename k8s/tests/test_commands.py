"""What deploy.sh and build_and_push.sh say and write, where they need no cluster."""

import hashlib
import os
import re
import shutil
import subprocess

import pytest
import yaml

import builds

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="deploy.sh needs kubectl")


def run(*command, **environment):
    return subprocess.run(command, cwd=builds.ROOT, capture_output=True, text=True, check=False, env=os.environ | environment)


@pytest.mark.parametrize(
    "command,sentence",
    [
        (["./deploy.sh"], "say where"),
        (["./deploy.sh", "somewhere"], "'somewhere' is not known"),
        (["./deploy.sh", "kind", "--tag"], "--tag wants a value"),
        (["./deploy.sh", "--context", "x", "--overlay", "nowhere", "--dry-run"], "no kustomization.yaml in nowhere"),
        (["./deploy.sh", "--context", "nowhere", "--tag", "1", "status"], "doesn't answer"),
        (["./build_and_push.sh", "--colour"], "'--colour' is not known"),
        (["./build_and_push.sh", "--tag"], "--tag wants a value"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(command, sentence):
    done = run(*command)
    assert done.returncode == 1
    assert done.stderr.startswith("aguacero: ") and sentence in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("target,registry", [("kind", "aguacero"), ("gke", "registry.example:5000/team")])
def test_what_is_deployed_has_the_tag_and_the_registry_that_were_asked_for(target, registry):
    options = [] if registry == "aguacero" else ["--registry", registry]
    done = run("./deploy.sh", target, *options, "--tag", "1.2.3", "--dry-run")
    assert done.returncode == 0, done.stderr
    with open(builds.ROOT / done.stdout.strip().rsplit(" ", 1)[1], encoding="utf-8") as file:
        objects = list(yaml.safe_load_all(file))
    images = {one["metadata"]["name"]: one["spec"]["template"]["spec"]["containers"][0]["image"] for one in objects if one["kind"] == "Deployment"}
    assert {name: image for name, image in images.items() if name in builds.SERVICES} == {
        service: f"{registry}/{service}:1.2.3" for service in builds.SERVICES
    }


@pytest.mark.parametrize("command", ["./deploy.sh", "./build_and_push.sh"])
def test_a_command_tells_how_it_is_used(command):
    done = run(command, "--help")
    assert done.returncode == 0 and command in done.stdout


# Answers as a cluster would that has, or hasn't, been deployed to; builds by the real one.
CLUSTER = """#!/usr/bin/env bash
all="$*"
echo "$all" >>"{calls}"
[ "$1" != kustomize ] || exec {real} "$@"
case "$*" in
    *"get secret"*) exit {missing} ;;
    *" diff "*) exit {differs} ;;
    *"create secret"*) cat "${{all##*--from-file=}}"/* ;;
esac >>"{written}"
"""


@pytest.fixture
def cluster(tmp_path):
    """A stand-in for kubectl, by whether the Secrets are there, and all else as it should be or not; gives what it was called with, and what
    Secrets were made of."""

    def deploy(secrets_are_there, differs=True):
        calls, written = tmp_path / "calls", tmp_path / "written"
        written.touch()
        program = tmp_path / "kubectl"
        program.write_text(
            CLUSTER.format(calls=calls, written=written, real=shutil.which("kubectl"), missing=0 if secrets_are_there else 1, differs=int(differs))
        )
        program.chmod(0o755)
        done = run("./deploy.sh", "--context", "stand-in", "--tag", "1", PATH=f"{tmp_path}:{os.environ['PATH']}")
        assert done.returncode == 0, done.stderr
        return calls.read_text(), written.read_text(), done.stdout

    return deploy


def test_secrets_are_made_of_chance_and_are_neither_said_nor_arguments(cluster):
    calls, written, said = cluster(secrets_are_there=False)
    secrets = re.findall(r"[0-9a-f]{48}", re.sub(r'"sha256": "[0-9a-f]{64}"', "", written))
    # User and configuration of RabbitMQ hold the same; cookie; twice Valkey's; Grafana's.
    assert len(secrets) == 6 and len(set(secrets)) == 4
    [key] = re.findall(r"agk_[A-Za-z0-9_-]{43}", written)
    assert not [secret for secret in [*secrets, key] if secret in calls or secret in said]
    [hashed] = re.findall(r'"sha256": "([0-9a-f]{64})"', written)
    assert hashed == hashlib.sha256(key.encode()).hexdigest()


def test_secrets_that_are_there_stay(cluster):
    calls, _, _ = cluster(secrets_are_there=True)
    assert "create secret" not in calls


def test_what_is_as_it_should_be_is_not_applied_again(cluster):
    calls, _, _ = cluster(secrets_are_there=True, differs=False)
    assert " apply " not in calls and " diff " in calls


STEPS = (" apply -f .aguacero/deploy/context/all.yaml -l app.kubernetes.io/component=namespace",
         " apply -f .aguacero/deploy/context/all.yaml -l app.kubernetes.io/component=infrastructure", "statefulset/rabbitmq", "deployment/ingress-api")


def test_brokers_are_ready_before_services_come(cluster):
    calls, _, _ = cluster(secrets_are_there=True)
    order = [calls.index(step) for step in STEPS]
    assert order == sorted(order)
