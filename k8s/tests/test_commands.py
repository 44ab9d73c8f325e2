"""What deploy.sh and build_and_push.sh say and write, where they need no cluster."""

import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import stat
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
        (["./deploy.sh", "--context", "x", "rotate"], "rotate wants a user"),
        (["./deploy.sh", "--context", "x", "rotate", "operator"], "no user 'operator' to rotate"),
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
    *"get statefulset"*) exit {brokers} ;;
    *" diff "*) exit {differs} ;;
    *"create secret"*) for file in "${{all##*--from-file=}}"/*; do cat "$file"; echo; done ;;
esac >>"{written}"
"""


@pytest.fixture
def cluster(tmp_path):
    """A stand-in for kubectl, by whether the Secrets are there, and all else as it should be or not; gives what it was called with, and what
    Secrets were made of."""

    def deploy(secrets_are_there, differs=True, brokers_are_there=False):
        calls, written = tmp_path / "calls", tmp_path / "written"
        written.touch()
        program = tmp_path / "kubectl"
        program.write_text(
            CLUSTER.format(calls=calls, written=written, real=shutil.which("kubectl"), missing=0 if secrets_are_there else 1,
                differs=int(differs), brokers=0 if brokers_are_there else 1)
        )
        program.chmod(0o755)
        done = run("./deploy.sh", "--context", "stand-in", "--tag", "1", PATH=f"{tmp_path}:{os.environ['PATH']}")
        assert done.returncode == int(brokers_are_there), done.stderr
        return calls.read_text(), written.read_text(), done.stdout + done.stderr

    return deploy


PASSWORDS = {"operator", "controller", "servers", "migration", "kafka-writer", "rabbit-writer", "kafka-consumer", "rabbit-consumer", "insights-api", "load-test"}


def test_secrets_are_made_of_chance_and_are_neither_said_nor_arguments(cluster):
    calls, written, said = cluster(secrets_are_there=False)
    secrets = re.findall(r"\b[0-9a-f]{48}\b", written)
    assert len(set(secrets)) == len(PASSWORDS) + 2  # the cookie, and Grafana's
    [key] = re.findall(r"agk_[A-Za-z0-9_-]{43}", written)
    assert not [secret for secret in [*secrets, key] if secret in calls or secret in said]
    [hashed] = re.findall(r'"sha256": "([0-9a-f]{64})"', written)
    assert hashed == hashlib.sha256(key.encode()).hexdigest()


def test_brokers_that_were_made_without_users_stay_as_they_are(cluster):
    calls, written, said = cluster(secrets_are_there=False, brokers_are_there=True)
    assert "were made without users" in said and "create secret" not in calls and not written


def test_users_are_told_to_servers_as_hashes_and_to_each_service_its_own(tmp_path):
    made = [{file.relative_to(tmp_path): file.read_text() for file in sorted(tmp_path.rglob("*")) if file.is_file()}
            for _ in range(2) if run("k8s/users.sh", str(tmp_path)).returncode == 0]
    passwords = {file.name: text for file, text in made[0].items() if file.parent.name == "user-passwords"}
    assert set(passwords) == PASSWORDS and len(set(passwords.values())) == len(PASSWORDS)
    assert all(made[1][file] == text for file, text in made[0].items() if file.name != "definitions.json")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700

    known = {file: {user for user, password in passwords.items() if password in text} for file, text in made[0].items()}
    assert {str(file): users for file, users in known.items() if users and file.parent.name not in ("user-passwords", "kafka-users")} == {
        "valkey-users/password": {"servers"},
        "kafka-writer-user/users.properties": {"kafka-writer"},
        "rabbit-writer-user/users.properties": {"rabbit-writer"},
        "kafka-consumer-user/users.properties": {"kafka-consumer", "migration"},
        "rabbit-consumer-user/users.properties": {"rabbit-consumer", "migration"},
        "insights-api-user/users.properties": {"insights-api"},
        "load-test-user/valkey": {"load-test"},
    }
    definitions = json.loads(made[0][pathlib.Path("rabbitmq-users/definitions.json")])
    for user in definitions["users"]:
        hashed = base64.b64decode(user["password_hash"])
        assert hashed[4:] == hashlib.sha256(hashed[:4] + passwords[user["name"]].encode()).digest()
    acl = made[0][pathlib.Path("valkey-users/users.acl")]
    assert "user default off" in acl and "@" not in re.sub(r"\+@all", "", acl)
    for user, hashed in re.findall(r"^user (\S+) on #([0-9a-f]{64}) ", acl, re.MULTILINE):
        assert hashed == hashlib.sha256(passwords[user].encode()).hexdigest()


def test_each_server_has_a_certificate_for_the_names_by_which_it_is_reached(tmp_path):
    assert run("k8s/users.sh", str(tmp_path)).returncode == 0
    authority = tmp_path / "servers-authority" / "ca.crt"
    for server in ("kafka", "rabbitmq", "valkey"):
        folder = tmp_path / f"{server}-users"
        assert (folder / "ca.crt").read_text() == authority.read_text()
        for name in (server, "localhost", *(f"{server}-{number}.{server}-pods" for number in range(9))):
            done = run("openssl", "verify", "-purpose", "sslserver", "-verify_hostname", name, "-CAfile", authority, str(folder / "server.crt"))
            assert done.returncode == 0, done.stderr
        other = run("openssl", "verify", "-verify_hostname", "ingress-api", "-CAfile", authority, str(folder / "server.crt"))
        assert other.returncode != 0
        assert "PRIVATE KEY" in (folder / "server.key").read_text()
    for service in ("ingress-api", "router-api", "kafka-writer", "rabbit-writer"):
        folder = tmp_path / f"{service}-identity"
        certificate = str(folder / "tls.crt")
        assert run("openssl", "verify", "-verify_hostname", service, "-CAfile", str(folder / "ca.crt"), certificate).returncode == 0
        assert run("openssl", "verify", "-verify_hostname", "localhost", "-CAfile", str(folder / "ca.crt"), certificate).returncode != 0
        assert run("openssl", "verify", "-CAfile", authority, certificate).returncode != 0, "servers' and services' authorities are two"
    assert not [file for file in tmp_path.rglob("*-user/*") if "PRIVATE KEY" in file.read_text()]


def test_all_that_a_container_mounts_is_readable_by_whoever_runs_there(tmp_path):
    assert run("k8s/users.sh", str(tmp_path)).returncode == 0
    private = {file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o044 != 0o044}
    assert {str(file) for file in private} == {"servers-authority/tls.key", "services-authority/tls.key"}


def test_a_certificate_that_is_gone_is_made_again_by_the_same_authority(tmp_path):
    assert run("k8s/users.sh", str(tmp_path)).returncode == 0
    before = {file: file.read_text() for file in tmp_path.rglob("*.crt")}
    (tmp_path / "valkey-users" / "server.crt").unlink()
    assert run("k8s/users.sh", str(tmp_path)).returncode == 0
    assert {file.parent.name for file, text in before.items() if file.read_text() != text} == {"valkey-users"}
    assert (tmp_path / "valkey-users" / "ca.crt").read_text() == before[tmp_path / "servers-authority" / "ca.crt"]


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
