#!/usr/bin/env bash
# The pipeline on the cluster of kubectl's current context: built, deployed, loaded, broken, and its totals compared. For a cluster that
# nobody else needs: README.md says what it takes away.
#   --steps door,totals,...   only these, in their order; README.md names them
#   --stand-ins               the servers' images aren't pulled but made, of Debian's packages and Maven's jars (stand-ins.sh)
#   --packaged                images are made of the services as they are packaged
#   --deployed                of what is deployed already; nothing is built
# AGUACERO_LOAD_IMAGE: the command that brings an image's archive, named after it, to the nodes: "kind load image-archive --name aguacero".
# AGUACERO_CLUSTER_REGISTRY: instead of it, a registry that images are pushed to and nodes pull from.
# AGUACERO_CLUSTER_INGRESS: address of the Ingress controller, http://HOST:PORT, where the Ingress' status doesn't tell.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=../../../local-stack/env.sh
. ../../../local-stack/env.sh
# shellcheck source=../../names.sh
. ../../names.sh
# shellcheck source=../python.sh
. ../python.sh

all=(door totals again refused rolling rotated failover kills rebuilt scaling)
steps=("${all[@]}") overlay=k8s/tests/cluster/overlay stand_ins=false deployed=false build=()
while [ $# -gt 0 ]; do
    case $1 in
        --steps)
            IFS=, read -ra steps <<<"${2:?"--steps wants names, such as door,totals"}"
            shift
            ;;
        --stand-ins) stand_ins=true overlay=k8s/tests/cluster/stand-ins ;;
        --packaged) build=(--push-only) ;;
        --deployed) deployed=true ;;
        *) fail "./test.sh cluster knows --steps, --stand-ins, --packaged and --deployed, not '$1'." ;;
    esac
    shift
done
files=()
for step in "${steps[@]}"; do
    [ -f "test_$step.py" ] || fail "there is no step '$step'; the steps are ${all[*]}."
    files+=("test_$step.py")
done

command -v kubectl >/dev/null || fail "kubectl is needed and isn't on PATH."
context=$(kubectl config current-context 2>/dev/null) || fail "kubectl knows no cluster: set KUBECONFIG."
archives=$PWD/../../../.aguacero/cluster-images
root=$(realpath ../../..)

# Of the services by build_and_push.sh, and of what stands in for the servers.
bring_images() {
    local base=() archive
    if $stand_ins; then
        ./stand-ins.sh "$archives/stand-ins"
        base=(--base "tar://$(realpath "$archives")/stand-ins/base.tar")
    fi
    if [ -n "${AGUACERO_CLUSTER_REGISTRY:-}" ]; then
        "$root/build_and_push.sh" --registry "$AGUACERO_CLUSTER_REGISTRY" --tag "$tag" "${base[@]}" "${build[@]}"
    else
        [ -n "${AGUACERO_LOAD_IMAGE:-}" ] ||
            fail "say how images get to the nodes: AGUACERO_LOAD_IMAGE or AGUACERO_CLUSTER_REGISTRY (run.sh says how)."
        "$root/build_and_push.sh" --tar "$archives" --tag "$tag" "${base[@]}" "${build[@]}"
    fi
    [ -n "${AGUACERO_LOAD_IMAGE:-}" ] || ! $stand_ins || fail "stand-ins are archives: AGUACERO_LOAD_IMAGE has to bring them to the nodes."
    [ -n "${AGUACERO_LOAD_IMAGE:-}" ] || return 0
    for archive in "$archives"/*.tar "$archives"/stand-ins/{kafka,rabbitmq,valkey}.tar; do
        [ -f "$archive" ] || continue
        echo "aguacero: bringing $(basename "$archive") to the nodes ..."
        # shellcheck disable=SC2086
        $AGUACERO_LOAD_IMAGE "$archive" >/dev/null || fail "$AGUACERO_LOAD_IMAGE $archive failed: see the lines above."
    done
}

tag=$(default_tag)
registry=()
[ -z "${AGUACERO_CLUSTER_REGISTRY:-}" ] || registry=(--registry "$AGUACERO_CLUSTER_REGISTRY")
# For the step that deploys again.
AGUACERO_DEPLOY="./deploy.sh --context $context --overlay $overlay --tag $tag ${registry[*]}"
export AGUACERO_DEPLOY AGUACERO_CONTEXT="$context"
if ! $deployed; then
    bring_images
    SECONDS=0
    (cd "$root" && $AGUACERO_DEPLOY)
    echo "aguacero: deployed in $SECONDS s"
fi

find_python ../requirements.txt
mkdir -p target/pytest-reports
exec "$python" -m pytest -q -s -p no:cacheprovider --junitxml=target/pytest-reports/TEST-cluster.xml "${files[@]}"
