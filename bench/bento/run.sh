#!/usr/bin/env bash
# Runs Bento as the benchmark asks for it: BENCH_CASE, BENCH_FORMAT, BENCH_KAFKA, BENCH_AMQP, BENCH_LOG.
set -euo pipefail
cd "$(dirname "$0")"
export BENTO_SPLIT='[ split: { size: 1 } ]' BENTO_BATCHING='{}'
case $BENCH_FORMAT in
    single) export BENTO_READ='[]' BENTO_SPLIT='[]' BENTO_BATCHING='{ count: 500, period: 1ms }' ;;
    ndjson) export BENTO_READ='[ unarchive: { format: lines } ]' ;;
    array) export BENTO_READ='[ unarchive: { format: json_array } ]' ;;
esac
configuration=both.yaml
[ "$BENCH_CASE" != kafka-only ] || configuration=kafka.yaml
GOGC=400 exec ../target/bento -c "$configuration"
