# shellcheck shell=bash
# Sourced by build_and_push.sh and deploy.sh: which services there are, and what their sources are called.

# shellcheck disable=SC2034
services=(ingress-api router-api kafka-writer rabbit-writer kafka-consumer rabbit-consumer insights-api)

sources_revision() {
    git rev-parse HEAD 2>/dev/null || echo unknown
}

# Of the last commit, in seconds; images say that they were made then, and not when they were, so that making them again changes nothing.
sources_time() {
    git log -1 --format=%ct 2>/dev/null || echo 0
}

# The commit, so that another one rolls the pods.
default_tag() {
    git describe --always --abbrev=12 --exclude '*' --dirty 2>/dev/null || fail "these sources aren't under git: give --tag."
}
