#!/usr/bin/env bash
# Users of Kafka, RabbitMQ and Valkey in containers: one a service with the least it needs, and what each server and service is given of them;
# and the certificates by which servers, and services among themselves, are known.
#   k8s/users.sh FOLDER     makes what is missing in FOLDER, its owner's alone; passwords, authorities and certificates stay as they are
# A folder below is what one Secret of Kubernetes, or one mount of compose, holds. What users may do stands in local-stack, for ./run.sh too.
set -euo pipefail
folder=$(realpath -m "${1:?k8s/users.sh FOLDER}")
cd "$(dirname "$0")/.."
rights=local-stack/src/main/resources/io/aguacero/localstack/users
# Whoever runs in a container, the files must be theirs to read; nobody else gets into the folder above.
umask 022
mkdir -p "$folder"
chmod 700 "$folder"
mkdir -p "$folder"/{user-passwords,kafka-users,rabbitmq-users,valkey-users}
command -v openssl >/dev/null || { echo "aguacero: openssl is needed and isn't on PATH: it makes the servers' certificates." >&2; exit 1; }

password() { cat "$folder/user-passwords/$1"; }
line() { printf '%s=%s\n' "$@"; }
login() { printf 'org.apache.kafka.common.security.%s required username="%s" password="%s"' "$1" "$2" "$(password "$2")"; }

for user in operator controller servers migration kafka-writer rabbit-writer kafka-consumer rabbit-consumer insights-api load-test; do
    [ -s "$folder/user-passwords/$user" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$folder/user-passwords/$user"
done

# Servers read theirs when they start, so certificates last as long as authorities. Ten years, in days.
days=3650
elliptic=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256)

# Who vouches for others: tls.key, and ca.crt for those who believe it.
authority() {
    local into=$folder/$1
    mkdir -p "$into"
    [ -s "$into/ca.crt" ] || openssl req -x509 "${elliptic[@]}" -days $days -keyout "$into/tls.key" -out "$into/ca.crt" -config - 2>/dev/null <<END
[req]
distinguished_name = name
x509_extensions = authority
prompt = no
[name]
CN = aguacero-$1
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
END
}

# A key and a certificate for some names, FILE.key and FILE.crt in a folder, beside whom to believe.
certificate() {
    local authority=$folder/$1 into=$folder/$2 file=$3 names=$4
    mkdir -p "$into"
    if ! openssl verify -CAfile "$authority/ca.crt" "$into/$file.crt" >/dev/null 2>&1; then
        openssl req -new "${elliptic[@]}" -subj "/CN=${names%%,*}" -keyout "$into/$file.key" -out "$into/request" 2>/dev/null
        printf '%s\n' 'basicConstraints = critical, CA:FALSE' 'keyUsage = critical, digitalSignature' 'extendedKeyUsage = serverAuth, clientAuth' \
            "subjectAltName = DNS:${names//,/,DNS:}" >"$into/extensions"
        openssl x509 -req -sha256 -in "$into/request" -CA "$authority/ca.crt" -CAkey "$authority/tls.key" \
            -set_serial "0x$(od -An -N15 -tx1 /dev/urandom | tr -d ' \n')" -days $days -extfile "$into/extensions" -out "$into/$file.crt" 2>/dev/null
        rm "$into/request" "$into/extensions"
    fi
    # As all that a container reads: openssl keeps a key for its owner, who isn't the one in there.
    chmod 644 "$into/$file.key"
    cp "$authority/ca.crt" "$into/"
}

# For all names by which clients and other nodes reach a server.
server() {
    local names=$1,localhost number
    for number in 0 1 2 3 4 5 6 7 8; do
        names+=,$1-$number.$1-pods
    done
    certificate servers-authority "$1-users" server "$names"
}

# RabbitMQ's way: a salt of four bytes, and SHA-256 of the salt and the password.
rabbitmq_hash() {
    local salt hashed
    salt=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
    hashed=$({ bytes "$salt"; password "$1"; } | sha256sum | cut -d' ' -f1)
    bytes "$salt$hashed" | base64 -w0
}

# shellcheck disable=SC2059
bytes() { printf "$(sed 's/../\\x&/g' <<<"$1")"; }

valkey_hash() { password "$1" | sha256sum | cut -d' ' -f1; }

# A file of rights, with what a function says of a user in place of @USER@.
filled() {
    local text user
    text=$(cat "$rights/$1")
    for user in $(grep -o '@[a-z-]*@' "$rights/$1" | tr -d @ | sort -u); do
        text=${text//"@$user@"/$("$2" "$user")}
    done
    printf '%s\n' "$text"
}

kafka() {
    local user
    server kafka
    # Kafka's way: both in one file.
    cat "$folder/kafka-users/server.key" "$folder/kafka-users/server.crt" >"$folder/kafka-users/server.pem"
    cp "$rights/acls.txt" "$folder/kafka-users/acls.txt"
    {
        line security.protocol SASL_SSL
        line ssl.truststore.type PEM
        line ssl.truststore.location /etc/kafka-users/ca.crt
        line sasl.mechanism SCRAM-SHA-512
        line sasl.jaas.config "$(login scram.ScramLoginModule operator);"
    } >"$folder/kafka-users/operator.properties"
    {
        line listener.name.clients.scram-sha-512.sasl.jaas.config "$(login scram.ScramLoginModule operator);"
        line listener.name.controller.plain.sasl.jaas.config "$(login plain.PlainLoginModule controller) user_controller=\"$(password controller)\";"
    } >"$folder/kafka-users/logins.properties"
    for user in operator $(grep -v '^#' "$rights/acls.txt" | cut -d' ' -f1 | sort -u); do
        printf '%s\n' --add-scram "SCRAM-SHA-512=[name=$user,password=$(password "$user")]"
    done >"$folder/kafka-users/scram.arguments"
}

# Servers copy each other, and their sentinels lead them, as one user; a sentinel tells services where the primary is, and nothing else.
valkey() {
    local user
    server valkey
    {
        filled users.acl valkey_hash
        echo "user servers on #$(valkey_hash servers) &* +ping +psync +replconf +multi +exec +replicaof +slaveof +subscribe +publish +role +info" \
            "+config|rewrite +client|setname +client|kill +script|kill"
        # The load test looks up which of its events are counted.
        echo "user load-test on #$(valkey_hash load-test) resetchannels %R~{k:* %R~{r:* +ping +exists +smismember"
    } >"$folder/valkey-users/users.acl"
    for user in kafka-consumer rabbit-consumer insights-api migration; do
        echo "user $user on #$(valkey_hash "$user") resetchannels &+switch-master +ping +subscribe" \
            "+sentinel|sentinels +sentinel|get-master-addr-by-name +sentinel|slaves"
    done >"$folder/valkey-users/sentinel-users.conf"
    password servers >"$folder/valkey-users/password"
}

service() {
    local name=$1 server
    shift
    mkdir -p "$folder/$name-user"
    for server in "$@"; do
        line "$server.user" "$name"
        line "$server.password" "$(password "$name")"
    done >"$folder/$name-user/users.properties"
    cp "$folder/servers-authority/ca.crt" "$folder/$name-user/"
}

authority servers-authority
kafka
server rabbitmq
filled definitions.json rabbitmq_hash >"$folder/rabbitmq-users/definitions.json"
valkey
service kafka-writer scram
service rabbit-writer scram rabbitmq
service kafka-consumer scram valkey
service rabbit-consumer rabbitmq valkey
service insights-api scram rabbitmq valkey
mkdir -p "$folder/load-test-user"
echo "rediss://load-test:$(password load-test)@valkey:6379" >"$folder/load-test-user/valkey"
cp "$folder/servers-authority/ca.crt" "$folder/load-test-user/"
# By which the services on an event's way know each other, in compose; on Kubernetes cert-manager makes them.
authority services-authority
for name in ingress-api router-api kafka-writer rabbit-writer; do
    certificate services-authority "$name-identity" tls "$name"
done
# Who calls the store's functions may not load them.
for consumer in kafka-consumer rabbit-consumer; do
    line migration.password "$(password migration)" >>"$folder/$consumer-user/users.properties"
done
