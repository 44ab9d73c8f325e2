#!/usr/bin/env bash
# Everything into a cluster, again and again: what is there already stays as it is.
#   ./deploy.sh kind                          makes a cluster on this machine if there is none, builds, loads, deploys
#   ./deploy.sh gke --registry R              into the cluster of the current context; images are in R (build_and_push.sh)
#   ./deploy.sh --context C [--overlay DIR]   into any cluster; overlay kind unless told; images are there, or in --registry R
#   --tag T       of images that are there already; default: the commit, which kind builds
#   --dry-run     only writes what would be applied, and says where; needs no cluster
#   ... status    what runs; ... delete [--yes]  removes it all, with its data, after asking
#   ... rotate U  a new password for user U of brokers and store, while all of it runs
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=local-stack/env.sh
. local-stack/env.sh
# shellcheck source=k8s/names.sh
. k8s/names.sh

namespace=aguacero
# The others are those of the servers themselves (docs/security.md).
rotated=(kafka-writer rabbit-writer kafka-consumer rabbit-consumer insights-api migration)
target='' context='' overlay='' registry='' tag='' action=apply user='' dry=false yes=false
while [ $# -gt 0 ]; do
    case $1 in
        kind | gke) target=$1 ;;
        status | delete) action=$1 ;;
        rotate)
            [ $# -ge 2 ] || fail "rotate wants a user: ${rotated[*]}."
            action=$1 user=$2
            shift
            ;;
        --dry-run) dry=true ;;
        --yes) yes=true ;;
        --help | -h) sed -n '2,/^set/s/^# \{0,1\}//p' deploy.sh | sed '$d'; exit ;;
        --context | --overlay | --registry | --tag)
            [ $# -ge 2 ] || fail "$1 wants a value."
            declare "${1#--}=$2"
            shift
            ;;
        *) fail "'$1' is not known; ./deploy.sh --help says what is." ;;
    esac
    shift
done
[ -z "$user" ] || [[ " ${rotated[*]} " = *" $user "* ]] || fail "there is no user '$user' to rotate; there are ${rotated[*]}."
[ -n "$target$context" ] || fail "say where: kind, gke or --context C (./deploy.sh --help)."
overlay=${overlay:-k8s/overlays/${target:-kind}}
[ -f "$overlay/kustomization.yaml" ] || fail "there is no kustomization.yaml in $overlay."

command -v kubectl >/dev/null || fail "kubectl is needed and isn't on PATH: kubernetes.io/docs/tasks/tools says how to get it."

k() { kubectl --context "$context" "$@"; }
kn() { k -n "$namespace" "$@"; }

# The context to use, and whether its cluster answers.
find_cluster() {
    case $target in
        kind)
            context=${context:-kind-aguacero}
            command -v kind >/dev/null || fail "kind is needed and isn't on PATH: kind.sigs.k8s.io says how to get it."
            if ! kind get clusters 2>/dev/null | grep -qx "${context#kind-}"; then
                [ "$action" = apply ] || fail "there is no cluster of kind called ${context#kind-}."
                echo "aguacero: making a cluster of kind ..."
                kind create cluster --name "${context#kind-}" --config "$overlay/cluster.yaml" ||
                    fail "kind could not make a cluster: see the lines above."
            fi
            ;;
        gke)
            context=${context:-$(kubectl config current-context 2>/dev/null)} && [ -n "$context" ] ||
                fail "kubectl knows no cluster: gcloud container clusters get-credentials NAME --location L."
            case $context in
                gke_*) ;;
                *) fail "the current context, $context, isn't one of GKE: name it with --context." ;;
            esac
            ;;
    esac
    k version --request-timeout=10s >/dev/null 2>&1 ||
        fail "the cluster of context $context doesn't answer: kubectl --context $context version says why."
}

# What is applied, in one file: the overlay with the tag and the registry that were asked for.
render() {
    local folder=.aguacero/deploy/${target:-context} service prefix
    mkdir -p "$folder"
    # As the overlay calls its images.
    prefix=$(kubectl kustomize "$overlay" | sed -nE 's#^ *(- )?image: (.*)/ingress-api:.*#\2#p' | head -n 1)
    {
        echo "apiVersion: kustomize.config.k8s.io/v1beta1"
        echo "kind: Kustomization"
        echo "resources: [$(realpath --relative-to="$folder" "$overlay")]"
        echo "images:"
        for service in "${services[@]}"; do
            echo "  - { name: $prefix/$service, newName: ${registry:-$prefix}/$service, newTag: \"$tag\" }"
        done
    } >"$folder/kustomization.yaml"
    kubectl kustomize "$folder" >"$folder/all.yaml" || fail "$overlay can't be built: see the lines above."
    manifest=$folder/all.yaml
}

user_secrets=(user-passwords kafka-users rabbitmq-users valkey-users
    kafka-writer-user rabbit-writer-user kafka-consumer-user rabbit-consumer-user insights-api-user)

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# A Secret is made once and then left alone; what is in it is never printed and never an argument of a command.
secret() {
    local name=$1 folder
    kn get secret "$name" >/dev/null 2>&1 && return
    folder=$(mktemp -d)
    (
        umask 077
        cd "$folder"
        case $name in
            rabbitmq-credentials) random >erlang-cookie ;;
            *) random >password ;;
        esac
    )
    kn create secret generic "$name" --from-file="$folder" >/dev/null || { rm -rf "$folder"; fail "Secret $name could not be made."; }
    rm -rf "$folder"
    echo "aguacero: made Secret $name"
}

# A folder for passwords, which goes when this ends, however it does; with those that the cluster has.
fetch_passwords() {
    local name password
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    mkdir "$folder/user-passwords"
    ! kn get secret user-passwords >/dev/null 2>&1 ||
        kn get secret user-passwords -o go-template='{{range $user, $password := .data}}{{$user}} {{$password}}{{"\n"}}{{end}}' |
        while read -r name password; do base64 -d <<<"$password" >"$folder/user-passwords/$name"; done
}

# The users of brokers and store. All passwords are in the first Secret that is made, so that the others can be made of it again.
users() {
    local name
    ! kn get secret "${user_secrets[@]}" >/dev/null 2>&1 || return 0
    fetch_passwords
    [ -f "$folder/user-passwords/operator" ] || ! kn get statefulset kafka >/dev/null 2>&1 ||
        fail "the brokers there were made without users: ./deploy.sh ... delete removes them, with their data."
    k8s/users.sh "$folder"
    for name in "${user_secrets[@]}"; do
        kn get secret "$name" >/dev/null 2>&1 && continue
        kn create secret generic "$name" --from-file="$folder/$name" >/dev/null || fail "Secret $name could not be made."
        echo "aguacero: made Secret $name"
    done
    rm -rf "$folder"
}

# The first key, which may do everything. The services are given its hash; the key itself is in a Secret of its own.
first_key() {
    local folder
    kn get secret api-keys >/dev/null 2>&1 && return
    folder=$(mktemp -d)
    k8s/first-key.sh "$folder"
    kn delete secret api-key --ignore-not-found >/dev/null
    { kn create secret generic api-key --from-file="$folder/api-key" && kn create secret generic api-keys --from-file="$folder/keys"; } >/dev/null ||
        { rm -rf "$folder"; fail "Secrets api-key and api-keys could not be made."; }
    rm -rf "$folder"
    echo "aguacero: made Secrets api-key and api-keys"
}

# Says of each pod that isn't ready what keeps it.
say_what_is_wrong() {
    local pod reason
    for pod in $(kn get pods -o jsonpath='{range .items[?(@.status.phase!="Succeeded")]}{.metadata.name}{"\n"}{end}'); do
        [ "$(kn get pod "$pod" -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}')" != True ] || continue
        reason=$(kn get pod "$pod" -o jsonpath='{.status.containerStatuses[*].state.waiting.reason}{.status.initContainerStatuses[*].state.waiting.reason}')
        case $reason in
            *ImagePull* | *ErrImage*) echo "  $pod: its image can't be pulled: $(kn get pod "$pod" -o jsonpath='{.spec.containers[0].image}')" ;;
            *CrashLoop*) echo "  $pod: ends again and again; its last lines:"; kn logs "$pod" --previous --tail=5 2>/dev/null | sed 's/^/    /' ;;
            *ConfigError*) echo "  $pod: something that it mounts is missing: kubectl -n $namespace describe pod $pod" ;;
            *)
                if [ "$(kn get pod "$pod" -o jsonpath='{.status.phase}')" = Pending ]; then
                    echo "  $pod: has no node: $(kn get pod "$pod" -o jsonpath='{.status.conditions[?(@.type=="PodScheduled")].message}')"
                else
                    echo "  $pod: runs and isn't ready; its last lines:"
                    kn logs "$pod" --tail=5 2>/dev/null | sed 's/^/    /'
                fi
                ;;
        esac
    done
    kn get events --field-selector type=Warning --sort-by=.lastTimestamp -o custom-columns=OBJECT:.involvedObject.name,MESSAGE:.message \
        --no-headers 2>/dev/null | tail -n 5 | cut -c1-200 | sed 's/^/  event: /'
}

# Waits until each of these is rolled out.
await() {
    local one
    for one in "$@"; do
        echo "aguacero: waiting for $one ..."
        if ! kn rollout status "$one" --timeout=10m >/dev/null 2>&1; then
            say_what_is_wrong >&2
            fail "$one isn't ready after ten minutes: see the lines above."
        fi
    done
}

# A cluster without metrics-server runs everything, and scales nothing.
say_if_unscaled() {
    grep -q 'kind: HorizontalPodAutoscaler' "$manifest" || return 0
    k get apiservice v1beta1.metrics.k8s.io >/dev/null 2>&1 ||
        echo "aguacero: this cluster has no metrics-server, so the door isn't scaled (docs/kubernetes.md)."
}

say_where() {
    local address read grafana
    case ${target:-} in
        kind) address=http://127.0.0.1:8080; read=http://127.0.0.1:8090; grafana=http://127.0.0.1:3000/grafana/ ;;
        gke)
            address=http://$(kn get ingress aguacero -o jsonpath='{.status.loadBalancer.ingress[0].ip}')
            [ "$address" != http:// ] || { echo "aguacero: the balancer has no address yet; ./deploy.sh gke status tells it later."; return; }
            read=$address grafana=$address/grafana/
            ;;
        *)
            echo "aguacero: from this machine, each in a terminal of its own:"
            echo "  kubectl --context $context -n $namespace port-forward service/ingress-api 8080"
            echo "  kubectl --context $context -n $namespace port-forward service/insights-api 8090"
            address=http://127.0.0.1:8080 read=http://127.0.0.1:8090 grafana='kubectl port-forward service/grafana 3000'
            ;;
    esac
    echo "aguacero: door $address, read side $read, Grafana $grafana (user admin; the password is in Secret grafana-credentials)"
    echo "  key=\$(kubectl --context $context -n $namespace get secret api-key -o jsonpath='{.data.key}' | base64 -d)"
    echo "  curl -i $address/v1/tweets -H \"Authorization: Bearer \$key\" -H 'Content-Type: application/json' -d '{\"municipality\":\"mixco\",\"weather\":\"rainy\",\"temperature\":19.5,\"humidity\":88}'"
    echo "  curl -H \"Authorization: Bearer \$key\" '$read/v1/kinds/weather.tweet/totals?by=municipality'"
}

# Says what changed, and nothing of what didn't.
apply() {
    local said
    # Not by apply's own word: of a StatefulSet with volumes it says "configured" each time.
    ! k diff "$@" >/dev/null 2>&1 || return 0
    said=$(k apply "$@" 2>&1) || { echo "$said" >&2; fail "the cluster took not all of it: see the lines above."; }
    sed '/ unchanged$/d; /^$/d' <<<"$said"
}

deploy() {
    # As the overlay has them: an object that is applied in two forms would change each time.
    if grep -q 'app.kubernetes.io/component: namespace' "$manifest"; then
        apply -f "$manifest" -l app.kubernetes.io/component=namespace
    else
        apply -k k8s/namespace
    fi
    # Of what isn't deployed here, the Secrets are the operator's.
    ! grep -q 'secretName: kafka-users$' "$manifest" || users
    for name in rabbitmq-credentials grafana-credentials; do
        if grep -q "secretName: $name" "$manifest" && grep -q "^  name: ${name%-credentials}$" "$manifest"; then
            secret "$name"
        fi
    done
    ! grep -q 'secretName: api-keys$' "$manifest" || first_key
    # Brokers and store first: streams made before all nodes are there would have fewer copies.
    if grep -q 'app.kubernetes.io/component: infrastructure' "$manifest"; then
        apply -f "$manifest" -l app.kubernetes.io/component=infrastructure
        await statefulset/kafka statefulset/rabbitmq statefulset/valkey
    fi
    apply -f "$manifest"
    await "${services[@]/#/deployment/}"
    say_if_unscaled
    say_where
}

# Kafka and RabbitMQ ask who comes anew, so those who are there stay; Valkey takes the old password too until they have gone. When it is
# broken off, it can be done again.
rotate() {
    local name pods=("deployment/$user")
    [ "$user" != migration ] || pods=(deployment/kafka-consumer deployment/rabbit-consumer)
    fetch_passwords
    [ -f "$folder/user-passwords/$user" ] || fail "the cluster of context $context has no Secret user-passwords with $user: nothing was changed."
    rm "$folder/user-passwords/$user"
    k8s/users.sh "$folder"
    for name in "${user_secrets[@]}"; do
        kn create secret generic "$name" --from-file="$folder/$name" --dry-run=client -o yaml | kn replace -f - >/dev/null ||
            fail "Secret $name could not be replaced: do it again."
    done
    tell_kafka
    tell_rabbitmq
    tell_valkey ""
    echo "aguacero: brokers and store take the new password of $user"
    kn rollout restart "${pods[@]}" >/dev/null
    await "${pods[@]}"
    tell_valkey resetpass
    echo "aguacero: and no other one"
}

# Each is told where it knows the user, by its input: a password is no argument of a command.
tell_kafka() {
    grep -q "name=$user," "$folder/kafka-users/scram.arguments" || return 0
    printf 'SCRAM-SHA-512=password=%s\n' "$(cat "$folder/user-passwords/$user")" |
        kn exec -i kafka-0 -c kafka -- sh -c "KAFKA_HEAP_OPTS=-Xmx64m /opt/kafka/bin/kafka-configs.sh --bootstrap-server \$POD_NAME.kafka-pods:9092 \
            --command-config /etc/kafka-users/operator.properties --alter --entity-type users --entity-name $user --add-config-file /dev/stdin" >/dev/null ||
        fail "Kafka didn't take a new password of $user: do it again."
}

tell_rabbitmq() {
    grep -q "\"$user\"" "$folder/rabbitmq-users/definitions.json" || return 0
    { cat "$folder/user-passwords/$user"; echo; } | kn exec -i rabbitmq-0 -c rabbitmq -- rabbitmqctl -q change_password "$user" >/dev/null ||
        fail "RabbitMQ didn't take a new password of $user: do it again."
}

# Each server and each sentinel keeps users for itself. $1: what comes before the new password, such as to forget others.
tell_valkey() {
    local pod rule said
    grep -q "^user $user " "$folder/valkey-users/users.acl" || return 0
    rule="ACL SETUSER $user $1 #$(sha256sum <"$folder/user-passwords/$user" | cut -d' ' -f1)"
    for pod in $(kn get pods -l app.kubernetes.io/name=valkey -o name); do
        said=$(printf 'AUTH operator %s\n%s\n' "$(cat "$folder/user-passwords/operator")" "$rule" | kn exec -i "$pod" -c valkey -- valkey-cli
            printf 'AUTH %s\n%s\n' "$(cat "$folder/user-passwords/servers")" "$rule" | kn exec -i "$pod" -c sentinel -- valkey-cli -p 26379)
        [ "$(grep -c '^OK' <<<"$said")" = 4 ] || fail "Valkey's $pod didn't take a new password of $user: do it again."
    done
}

delete() {
    k get namespace "$namespace" >/dev/null 2>&1 || { echo "aguacero: there is nothing to delete."; return; }
    if ! $yes; then
        [ -t 0 ] || fail "deleting takes the data of brokers and store with it: say --yes."
        read -r -p "This deletes namespace $namespace of $context with all data of brokers and store. Type its name: " answer
        [ "$answer" = "$namespace" ] || fail "nothing was deleted."
    fi
    k delete namespace "$namespace" --wait --timeout=5m
    k delete priorityclass aguacero-storage aguacero-door aguacero-services aguacero-tools --ignore-not-found
}

built=false
[ -n "$tag" ] || { tag=$(default_tag) && built=true; }
if $dry; then
    render
    echo "aguacero: would apply $(grep -c '^kind:' "$manifest") objects of namespace $namespace: $manifest"
    exit
fi
find_cluster
case $action in
    status) kn get deployments,statefulsets,horizontalpodautoscalers,pods; say_where ;;
    delete) delete ;;
    rotate) rotate ;;
    apply)
        [ "$target" != gke ] || [ -n "$registry" ] || fail "say where the images are: --registry R, as given to build_and_push.sh."
        if [ "$target" = kind ] && $built && [ -z "$registry" ]; then
            ./build_and_push.sh --tar .aguacero/images --tag "$tag"
            for service in "${services[@]}"; do
                kind load image-archive ".aguacero/images/$service.tar" --name "${context#kind-}"
            done
        fi
        render
        deploy
        ;;
esac
