#!/usr/bin/env bash
# venv.sh [REQUIREMENTS] prints the folder of a Python environment with what that file (requirements.txt) pins; makes it first when there
# is none.
# It lies in AGUACERO_CACHE, else ~/.cache/aguacero, by the requirements and Python's version, so that a change makes another one.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../local-stack/env.sh
. "$here/../local-stack/env.sh"

requirements=${1:-$here/requirements.txt}
python=${AGUACERO_PYTHON:-python3}
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' 2>/dev/null) ||
    fail "Python 3.11 or newer is needed for the load test: install it, or name one by AGUACERO_PYTHON."
cache=${AGUACERO_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/aguacero}
venv=$cache/loadtest-$version-$(sha256sum "$requirements" | cut -c1-12)
if [ ! -f "$venv/ready" ]; then
    mkdir -p "$cache"
    exec 9>"$cache/loadtest.lock"
    flock 9
fi
if [ ! -f "$venv/ready" ]; then
    echo "aguacero: installing what the load test needs into $venv ..." >&2
    rm -rf "$venv"
    if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
        { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends python3-venv; } >/dev/null 2>&1 &&
            rm -rf "$venv" && "$python" -m venv "$venv" >&2 ||
            fail "Python's venv is needed for the load test: install it (Debian and Ubuntu: apt-get install python3-venv)."
    fi
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-input --require-hashes -r "$requirements" >&2 ||
        fail "what the load test needs could not be installed: see the lines above."
    touch "$venv/ready"
fi
echo "$venv"
