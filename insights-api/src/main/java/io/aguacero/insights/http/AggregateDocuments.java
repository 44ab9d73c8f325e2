package io.aguacero.insights.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.aggregation.read.Group;
import io.aguacero.aggregation.read.ValueTotals;
import io.aguacero.aggregation.read.WindowsReading;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.insights.Insights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The shapes of the answers; {@code openapi.yaml} describes the same. */
final class AggregateDocuments {
    private AggregateDocuments() {}

    record Data(List<Totals> totals) {}

    record Totals(String kind, List<String> by, Map<String, PathTotals> paths) {}

    record PathTotals(boolean complete, List<KeyedGroup> groups) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Windows(
            String kind,
            String size,
            List<String> by,
            Map<String, PathWindows> paths,
            @Nullable String next) {}

    record PathWindows(boolean complete, List<Window> windows) {}

    record Window(String start, String end, List<KeyedGroup> groups) {}

    record KeyedGroup(Map<String, Object> key, long count, Map<String, ValueTotals> values) {}

    static Data of(List<Insights.Totals> all) {
        return new Data(all.stream().map(AggregateDocuments::of).toList());
    }

    static Totals of(Insights.Totals totals) {
        List<String> by = fields(totals.query().grouping());
        return new Totals(
                totals.query().kind().name(),
                by,
                byLabel(totals.paths(), path -> new PathTotals(path.complete(), keyed(by, path.groups()))));
    }

    static Windows of(Insights.Windows windows) {
        List<String> by = fields(windows.query().grouping());
        return new Windows(
                windows.query().kind().name(),
                windows.query().window().label(),
                by,
                byLabel(windows.paths(), page -> new PathWindows(page.complete(), windowsOf(by, page))),
                windows.next() == null ? null : NextPage.address(windows.query(), windows.next()));
    }

    private static List<Window> windowsOf(List<String> by, WindowsReading.Page page) {
        return page.windows().stream()
                .map(window ->
                        new Window(window.start().toString(), window.end().toString(), keyed(by, window.groups())))
                .toList();
    }

    private static List<KeyedGroup> keyed(List<String> by, List<Group> groups) {
        return groups.stream()
                .map(group -> new KeyedGroup(keyOf(by, group.key()), group.count(), group.values()))
                .toList();
    }

    /** Field by field; the group of what exceeded the bound has the one text {@value Group#OTHER} for each of them. */
    private static Map<String, Object> keyOf(List<String> by, List<JsonNode> key) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int field = 0; field < by.size(); field++) {
            named.put(by.get(field), key.size() == by.size() ? key.get(field) : Group.OTHER);
        }
        return named;
    }

    private static List<String> fields(Optional<GroupSpec> grouping) {
        return grouping.map(GroupSpec::by).orElse(List.of());
    }

    private static <T, R> Map<String, R> byLabel(Map<DeliveryPath, T> paths, Function<T, R> shape) {
        Map<String, R> labelled = new LinkedHashMap<>();
        paths.forEach((path, content) -> labelled.put(path.label(), shape.apply(content)));
        return labelled;
    }
}
