#!/usr/bin/env bash
# All that CI runs. ./test.sh [unit|integration|system|chaos|load|security|browser|manifests|compose|cluster]: one part; without an argument
# all of them but security, browser, compose and cluster.
# ./test.sh browser: the live page in Debian's Chromium; leaves screenshots in system-tests/target/browser.
# ./test.sh chaos [--seed N] [--rows 1,3,34]: the whole fault matrix, or some rows, in full length; without an argument a
# quick part of it runs.
# ./test.sh load: Locust against the whole pipeline, some minutes; without an argument only the load test's unit tests run.
# ./test.sh security [--seed N]: five minutes of bodies made at random against the door's reading, then 10,000 requests made from the
# OpenAPI documents against the running pipeline, and a tenant beyond its quota beside another one.
# ./test.sh manifests: what Kubernetes would be given, judged without a cluster.
# ./test.sh compose [--stand-ins] [--packaged] [--loaded] [--keep]: compose.yaml on this machine's Docker, loaded and broken there
# (k8s/tests/compose/run.sh).
# ./test.sh cluster [--steps totals,rolling] ...: deployed to the cluster that kubectl's context names, loaded and broken there
# (k8s/tests/cluster/README.md).
# Closes with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=local-stack/env.sh
. local-stack/env.sh

part=${1:-all}
skip=() more=()
case $part in
    all) ;;
    unit) skip=(-Dintegration.skip -Dsystem.skip -Daot.skip) ;;
    integration) skip=(-Dunit.skip -Dsystem.skip) ;;
    system) skip=(-Dunit.skip -Dintegration.skip -Dchaos.skip) ;;
    chaos)
        seed=$RANDOM rows=
        shift
        while [ $# -gt 0 ]; do
            case $1 in
                --seed) seed=${2:?"--seed wants a number"} ;;
                --rows) rows=${2:?"--rows wants numbers, such as 1,3,34"} ;;
                *) fail "./test.sh chaos knows --seed and --rows, not '$1'." ;;
            esac
            shift 2
        done
        echo "fault matrix: --seed $seed${rows:+ --rows $rows}"
        more=(faketime)
        skip=(-Dunit.skip -Dintegration.skip -Dsystem.skip -Dchaos.skip=false -Dchaos.full=true
            "-Dchaos.seed=$seed" "-Dchaos.rows=$rows")
        ;;
    load | manifests) ;;
    security)
        seed=$RANDOM$RANDOM
        [ "${2:-}" != --seed ] || seed=${3:?"--seed wants a number"}
        echo "security: --seed $seed"
        skip=(-pl ingress-api -am -Dintegration.skip -Dsystem.skip -Dtest=JsonFuzzTest -Dsurefire.failIfNoSpecifiedTests=false
            -Dfuzz.seconds=300 "-Dfuzz.seed=$seed")
        ;;
    compose | cluster) shift ;;
    browser)
        more=(browser)
        skip=(-Dunit.skip -Dintegration.skip -Dsystem.skip -Dbrowser.skip=false)
        ;;
    *) fail "there is no part '$part' of the tests; the parts are unit, integration, system, chaos, load, security, browser, manifests, compose and cluster." ;;
esac

# load_tests FOLDER [REQUIREMENTS]: one folder of the tests in Python.
load_tests() {
    local venv
    venv=$(loadtest/venv.sh "${2:-}") || return
    (cd loadtest && "$venv/bin/python" -m pytest -q -p no:cacheprovider "$1" --junitxml="target/pytest-reports/TEST-$1.xml")
}

case $part in
    manifests | compose | cluster) built=false ;;
    *) built=true ;;
esac
if $built; then
    find_jdk
    find_maven
    local-stack/install-servers.sh "${more[@]}"
fi

# Reports of an earlier run must not be counted as this one's.
find . -path '*/target/surefire-reports' -o -path '*/target/failsafe-reports' -o -path '*/target/pytest-reports' | xargs -r rm -rf

status=0
case $part in
    all | unit) load_tests tests || status=1 ;;
    load) load_tests system || status=1 ;;
    security) AGUACERO_SEED=$seed load_tests security "$PWD/loadtest/security/requirements.txt" || status=1 ;;
esac
case $part in
    all | manifests) k8s/tests/run.sh || status=1 ;;
    compose) k8s/tests/compose/run.sh "$@" || status=1 ;;
    cluster) k8s/tests/cluster/run.sh "$@" || status=1 ;;
esac
if $built && [ "$part" != load ]; then
    mvn -B -T 2 --no-transfer-progress -Dmaven.test.failure.ignore verify "${skip[@]}" || status=$?
fi
python3 local-stack/count-tests.py || status=1
exit "$status"
