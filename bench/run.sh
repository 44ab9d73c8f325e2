#!/usr/bin/env bash
# One benchmark of the real processes on this machine: a table, and JSON in bench/target/CASE.json.
#   ./bench/run.sh consume [EVENTS] [LAPS]   each consumer by itself drains a full backlog (500,000 events, 6 laps)
#   ./bench/run.sh rebuild [EVENTS]          an emptied store is refilled on both paths at once (500,000 events in each log)
# AGUACERO_BUILT=yes: as it is built. BENCH_ROOT=DIR: the consumers of another checkout, built, for a comparison.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=local-stack/env.sh
. local-stack/env.sh

case ${1:-} in
    consume) program=(ConsumeBench "${BENCH_ROOT:-$PWD}" "${2:-500000}" "${3:-6}") ;;
    rebuild) program=(RebuildBench "${BENCH_ROOT:-$PWD}" "${2:-500000}") ;;
    *) fail "'${1:-}' is not a benchmark; there are: consume [EVENTS] [LAPS], rebuild [EVENTS]." ;;
esac
find_jdk
local-stack/install-servers.sh
if [ "${AGUACERO_BUILT:-}" != yes ]; then
    find_maven
    mvn -B -q -pl bench,kafka-consumer,rabbit-consumer -am -DskipTests -Dspotless.check.skip=true package
fi
exec "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -cp "bench/target/classes:bench/target/lib/*" \
    "io.aguacero.bench.${program[0]}" "${program[@]:1}"
