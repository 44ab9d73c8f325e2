package io.aguacero.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of metrics in {@code docs/observability.md}, and its comparison with what a service exports. */
public final class MetricsTable {
    private static final Pattern SAMPLE = Pattern.compile("^(aguacero_\\w+)(?:\\{([^}]*)})?\\s.*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    /** A row: the exported name, its type, its unit, its labels, its meaning and the services that export it. */
    public record Row(
            String name, String type, String unit, Set<String> labels, String meaning, Set<String> services) {}

    private MetricsTable() {}

    /** All rows, in the document's order. */
    public static List<Row> read() {
        return MarkdownDocument.read(Reactor.root().resolve("docs/observability.md"))
                .text()
                .lines()
                .filter(line -> line.startsWith("| `aguacero_"))
                .map(MetricsTable::row)
                .toList();
    }

    /**
     * What a service exports without being in the table, or with other labels than it says.
     *
     * @param service as in the table, for example {@code router-api}
     * @param exposition the text of {@code /q/metrics}
     */
    public static List<String> undocumented(String service, String exposition) {
        List<Row> rows = read();
        return exposition
                .lines()
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .map(sample -> difference(service, rows, sample.group(1), labels(sample.group(2))))
                .filter(difference -> !difference.isEmpty())
                .distinct()
                .toList();
    }

    private static String difference(String service, List<Row> rows, String name, Set<String> labels) {
        for (Row row : rows) {
            if (matches(row, name)) {
                if (!row.services().contains(service)) {
                    return name + " isn't documented for " + service;
                }
                Set<String> own = new TreeSet<>(labels);
                if (row.type().equals("histogram")) {
                    own.remove("le");
                }
                return own.equals(row.labels()) ? "" : name + " has labels " + own + ", documented " + row.labels();
            }
        }
        return name + " isn't documented";
    }

    /** A histogram is exported under several names; {@code _max} is Micrometer's companion of it. */
    private static boolean matches(Row row, String name) {
        return name.equals(row.name())
                || row.type().equals("histogram")
                        && Set.of("_bucket", "_count", "_sum", "_max").stream()
                                .anyMatch(suffix -> name.equals(row.name() + suffix));
    }

    private static Set<String> labels(@Nullable String text) {
        return text == null
                ? Set.of()
                : LABEL.matcher(text)
                        .results()
                        .map(label -> label.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Row row(String line) {
        String[] cells = line.substring(1).split("\\|");
        return new Row(
                plain(cells[0]), plain(cells[1]), plain(cells[2]), list(cells[3]), cells[4].strip(), list(cells[5]));
    }

    private static Set<String> list(String cell) {
        return Arrays.stream(cell.split(","))
                .map(MetricsTable::plain)
                .filter(word -> !word.isEmpty() && !word.equals("none"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String plain(String cell) {
        return cell.replace("`", "").strip();
    }
}
