#!/usr/bin/env bash
# Everything on this machine: real Kafka, RabbitMQ and Valkey, all services, a year of real observations.
#   ./run.sh [--no-sample] [--detach]   start; --no-sample leaves the sample out, --detach returns when all is ready
#   ./run.sh status | stop | reset      show what runs; end it; end it and forget its data
#   ./run.sh build                      build and rehearse (docs/performance.md), and start nothing
#   ./run.sh logs [NAME]                list the logs; follow one
#   ./run.sh dead-letters [list]        what could not be counted, one letter a line; replay LETTER [MENDED.json | -] and
#                                       replay --all [AFTER] send it through the door again, once (docs/dead-letters.md)
#   ./run.sh event KIND ID [TIME]       the way of one event on both paths; TIME unless the door made the id
#   ./run.sh keys [list]                who may do what; add NAME [OPTIONS] makes a key and shows it once, revoke NAME takes it
#                                       back (docs/security.md); a running stack knows it within seconds
# AGUACERO_KEYS is the file of keys that ./run.sh keys changes, if not this stack's.
# AGUACERO_PORT_BASE (8080) moves all ports; AGUACERO_VALKEY_MEBIBYTES (512) is Valkey's memory; AGUACERO_HOME (.aguacero)
# holds data, logs and ids of processes; AGUACERO_KINDS (contracts/kinds) are the kinds; AGUACERO_BUILT=yes: as it is built, without a rehearsal;
# AGUACERO_TRACING_ENDPOINT (none) is where spans of events go that are followed: http://127.0.0.1:4318/v1/traces.
set -euo pipefail
home=${AGUACERO_HOME:-}
[ -z "$home" ] || home=$(realpath -m "$home")
from=$PWD
cd "$(dirname "$0")"
# shellcheck source=local-stack/env.sh
. local-stack/env.sh

state=${home:-$PWD/.aguacero}
run=$state/run
logs=$state/logs
stack_classes='access/target/classes:local-stack/target/classes:local-stack/target/lib/*'

# The id of the supervisor that runs, or nothing: another program may have been given an old id since.
supervisor() {
    local pid
    pid=$(cat "$run/supervisor.pid" 2>/dev/null) || return 0
    if { tr "\0" " " <"/proc/$pid/cmdline"; } 2>/dev/null | grep -q "supervisor.Main $PWD $state "; then
        echo "$pid"
    fi
}

# Of a process: whether it is there, and of a service whether it says that it can do its work.
health() {
    local name=$1 management=AGUACERO_MANAGEMENT_${1//-/_}
    management=${management^^}
    if ! kill -0 "$2" 2>/dev/null; then
        echo down
    elif [ -z "${!management:-}" ]; then
        echo up
    elif [ "$(curl -s -o /dev/null -m 3 -w '%{http_code}' "${!management}/q/health/ready")" = 200 ]; then
        echo "up, ready"
    else
        echo "up, NOT READY"
    fi
}

# curl with the key of endpoints.env, which stands in no list of processes.
curl_with_key() {
    curl -K <(printf 'header = "Authorization: Bearer %s"\n' "$AGUACERO_API_KEY") "$@"
}

# What reconciliation says of both paths, and the alerts that fire.
findings() {
    local state_of_paths alerts
    state_of_paths=$(curl_with_key -sS -m 5 "$AGUACERO_INSIGHTS/v1/reconciliation" 2>/dev/null |
        grep -oE '"(kafka|rabbitmq)":\{"gap":[0-9]+(,"comparedAt":"[^"]*")?' |
        sed -E 's/"([a-z]+)":\{"gap":([0-9]+)(,"comparedAt":"([^"]*)")?/lost or counted twice on the \1 path: \2 events (compared \4)/; s/\(compared \)/(not compared yet)/' |
        head -n 2) || true
    echo "${state_of_paths:-insights-api does not say whether anything is lost}"
    [ -n "$AGUACERO_PROMETHEUS" ] || { echo "alerts: nobody judges them, as Prometheus is not installed"; return; }
    alerts=$(curl -sS -m 5 "$AGUACERO_PROMETHEUS/api/v1/alerts" 2>/dev/null) ||
        { echo "alerts: Prometheus does not answer at $AGUACERO_PROMETHEUS"; return; }
    alerts=$(sed 's/{"labels":/\n&/g' <<<"$alerts" | grep '"state":"firing"' |
        sed -E 's/.*"alertname":"([^"]*)".*"summary":"([^"]*)".*/alert \1: \2/') || true
    echo "${alerts:-alerts: none fires}"
}

status() {
    local file pid name key=''
    [ -n "$(supervisor)" ] || { echo "aguacero: not running"; return 1; }
    # shellcheck source=/dev/null
    [ ! -f "$state/endpoints.env" ] || . "$state/endpoints.env"
    for file in "$run"/*.pid; do
        pid=$(cat "$file")
        name=$(basename "$file" .pid)
        printf '%-18s %-8s %s\n' "$name" "$pid" "$(health "$name" "$pid")"
    done
    [ -n "${AGUACERO_INSIGHTS:-}" ] || { echo "aguacero: still starting"; return; }
    findings
    # With the key for who looks, and not in what is kept.
    [ ! -t 1 ] || key="#key=$AGUACERO_API_KEY"
    echo "door $AGUACERO_INGRESS   live page $AGUACERO_INSIGHTS/$key${AGUACERO_PROMETHEUS:+   metrics $AGUACERO_PROMETHEUS}"
}

stop() {
    local pid
    pid=$(supervisor)
    [ -n "$pid" ] || { echo "aguacero: not running"; return 0; }
    echo "aguacero: stopping ..."
    kill -TERM "$pid"
    while [ -n "$(supervisor)" ]; do sleep 0.2; done
}

show_log() {
    local name=$1 file names
    for file in "$state"/data/*/"$name.log" "$logs/$name.log"; do
        if [ -f "$file" ]; then
            exec tail -n 200 -F "$file"
        fi
    done
    names=$(cd "$state" 2>/dev/null && ls data/*/*.log logs/*.log 2>/dev/null | sed -E 's#.*/(.*)\.log#\1#' | sort -u) || true
    [ -n "$names" ] || fail "there are no logs in $state yet."
    [ -z "$name" ] || fail "there is no log of '$name'; there are: $(echo "$names" | tr '\n' ' ')"
    echo "$names"
}

# Asks insights-api; says what it answers, and fails when that is a refusal.
ask() {
    local answer status
    # shellcheck source=/dev/null
    . "$state/endpoints.env" 2>/dev/null || fail "it has not been started yet."
    answer=$(curl_with_key -sS -w '\n%{http_code}' "${@:2}" "$AGUACERO_INSIGHTS$1") ||
        fail "insights-api can't be reached at $AGUACERO_INSIGHTS."
    status=${answer##*$'\n'}
    echo "${answer%$'\n'*}"
    [ "$status" -lt 400 ]
}

# Every page of the list, a letter a line.
list_letters() {
    local page next=/v1/dead-letters?limit=100
    while [ -n "$next" ]; do
        page=$(ask "$next") || { echo "$page" >&2; return 1; }
        next=$(sed -nE 's/.*\],"next":"([^"]*)"\}$/\1/p' <<<"$page")
        sed -E 's/\],"next":"[^"]*"\}$/]}/; s/^\{"letters":\[(.*)\]\}$/\1/; s/\},\{"letter":/}\n{"letter":/g; /^$/d' <<<"$page"
    done
}

dead_letters() {
    local json=(-H "Content-Type: application/json") mended=${3:-}
    [ -z "$mended" ] || [ "$mended" = - ] || mended=$(cd "$from" && realpath -m "$mended")
    case "${1:-list} ${2:-}" in
        "list ") list_letters ;;
        "replay --all") ask /v1/dead-letters/replay "${json[@]}" -d "{${3:+\"after\":\"$3\"}}" ;;
        "replay "?*/?*/?*/?*) ask "/v1/dead-letters/$2/replay" "${json[@]}" --data-binary "${mended:+@$mended}" ;;
        *) fail "./run.sh dead-letters takes list, replay LETTER [MENDED.json | -] and replay --all [AFTER]." ;;
    esac
}

event_way() {
    [ $# -ge 2 ] || fail "./run.sh event takes KIND ID [TIME]."
    ask "/v1/events/$1/$2" -G ${3:+--data-urlencode "time=$3"}
}

keys() {
    local file=${AGUACERO_KEYS:-$state/keys/keys.json}
    [ -z "${AGUACERO_KEYS:-}" ] || file=$(cd "$from" && realpath -m "$file")
    find_jdk
    mkdir -p "$logs" || fail "$state cannot be written."
    [ -d access/target/classes ] && [ -d local-stack/target/lib ] || build >&2
    "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp "$stack_classes" io.aguacero.localstack.keys.KeysCommand "$file" "$@"
}

# Fails when less than so many megabytes are free where a folder lies.
need_disk() {
    [ "$(df -Pk "$1" | awk 'NR == 2 { print $4 }')" -gt "$(($2 * 1000))" ] ||
        fail "less than $2 MB are free on the disk of $1: $3 needs that much."
}

# Whether all that is started is there.
complete() {
    local settings
    [ -d access/target/classes ] && [ -d local-stack/target/classes ] && [ -d local-stack/target/lib ] || return 1
    for settings in ./*/src/main/resources/application.properties; do
        [ -f "${settings%/src/*}/target/quarkus-app/quarkus-run.jar" ] || return 1
    done
}

# What the build depends on: the sources as they lie here, and the JDK. Tests are compiled with it, but nothing runs them.
fingerprint() {
    {
        echo "$JAVA_HOME"
        find pom.xml ./*/pom.xml .mvn ./*/src/main -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    } | sha256sum | cut -d' ' -f1
}

build() {
    local now
    [ "${AGUACERO_BUILT:-}" != yes ] || return 0
    now=$(fingerprint)
    if [ "$now" = "$(cat "$state/built" 2>/dev/null)" ] && complete; then
        return
    fi
    need_disk "$PWD" 1500 building
    find_maven
    echo "aguacero: building; the first time it also downloads the libraries and takes some minutes (./run.sh logs build) ..."
    rm -f "$state/built"
    if ! mvn -B -q -pl '!system-tests,!bench' -Dunit.skip -Dintegration.skip -Dspotless.check.skip=true package >"$logs/build.log" 2>&1; then
        grep -E 'ERROR|No space left' "$logs/build.log" | cut -c1-300 | head -n 20 >&2 || tail -n 20 "$logs/build.log" >&2
        fail "the build failed: the whole log is $logs/build.log."
    fi
    echo "$now" >"$state/built"
}

# What a first start does once it is ready, in the background: for those who measure, and whom that would disturb.
rehearse() {
    echo "aguacero: rehearsing, so that services know their hot code when they start ..."
    "$JAVA_HOME/bin/java" -Xmx128m -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=off -cp "$stack_classes" \
        io.aguacero.localstack.supervisor.Rehearsal "$PWD" || fail "the rehearsal has failed: see the line above."
}

# The supervisor in the background, out of reach of this terminal; returns when it is ready or has ended.
detached() {
    local log=$logs/supervisor.log pid
    rm -f "$run/ready"
    setsid nohup "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    while [ ! -f "$run/ready" ]; do
        if ! kill -0 "$pid" 2>/dev/null; then
            cat "$log" >&2
            fail "it did not become ready: see the lines above."
        fi
        sleep 0.2
    done
    cat "$log"
    # The page with its key for who looks, and not in what is kept.
    # shellcheck source=/dev/null
    [ ! -t 1 ] || (. "$state/endpoints.env" && echo "  look      $AGUACERO_INSIGHTS/#key=$AGUACERO_API_KEY")
}

detach=false
only_build=false
options=()
case ${1:-} in
    status | stop) "$1"; exit ;;
    reset) stop; rm -rf "$state/data" "$run"; echo "aguacero: its data are gone"; exit ;;
    dead-letters) dead_letters "${@:2}"; exit ;;
    event) event_way "${@:2}"; exit ;;
    keys) keys "${@:2}"; exit ;;
    logs) show_log "${2:-}"; exit ;;
    build) only_build=true; shift; [ $# -eq 0 ] || fail "./run.sh build takes nothing else, not '$1'." ;;
esac
for option in "$@"; do
    case $option in
        --detach) detach=true ;;
        --no-sample) options+=("$option") ;;
        *) fail "'$option' is not known; ./run.sh takes --no-sample, --detach, status, stop, reset, build, logs [NAME], dead-letters, event and keys." ;;
    esac
done

[ -z "$(supervisor)" ] || fail "it runs already: ./run.sh status shows it, ./run.sh stop ends it."
find_jdk
local-stack/install-servers.sh
mkdir -p "$run" "$logs" || fail "$state cannot be written."
build
if $only_build; then
    rehearse
    exit
fi
need_disk "$state" 500 running
command=("$JAVA_HOME/bin/java" -Xmx128m -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=off
    -cp "$stack_classes"
    io.aguacero.localstack.supervisor.Main "$PWD" "$state" "${options[@]}")
if $detach; then
    detached "${command[@]}"
else
    exec "${command[@]}"
fi
