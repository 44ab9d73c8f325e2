#!/usr/bin/env bash
# All that CI runs. ./test.sh [unit|integration|system|chaos]: one part; without an argument all of them.
# ./test.sh chaos [--seed N] [--rows 1,3,34]: the whole fault matrix, or some rows, in full length; without an argument a
# quick part of it runs.
# Closes with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=local-stack/env.sh
. local-stack/env.sh

part=${1:-all}
skip=() more=()
case $part in
    all) ;;
    unit) skip=(-Dintegration.skip -Dsystem.skip) ;;
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
    *) fail "there is no part '$part' of the tests; the parts are unit, integration, system and chaos." ;;
esac

find_jdk
find_maven
local-stack/install-servers.sh "${more[@]}"

# Reports of an earlier run must not be counted as this one's.
find . -path '*/target/surefire-reports' -o -path '*/target/failsafe-reports' | xargs -r rm -rf

status=0
mvn -B --no-transfer-progress -Dmaven.test.failure.ignore verify "${skip[@]}" || status=$?
python3 local-stack/count-tests.py || status=1
exit "$status"
