#!/usr/bin/env bash
# Judges the manifests as they are built, without a cluster: part of ./test.sh. Installs what it needs once, below ~/.cache.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=../../local-stack/env.sh
. ../../local-stack/env.sh

cache=${AGUACERO_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/aguacero}
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

# An environment for these requirements and this Python, made once.
find_python() {
    local start=${AGUACERO_PYTHON:-python3} version environment
    version=$("$start" -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' 2>/dev/null) ||
        fail "Python 3.11 or newer is needed to judge the manifests: install it, or name one by AGUACERO_PYTHON."
    environment=$cache/manifests-$version-$(sha256sum requirements.txt | cut -c1-12)
    if [ ! -f "$environment/ready" ]; then
        echo "aguacero: installing what judges the manifests, once ..."
        rm -rf "$environment"
        if ! "$start" -m venv "$environment" >/dev/null 2>&1; then
            { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends python3-venv; } >/dev/null 2>&1 &&
                "$start" -m venv "$environment" >/dev/null ||
                fail "Python's venv is needed to judge the manifests: install it (Debian and Ubuntu: apt-get install python3-venv)."
        fi
        "$environment/bin/pip" install -q --disable-pip-version-check --no-input -r requirements.txt ||
            fail "what judges the manifests could not be installed: see the lines above."
        touch "$environment/ready"
    fi
    python=$environment/bin/python
}

find_kustomize
find_python
exec "$python" -m pytest -q -p no:cacheprovider --junitxml="$reports/TEST-manifests.xml" "$@" .
