#!/usr/bin/env bash
# Builds Bento with the components that the benchmark uses, once, into bench/target; needs Go 1.25.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=../../local-stack/env.sh
. ../../local-stack/env.sh
built=../target/bento
[ ! -x "$built" ] || [ main.go -nt "$built" ] || [ go.sum -nt "$built" ] || exit 0
go=$(command -v go || echo /usr/local/go/bin/go)
[ -x "$go" ] || fail "Go 1.25 is needed to build Bento: install it from https://go.dev/dl and try again."
echo "aguacero: building Bento, which takes some minutes ..."
mkdir -p ../target
"$go" build -p 2 -o "$built" .
