"""What brokers and store answer to a user and a password, asked from within their own pods."""


VALKEY = "valkey-cli --tls --cacert /etc/valkey-users/ca.crt"


def valkey(cluster, user: str, password: str, *command: str, port: int = 6379) -> str:
    """A command's answer; without a user, of one who hasn't said who it is."""
    login = f"REDISCLI_AUTH=$(cat) {VALKEY} --user {user}" if user else VALKEY
    container = "valkey" if port == 6379 else "sentinel"
    ask = f"{login} -p {port} {' '.join(command)}"
    done = cluster.kubectl("exec", "-i", "valkey-0", "-c", container, "--", "sh", "-c", ask, given=password, check=False)
    return done.stdout + done.stderr


def kafka_rights(cluster, user: str, password: str) -> str:
    """Who may do what, as it is told to that user, or why it isn't."""
    login = (
        "security.protocol=SASL_SSL\nssl.truststore.type=PEM\nssl.truststore.location=/etc/kafka-users/ca.crt\nsasl.mechanism=SCRAM-SHA-512\ndefault.api.timeout.ms=30000\n"
        f'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="{user}" password="{password}";\n'
    )
    ask = "cat >/tmp/asking && KAFKA_HEAP_OPTS=-Xmx64m /opt/kafka/bin/kafka-acls.sh --bootstrap-server $POD_NAME.kafka-pods:9092" \
        " --command-config /tmp/asking --list; rm /tmp/asking"
    done = cluster.kubectl("exec", "-i", "kafka-0", "--", "sh", "-c", ask, given=login, check=False)
    return done.stdout + done.stderr


def rabbitmq(cluster, *command: str):
    """What rabbitmqctl answers."""
    return cluster.kubectl("exec", "rabbitmq-0", "-c", "rabbitmq", "--", "rabbitmqctl", "-q", *command, check=False)
