#!/usr/bin/env bash
# A private RabbitMQ on loopback for the experiments: broker.sh start|kill|stop|pid DIRECTORY
set -euo pipefail
action=$1
dir=$2
mkdir -p "$dir"
export RABBITMQ_NODENAME=experiment@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
export RABBITMQ_NODE_PORT=${EXPERIMENT_AMQP_PORT:-28672} RABBITMQ_DIST_PORT=${EXPERIMENT_DIST_PORT:-28673}
export ERL_EPMD_PORT=${EXPERIMENT_EPMD_PORT:-28674} ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_MNESIA_BASE=$dir/data RABBITMQ_LOG_BASE=$dir/log RABBITMQ_PID_FILE=$dir/rabbit.pid HOME=$dir
export RABBITMQ_ENABLED_PLUGINS_FILE=$dir/plugins RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
echo '[].' >"$dir/plugins"
sbin=$(dirname "$(find /usr/lib/rabbitmq/lib -path '*/sbin/rabbitmq-server' | sort | tail -1)")

case $action in
    start)
        setsid "$sbin/rabbitmq-server" >>"$dir/console.log" 2>&1 &
        for _ in $(seq 120); do
            "$sbin/rabbitmq-diagnostics" -q check_port_connectivity >/dev/null 2>&1 && exit 0
            sleep 0.5
        done
        echo "RabbitMQ didn't start; see $dir/console.log" >&2
        exit 1
        ;;
    kill) kill -9 "$(cat "$dir/rabbit.pid")" ;;
    pid) cat "$dir/rabbit.pid" ;;
    stop)
        pid=$(cat "$dir/rabbit.pid")
        kill -TERM "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
        epmd -port "$ERL_EPMD_PORT" -kill >/dev/null 2>&1 || true
        ;;
    *) echo "usage: broker.sh start|kill|stop|pid DIRECTORY" >&2; exit 2 ;;
esac
