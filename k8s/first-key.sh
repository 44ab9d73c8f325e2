#!/usr/bin/env bash
# The first key, which may do everything: FOLDER/api-key/key is the key itself, for its owner alone, FOLDER/keys/keys.json what services are given, its hash.
#   k8s/first-key.sh FOLDER     leaves keys that are there as they are
set -euo pipefail
mkdir -p "${1:?k8s/first-key.sh FOLDER}"
cd "$1"
[ ! -e keys/keys.json ] || exit 0
# Whoever runs in a container must be able to read the hash.
umask 022
mkdir -p keys
(umask 077 && mkdir -p api-key && printf 'agk_%s' "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')" >api-key/key)
printf '{"keys": [{"name": "first", "tenant": "default", "sha256": "%s", "scopes": ["write", "read", "replay", "admin"], "kinds": ["*"]}]}\n' \
    "$(sha256sum <api-key/key | cut -d' ' -f1)" >keys/keys.json
