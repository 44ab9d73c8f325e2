#!/usr/bin/env bash
# Runs Bento as the benchmark asks for it: BENCH_CASE, BENCH_FORMAT, BENCH_KAFKA, BENCH_AMQP, BENCH_LOG.
set -euo pipefail
cd "$(dirname "$0")"
check=
if [ "${BENTO_SCHEMA:-}" = yes ]; then
    # Each event is checked as our door checks it; one that fails is only marked, as none does here.
    check="json_schema: { schema_path: 'file://$(cd ../../contracts/kinds/container.metric && pwd)/schema.json' }"
fi
export BENTO_SPLIT='[ split: { size: 1 } ]' BENTO_BATCHING='{}'
case $BENCH_FORMAT in
    single) export BENTO_READ="[ ${check:+{ $check \}} ]" BENTO_SPLIT='[ noop: {} ]' BENTO_BATCHING='{ count: 500, period: 1ms }' ;;
    ndjson) export BENTO_READ="[ { unarchive: { format: lines } }${check:+, { $check \}} ]" ;;
    array) export BENTO_READ="[ { unarchive: { format: json_array } }${check:+, { $check \}} ]" ;;
esac
configuration=both.yaml
[ "$BENCH_CASE" != kafka-only ] || configuration=kafka.yaml
GOGC=400 exec ../target/bento -c "$configuration"
