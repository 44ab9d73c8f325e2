package io.aguacero.contracts.kinds;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML value that is asked to be of a type; if it isn't, that is a problem of its line and the answer is empty. */
final class YamlValue {
    /** Longest duration that a kind may name: about 200 years. */
    static final Duration DURATION_MAX = Duration.ofDays(73_000);

    private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,9})([smhd])");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,19}(\\.\\d{1,9})?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?(0|[1-9]\\d{0,8})");

    private final Node node;
    private final String what;
    private final Problems problems;

    YamlValue(Node node, String what, Problems problems) {
        this.node = node;
        this.what = what;
        this.problems = problems;
    }

    int line() {
        return YamlObject.lineOf(node);
    }

    /** Notes a problem of this value's line. */
    void refuse(String reason) {
        problems.add(line(), reason);
    }

    Optional<String> text() {
        if (node instanceof ScalarNode scalar && Tag.STR.equals(scalar.getTag())) {
            return Optional.of(scalar.getValue());
        }
        return wrongType("must be text");
    }

    /** A whole number of at most nine digits. */
    Optional<Integer> integer() {
        if (node instanceof ScalarNode scalar
                && Tag.INT.equals(scalar.getTag())
                && INTEGER.matcher(scalar.getValue()).matches()) {
            return Optional.of(Integer.valueOf(scalar.getValue()));
        }
        return wrongType("must be a whole number");
    }

    Optional<BigDecimal> decimal() {
        if (node instanceof ScalarNode scalar
                && (Tag.INT.equals(scalar.getTag()) || Tag.FLOAT.equals(scalar.getTag()))
                && DECIMAL.matcher(scalar.getValue()).matches()) {
            return Optional.of(new BigDecimal(scalar.getValue()));
        }
        return wrongType("must be a plain decimal number such as -90 or 0.5, of at most 19 digits and 9 decimals");
    }

    Optional<Duration> duration() {
        Matcher part = DURATION.matcher(node instanceof ScalarNode scalar ? scalar.getValue() : "");
        if (!part.matches() || !Tag.STR.equals(node.getTag())) {
            return wrongType("must be a duration: a positive whole number and s, m, h or d, such as 5s, 15m, 2h or 7d");
        }
        long count = Long.parseLong(part.group(1));
        Duration duration =
                switch (part.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
        if (duration.compareTo(DURATION_MAX) > 0) {
            return wrongType("must be at most " + DURATION_MAX.toDays() + "d");
        }
        return Optional.of(duration);
    }

    /** The items of a sequence of at most that many. */
    Optional<List<YamlValue>> list(int itemsMax) {
        if (!(node instanceof SequenceNode sequence)) {
            return wrongType("must be a list");
        }
        if (sequence.getValue().size() > itemsMax) {
            return wrongType("may have at most " + itemsMax + " items");
        }
        return Optional.of(sequence.getValue().stream()
                .map(item -> new YamlValue(item, "an item of " + what, problems))
                .toList());
    }

    /** A mapping, which sentences call {@code name}. */
    Optional<YamlObject> object(String name) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new YamlObject(mapping, name, problems));
        }
        return wrongType("must be a mapping of properties");
    }

    private <T> Optional<T> wrongType(String must) {
        problems.add(line(), what + " " + must);
        return Optional.empty();
    }
}
