#!/usr/bin/env bash
# A base image for build_and_push.sh --base tar://FILE, where none can be pulled: Debian's C library and shell, and a Java run time that
# jlink makes of JAVA_HOME. For tests; the product's base is another one.
#   base-image.sh FILE.tar
set -euo pipefail
out=$(realpath -m "${1:?base-image.sh FILE.tar}")
cd "$(dirname "$0")"
# shellcheck source=../../../local-stack/env.sh
. ../../../local-stack/env.sh
find_jdk
command -v mmdebstrap >/dev/null || as_root apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null ||
    fail "mmdebstrap is needed (Debian: apt-get install mmdebstrap)."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mirror=$({ cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true; } |
    sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb( \[[^]]*\])? +([^ ]+) .*/\2/p' | sed -n 1p)
as_root mmdebstrap --quiet --skip=output/dev --variant=essential --include=zlib1g bookworm "$work/root.tar" "${mirror:-http://deb.debian.org/debian}"
"$JAVA_HOME/bin/jlink" --output "$work/opt/java" --strip-debug --no-header-files --no-man-pages --compress zip-1 \
    --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.naming.dns,jdk.zipfs,jdk.jfr,jdk.localedata --include-locales en
tar -C "$work" --owner=0 --group=0 --numeric-owner --mtime=@0 --sort=name -cf "$work/java.tar" opt
python3 docker-archive.py "$out" aguacero/base:test "$work/root.tar" "$work/java.tar"
echo "$out"
