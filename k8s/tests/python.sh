# shellcheck shell=bash
# Sourced by run.sh and cluster/run.sh, after env.sh.

cache=${AGUACERO_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/aguacero}
# An environment for this file of requirements and this Python, made once; its python is $python.
find_python() {
    local start=${AGUACERO_PYTHON:-python3} version environment
    version=$("$start" -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' 2>/dev/null) ||
        fail "Python 3.11 or newer is needed to judge the manifests: install it, or name one by AGUACERO_PYTHON."
    environment=$cache/manifests-$version-$(sha256sum "$1" | cut -c1-12)
    if [ ! -f "$environment/ready" ]; then
        echo "aguacero: installing what judges the manifests, once ..."
        rm -rf "$environment"
        if ! "$start" -m venv "$environment" >/dev/null 2>&1; then
            { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends python3-venv; } >/dev/null 2>&1 &&
                "$start" -m venv "$environment" >/dev/null ||
                fail "Python's venv is needed to judge the manifests: install it (Debian and Ubuntu: apt-get install python3-venv)."
        fi
        "$environment/bin/pip" install -q --disable-pip-version-check --no-input -r "$1" ||
            fail "what judges the manifests could not be installed: see the lines above."
        touch "$environment/ready"
    fi
    python=$environment/bin/python
}
