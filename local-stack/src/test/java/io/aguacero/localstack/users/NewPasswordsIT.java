package io.aguacero.localstack.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.localstack.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user whose password is deleted while a server stands still has another one from its next start on; the data stay. */
class NewPasswordsIT {
    private static final String USER = "insights-api";

    @TempDir
    Path directory;

    private LocalUsers users;
    private String old;

    @BeforeEach
    void knowAPassword() {
        users = new LocalUsers(directory.resolve("users"));
        old = users.password(USER);
    }

    @Test
    void kafkaTakesTheNewOneAlone() throws Exception {
        int port = FreePorts.next();
        try (LocalKafka kafka =
                LocalKafka.withUsers(directory.resolve("kafka"), port, FreePorts.next(), users.kafka())) {
            kafka.start();
            Map<String, Object> before = client(port);
            try (Admin operator = Admin.create(client(port, LocalUsers.OPERATOR))) {
                operator.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                        .all()
                        .get();
            }
            kafka.stop();
            change();
            kafka.start();
            assertEquals(1, nodes(client(port)));
            ExecutionException refused = assertThrows(ExecutionException.class, () -> nodes(before));
            assertInstanceOf(SaslAuthenticationException.class, refused.getCause());
            try (Admin operator = Admin.create(client(port, LocalUsers.OPERATOR))) {
                assertEquals(Set.of("kept"), operator.listTopics().names().get());
            }
        }
    }

    @Test
    void rabbitMqTakesTheNewOneAlone() throws Exception {
        int port = FreePorts.next();
        try (LocalRabbitMq rabbitMq = LocalRabbitMq.withUsers(
                directory.resolve("rabbitmq"), port, FreePorts.next(), FreePorts.next(), users.rabbitMq())) {
            rabbitMq.start();
            String before = users.rabbitMq().uri(USER, port);
            enter(before);
            rabbitMq.stop();
            change();
            rabbitMq.start();
            enter(users.rabbitMq().uri(USER, port));
            assertThrows(AuthenticationFailureException.class, () -> enter(before));
        }
    }

    @Test
    void valkeyTakesTheNewOneAlone() throws Exception {
        int port = FreePorts.next();
        try (LocalValkey valkey = LocalValkey.withUsers(directory.resolve("valkey"), port, 64, users.valkey())) {
            valkey.start();
            assertEquals("+OK", login(port, old));
            valkey.stop();
            change();
            valkey.start();
            assertEquals("+OK", login(port, users.password(USER)));
            assertEquals("-WRONGPASS", login(port, old));
        }
    }

    private void change() throws IOException {
        Files.delete(directory.resolve("users").resolve(USER));
        assertNotEquals(old, users.password(USER));
    }

    private Map<String, Object> client(int port) {
        return client(port, USER);
    }

    private Map<String, Object> client(int port, String user) {
        Map<String, Object> settings = new HashMap<>(users.kafka().client(user));
        settings.put("bootstrap.servers", "127.0.0.1:" + port);
        return settings;
    }

    private static int nodes(Map<String, Object> settings) throws Exception {
        try (Admin admin = Admin.create(settings)) {
            return admin.describeCluster().nodes().get().size();
        }
    }

    private static void enter(String uri) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        factory.newConnection().close();
    }

    private static String login(int port, String password) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("AUTH " + USER + " " + password + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.lines().findFirst().orElse("").split(" ", 2)[0];
        }
    }
}
