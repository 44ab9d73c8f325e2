#!/usr/bin/env bash
# Judges the manifests as they are built, without a cluster: part of ./test.sh. Installs what it needs once, below ~/.cache.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=../../local-stack/env.sh
. ../../local-stack/env.sh
# shellcheck source=python.sh
. ./python.sh

reports=../target/pytest-reports
rm -rf ../target
mkdir -p "$reports"

# kubectl builds as `kubectl apply -k` does; otherwise kustomize itself, and at last made from its source.
find_kustomize() {
    local version=v5.7.1 minor go
    go=$(command -v go || find /usr/local/go/bin -name go 2>/dev/null || true)
    minor=$(kubectl version --client -o json 2>/dev/null | sed -nE 's/.*"minor": *"([0-9]+).*/\1/p' | head -n 1)
    if [ "${minor:-0}" -ge 28 ]; then
        export KUSTOMIZE="kubectl kustomize"
    elif command -v kustomize >/dev/null; then
        export KUSTOMIZE="kustomize build"
    elif [ -n "$go" ]; then
        [ -x "$cache/bin/kustomize" ] || {
            echo "aguacero: building kustomize $version, once ..."
            GOBIN=$cache/bin "$go" install "sigs.k8s.io/kustomize/kustomize/v5@$version"
        }
        export KUSTOMIZE="$cache/bin/kustomize build"
    else
        fail "kubectl 1.28 or newer, kustomize, or Go to make it with, is needed to build the manifests."
    fi
}

find_kustomize
find_python requirements.txt
exec "$python" -m pytest -q -p no:cacheprovider --junitxml="$reports/TEST-manifests.xml" --ignore=cluster --ignore=compose "$@" .
