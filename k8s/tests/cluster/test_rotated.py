"""Each user of brokers and store gets a new password under load: nothing is lost, and the old one is worth nothing."""

import os
import subprocess
import time

import pytest

from load import Load
from pipeline import ROOT, Growth
from servers import kafka_rights, rabbitmq, valkey

# Where each is known.
KAFKA = ("kafka-writer", "rabbit-writer", "kafka-consumer", "insights-api")
RABBITMQ = ("rabbit-writer", "rabbit-consumer", "insights-api")
VALKEY = ("kafka-consumer", "rabbit-consumer", "insights-api", "migration")
USERS = sorted({*KAFKA, *RABBITMQ, *VALKEY})


def takes(cluster, user: str, password: str) -> dict[str, bool]:
    """Of each server that knows the user, whether it lets it in by that password."""
    taken = {}
    if user in KAFKA:
        taken["kafka"] = "SaslAuthenticationException" not in kafka_rights(cluster, user, password)
    if user in RABBITMQ:
        taken["rabbitmq"] = rabbitmq(cluster, "authenticate_user", user, password).returncode == 0
    if user in VALKEY:
        for name, port in (("valkey", 6379), ("sentinel", 26379)):
            taken[name] = "WRONGPASS" not in valkey(cluster, user, password, "ping", port=port)
    return taken


def rotate(user: str) -> str:
    command = [*os.environ["AGUACERO_DEPLOY"].split(), "rotate", user]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_user_that_services_have_not_is_not_rotated():
    with pytest.raises(AssertionError, match="no user 'operator' to rotate"):
        rotate("operator")


def test_new_passwords_lose_nothing_and_old_ones_are_refused(cluster, pipeline, say):
    growth = Growth(pipeline)
    with Load(pipeline, "rotated") as load:
        for user in USERS:
            old, began, seen = cluster.secret("user-passwords", user), time.monotonic(), load.answers.copy()
            assert all(takes(cluster, user, old).values()), user
            told = rotate(user)
            new = cluster.secret("user-passwords", user)
            assert old != new and old not in told and new not in told
            assert all(takes(cluster, user, new).values()), user
            assert not any(takes(cluster, user, old).values()), user
            say(f"{user} has another password after {time.monotonic() - began:.0f} s, answered meanwhile: {dict(load.answers - seen)}")
    assert load.refused == []
    assert set(load.answers) <= {202, 429, 503}, f"answers by status (0: none): {dict(load.answers)}"
    growth.expect(load.acknowledged)
    say(f"{len(load.acknowledged):,} events acknowledged and counted once on both paths, answers by status: {dict(load.answers)}")
