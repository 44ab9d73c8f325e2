#!/usr/bin/env bash
# Stand-ins for the images of the servers, where none can be pulled, with the same programs in the same places: Kafka of the build's own
# jars, RabbitMQ, Valkey and Prometheus of Debian's packages (older versions than those of the manifests), Locust of PyPI's. For tests alone.
#   stand-ins.sh DIR [NAME...]   kafka.tar, rabbitmq.tar, valkey.tar, or those named (prometheus and locust too), and base.tar for
#                                build_and_push.sh --base tar://DIR/base.tar
set -euo pipefail
out=$(realpath -m "${1:?stand-ins.sh DIR}")
shift
[ $# -gt 0 ] || set -- kafka rabbitmq valkey
cd "$(dirname "$0")"
# shellcheck source=../../../local-stack/env.sh
. ../../../local-stack/env.sh
mkdir -p "$out"
[ -f "$out/base.tar" ] || ./base-image.sh "$out/base.tar"
libraries=$(realpath -m ../../../local-stack/target/lib)
work=$(mktemp -d)
trap 'as_root rm -rf "$work"' EXIT
codename=bookworm
mirror=$({ cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true; } |
    sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb( \[[^]]*\])? +([^ ]+) .*/\2/p' | sed -n 1p)
mirror=${mirror:-http://deb.debian.org/debian}

# The server, and rabbitmqctl, run as who the manifests say, which Debian's own start script would refuse.
rabbitmq() {
    as_root mmdebstrap --quiet --skip=output/dev --variant=essential --include=rabbitmq-server "$codename" "$work/rabbitmq.tar" "$mirror"
    mkdir -p "$work/tools/usr/sbin"
    printf '#!/bin/sh\nexec /usr/lib/rabbitmq/bin/rabbitmqctl "$@"\n' >"$work/tools/usr/sbin/rabbitmqctl"
    chmod 755 "$work/tools/usr/sbin/rabbitmqctl"
    tar -C "$work/tools" --owner=0 --group=0 --numeric-owner -cf "$work/tools.tar" usr/sbin/rabbitmqctl
    python3 docker-archive.py --entrypoint /usr/lib/rabbitmq/bin/rabbitmq-server "$out/rabbitmq.tar" aguacero-test/rabbitmq:3.10.8 \
        "$work/rabbitmq.tar" "$work/tools.tar"
}

valkey() {
    as_root mmdebstrap --quiet --skip=output/dev --variant=essential --include=valkey-server,valkey-tools "$codename" "$work/valkey.tar" \
        "deb $mirror $codename main" "deb $mirror $codename-backports main"
    python3 docker-archive.py "$out/valkey.tar" aguacero-test/valkey:8.0.1 "$work/valkey.tar"
}

prometheus() {
    as_root mmdebstrap --quiet --skip=output/dev --variant=essential --include=prometheus "$codename" "$work/prometheus.tar" "$mirror"
    python3 docker-archive.py --entrypoint /usr/bin/prometheus "$out/prometheus.tar" aguacero-test/prometheus:2.42.0 "$work/prometheus.tar"
}

# What loadtest/requirements.txt pins, on Debian's Python, whose version pip is told.
locust() {
    local layer=$work/locust
    mkdir -p "$layer/opt/locust" "$layer/usr/bin"
    "$(../../../loadtest/venv.sh)/bin/pip" install --quiet --disable-pip-version-check --no-input --require-hashes --target "$layer/opt/locust" \
        --only-binary=:all: --python-version 3.11 -r ../../../loadtest/requirements.txt || fail "Locust could not be fetched: see the lines above."
    printf '#!/bin/sh\nPYTHONPATH=/opt/locust exec python3 -m locust "$@"\n' >"$layer/usr/bin/locust"
    chmod 755 "$layer/usr/bin/locust"
    tar -C "$layer" --owner=0 --group=0 --numeric-owner -cf "$work/locust-layer.tar" opt usr
    as_root mmdebstrap --quiet --skip=output/dev --variant=essential --include=python3,libstdc++6,ca-certificates "$codename" "$work/python.tar" "$mirror"
    python3 docker-archive.py --entrypoint /usr/bin/locust "$out/locust.tar" aguacero-test/locust:2.47.0 "$work/python.tar" "$work/locust-layer.tar"
}

# The scripts of Kafka that the manifests call, over the jars that local-stack runs, and the one with the tools.
kafka() {
    local kafka=$work/layer/opt/kafka version
    find_jdk
    find_maven
    if [ ! -d "$libraries" ]; then
        echo "aguacero: fetching Kafka's jars ..."
        (cd ../../.. && mvn -B -q -pl local-stack -am -Dunit.skip -Dintegration.skip -Dspotless.check.skip=true package) ||
            fail "the build failed: see the lines above."
    fi
    version=$(basename "$libraries"/kafka-clients-*.jar .jar)
    version=${version#kafka-clients-}
    mkdir -p "$kafka/bin" "$kafka/libs" "$work/unpacked"
    cp "$libraries"/*.jar "$kafka/libs/"
    mvn -B -q dependency:copy -Dartifact=org.apache.kafka:kafka-tools:$version -DoutputDirectory="$kafka/libs" ||
        fail "Kafka's tools could not be fetched: see the lines above."
    printf '#!/bin/sh\nexec java -cp "/opt/kafka/libs/*" kafka.tools.StorageTool "$@"\n' >"$kafka/bin/kafka-storage.sh"
    printf '#!/bin/sh\n# shellcheck disable=SC2086\nexec java $KAFKA_HEAP_OPTS -cp "/opt/kafka/libs/*" kafka.Kafka "$@"\n' >"$kafka/bin/kafka-server-start.sh"
    printf '#!/bin/sh\n# shellcheck disable=SC2086\nexec java $KAFKA_HEAP_OPTS -cp "/opt/kafka/libs/*" org.apache.kafka.tools.AclCommand "$@"\n' >"$kafka/bin/kafka-acls.sh"
    printf '#!/bin/sh\n# shellcheck disable=SC2086\nexec java $KAFKA_HEAP_OPTS -cp "/opt/kafka/libs/*" kafka.admin.ConfigCommand "$@"\n' >"$kafka/bin/kafka-configs.sh"
    chmod 755 "$kafka"/bin/*
    tar -C "$work/layer" --owner=0 --group=0 --numeric-owner -cf "$work/kafka.tar" opt
    tar -xf "$out/base.tar" -C "$work/unpacked"
    python3 docker-archive.py "$out/kafka.tar" "aguacero-test/kafka:$version" "$work/unpacked/0/layer.tar" "$work/unpacked/1/layer.tar" "$work/kafka.tar"
}

for name; do
    # Kafka's is made of this build's own jars, and so each time.
    [ "$name" != kafka ] && [ -f "$out/$name.tar" ] || "$name"
done
ls -l "$out"
