package io.aguacero.localstack.users;

import io.aguacero.localstack.identity.ServerIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterUserScramCredentialsResult;
import org.apache.kafka.clients.admin.CreateAclsResult;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Kafka's users: clients by SCRAM-SHA-512, whose passwords are in the brokers' metadata from the format on; the nodes' controllers
 * among themselves by a password of their configuration, as that metadata is what they have yet to agree on.
 */
public final class KafkaUsers {
    private static final String CONTROLLER = "controller";
    private static final String SCRAM = "SCRAM-SHA-512";
    /** Of the hash, as a format makes it. */
    private static final int ITERATIONS = 4_096;

    private static final String SCRAM_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String PLAIN_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

    private final LocalUsers users;

    KafkaUsers(LocalUsers users) {
        this.users = users;
    }

    /** By what brokers are known to clients, who come over TLS then; empty where they come in plaintext. */
    public Optional<ServerIdentity> identity() {
        return users.server("kafka");
    }

    /** What is spoken with clients and other brokers, by Kafka's name for it. */
    public String protocol() {
        return users.authority().isPresent() ? "SASL_SSL" : "SASL_PLAINTEXT";
    }

    /** Settings of a client, beside where the brokers are. */
    public Map<String, String> client(String user) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("security.protocol", protocol());
        users.authority().ifPresent(certificate -> {
            settings.put("ssl.truststore.type", "PEM");
            settings.put("ssl.truststore.location", certificate.toString());
        });
        settings.put("sasl.mechanism", SCRAM);
        settings.put("sasl.jaas.config", login(SCRAM_LOGIN, user) + ";");
        return settings;
    }

    /**
     * A node's settings, one a line.
     *
     * @param listener of clients and other brokers, in capital letters
     * @param controllers listener of controllers, in capital letters
     */
    public String node(String listener, String controllers) {
        return """
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:%1$s;User:%2$s
                sasl.mechanism.inter.broker.protocol=%3$s
                sasl.mechanism.controller.protocol=PLAIN
                listener.name.%4$s.sasl.enabled.mechanisms=%3$s
                listener.name.%4$s.scram-sha-512.sasl.jaas.config=%5$s;
                listener.name.%6$s.sasl.enabled.mechanisms=PLAIN
                listener.name.%6$s.plain.sasl.jaas.config=%7$s user_%2$s="%8$s";
                """.formatted(
                        LocalUsers.OPERATOR,
                        CONTROLLER,
                        SCRAM,
                        listener.toLowerCase(Locale.ROOT),
                        login(SCRAM_LOGIN, LocalUsers.OPERATOR),
                        controllers.toLowerCase(Locale.ROOT),
                        login(PLAIN_LOGIN, CONTROLLER),
                        users.password(CONTROLLER));
    }

    /** Arguments of a format that makes all users. */
    public List<String> format() {
        return Stream.concat(Stream.of(LocalUsers.OPERATOR), rules().stream().map(rule -> rule[0]))
                .distinct()
                .flatMap(user ->
                        Stream.of("--add-scram", SCRAM + "=[name=" + user + ",password=" + users.password(user) + "]"))
                .toList();
    }

    /** Has the brokers know each user by the password of now. The operator's, by which they are told, came with the data. */
    public AlterUserScramCredentialsResult introduce(Admin operator) {
        ScramCredentialInfo how = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
        List<UserScramCredentialAlteration> known = rules().stream()
                .map(rule -> rule[0])
                .distinct()
                .<UserScramCredentialAlteration>map(
                        user -> new UserScramCredentialUpsertion(user, how, users.password(user)))
                .toList();
        return operator.alterUserScramCredentials(known);
    }

    /** Has the brokers allow each user what is theirs; what they allow already stays. */
    public CreateAclsResult permit(Admin operator) {
        List<AclBinding> allowed = new ArrayList<>();
        for (String[] rule : rules()) {
            ResourceType type = ResourceType.fromString(rule[1]);
            for (String operation : Arrays.asList(rule).subList(3, rule.length)) {
                allowed.add(new AclBinding(
                        new ResourcePattern(type, rule[2], PatternType.LITERAL),
                        new AccessControlEntry(
                                "User:" + rule[0], "*", AclOperation.fromString(operation), AclPermissionType.ALLOW)));
            }
        }
        return operator.createAcls(allowed);
    }

    private static List<String[]> rules() {
        return Template.text("acls.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" ", -1))
                .toList();
    }

    private String login(String module, String user) {
        return module + " required username=\"" + user + "\" password=\"" + users.password(user) + "\"";
    }
}
