#!/usr/bin/env bash
# compose.yaml on the Docker of this machine (DOCKER_HOST): started, loaded, broken, its totals compared, and removed with its data.
#   --stand-ins   the servers' images aren't pulled but made, of Debian's packages and Maven's jars (../cluster/stand-ins.sh)
#   --packaged    images are made of the services as they are packaged
#   --loaded      of images that Docker has already, with tag AGUACERO_TAG; nothing is built
#   --keep        it isn't removed in the end
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=../../../local-stack/env.sh
. ../../../local-stack/env.sh
# shellcheck source=../../names.sh
. ../../names.sh
# shellcheck source=../python.sh
. ../python.sh

root=$(realpath ../../..)
archives=$root/.aguacero/compose-images
loaded=false keep=false build=() base=() stand_ins=()
export COMPOSE_FILE=$root/compose.yaml
while [ $# -gt 0 ]; do
    case $1 in
        --stand-ins)
            stand_ins=(kafka rabbitmq valkey prometheus locust)
            COMPOSE_FILE+=:$PWD/stand-ins.yaml
            base=(--base "tar://$archives/stand-ins/base.tar")
            ;;
        --packaged) build=(--push-only) ;;
        --loaded) loaded=true ;;
        --keep) keep=true ;;
        *) fail "./test.sh compose knows --stand-ins, --packaged, --loaded and --keep, not '$1'." ;;
    esac
    shift
done

docker compose version >/dev/null 2>&1 || fail "Docker with its plugin compose (v2.23 or newer) is needed."
docker info >/dev/null 2>&1 || fail "Docker doesn't answer: docker info says why."
# What is removed in the end must be this test's.
for kind in container volume; do
    [ -z "$(docker "$kind" ls -q --filter label=com.docker.compose.project=aguacero)" ] ||
        fail "there is an aguacero in this Docker, with its data: docker compose down -v removes both."
done

AGUACERO_TAG=${AGUACERO_TAG:-$(default_tag)}
export AGUACERO_TAG
if ! $loaded; then
    [ ${#stand_ins[@]} = 0 ] || ../cluster/stand-ins.sh "$archives/stand-ins" "${stand_ins[@]}"
    "$root/build_and_push.sh" --tar "$archives" --tag "$AGUACERO_TAG" "${base[@]}" "${build[@]}"
    for name in "${services[@]}" "${stand_ins[@]/#/stand-ins/}"; do
        docker load -q -i "$archives/$name.tar"
    done
fi

# Passwords that are there go with volumes that are not.
"$root/k8s/users.sh" "$root/.aguacero/compose"
"$root/k8s/first-key.sh" "$root/.aguacero"
[ -s "$root/.aguacero/api-key/key" ] || fail "there are keys in .aguacero/keys already, but none of first-key.sh: move them away."

find_python ../requirements.txt
mkdir -p target/pytest-reports
$keep || trap 'docker compose down -v --timeout 60' EXIT
SECONDS=0
docker compose up -d --quiet-pull
echo "aguacero: started in $SECONDS s"
"$python" -m pytest -q -s -p no:cacheprovider --junitxml=target/pytest-reports/TEST-compose.xml .
