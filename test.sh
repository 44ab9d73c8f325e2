#!/usr/bin/env bash
# All that CI runs. ./test.sh [unit|integration|system]: one part; without an argument all of them.
# Closes with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=local-stack/env.sh
. local-stack/env.sh

part=${1:-all}
skip=()
case $part in
    all) ;;
    unit) skip=(-Dintegration.skip -Dsystem.skip) ;;
    integration) skip=(-Dunit.skip -Dsystem.skip) ;;
    system) skip=(-Dunit.skip -Dintegration.skip) ;;
    *) fail "there is no part '$part' of the tests; the parts are unit, integration and system." ;;
esac

find_jdk
find_maven
local-stack/install-servers.sh

# Reports of an earlier run must not be counted as this one's.
find . -path '*/target/surefire-reports' -o -path '*/target/failsafe-reports' | xargs -r rm -rf

status=0
mvn -B --no-transfer-progress -Dmaven.test.failure.ignore verify "${skip[@]}" || status=$?
python3 local-stack/count-tests.py || status=1
exit "$status"
