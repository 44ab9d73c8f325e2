#!/usr/bin/env bash
# A container image of each service, made by Jib, without Docker: the same packaged services and base give the same digests.
#   ./build_and_push.sh --tar DIR          archives for docker load, ctr images import, kind load image-archive
#   ./build_and_push.sh --registry R       pushes to R/SERVICE:TAG (HOST[:PORT][/PATH])
#   --tag T          default: the commit, and -dirty when files are changed since
#   --platforms P    default linux/amd64; linux/amd64,linux/arm64 for a registry
#   --base IMAGE     default: a JRE 25 of Eclipse Temurin; another image, tar://FILE (as docker save writes it)
#   --push-only      takes the services as they are packaged
# A registry's credentials: docker login, gcloud auth configure-docker, or AGUACERO_REGISTRY_USER and AGUACERO_REGISTRY_PASSWORD.
# AGUACERO_REGISTRY_PLAIN_HTTP=yes for one of your own without HTTPS. Beside each archive, or in images/target: SERVICE.cdx.json,
# what is in it (CycloneDX).
set -euo pipefail
from=$PWD
cd "$(dirname "$0")"
# shellcheck source=local-stack/env.sh
. local-stack/env.sh
# shellcheck source=k8s/names.sh
. k8s/names.sh

tag='' archives='' build=true
options=()
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) sed -n '2,/^set/s/^# \{0,1\}//p' build_and_push.sh | sed '$d'; exit ;;
        --push-only) build=false; shift; continue ;;
        --registry | --tag | --tar | --platforms | --base) [ $# -ge 2 ] || fail "$1 wants a value." ;;
        *) fail "'$1' is not known; ./build_and_push.sh --help says what is." ;;
    esac
    case $1 in
        --tag) tag=$2 ;;
        --tar) archives=$(cd "$from" && realpath -m "$2"); options+=(--tar "$archives") ;;
        *) options+=("$1" "$2") ;;
    esac
    shift 2
done
[ -n "$tag" ] || tag=$(default_tag)
find_jdk

if $build; then
    find_maven
    echo "aguacero: packaging the services ..."
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    modules=$(IFS=,; echo "${services[*]},images")
    if ! mvn -B -q -Psbom -pl "$modules" -am -Dunit.skip -Dintegration.skip -Dspotless.check.skip=true package >"$log" 2>&1; then
        grep ERROR "$log" | cut -c1-300 | head -n 20 >&2 || tail -n 20 "$log" >&2
        fail "the build failed: see the lines above."
    fi
fi
[ -d images/target/lib ] || fail "nothing is packaged yet: leave --push-only out."

"$JAVA_HOME/bin/java" -cp "images/target/classes:images/target/lib/*" io.aguacero.images.Main "$PWD" \
    --tag "$tag" --created "$(sources_time)" --revision "$(sources_revision)" "${options[@]}"

for service in "${services[@]}"; do
    sbom=$service/target/$service.cdx.json
    [ ! -f "$sbom" ] || cp "$sbom" "${archives:-images/target}/"
done
