#!/usr/bin/env bash
# One benchmark of the real processes on this machine: a table, and JSON in bench/target/CASE.json.
#   ./bench/run.sh rebuild [EVENTS]   an emptied store is refilled on both paths (500,000 events in each log)
# AGUACERO_BUILT=yes: as it is built.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=local-stack/env.sh
. local-stack/env.sh

case ${1:-} in
    rebuild) ;;
    *) fail "'${1:-}' is not a benchmark; there is: rebuild [EVENTS]." ;;
esac
find_jdk
local-stack/install-servers.sh
if [ "${AGUACERO_BUILT:-}" != yes ]; then
    find_maven
    mvn -B -q -pl bench,kafka-consumer,rabbit-consumer -am -DskipTests -Dspotless.check.skip=true package
fi
exec "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -cp "bench/target/classes:bench/target/lib/*" \
    io.aguacero.bench.RebuildBench "$PWD" "${2:-500000}"
