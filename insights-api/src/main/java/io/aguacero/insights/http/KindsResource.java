package io.aguacero.insights.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.ValueSpec;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/kinds}: the kinds in force, with schema, groupings and windows. They change only with a restart. */
@Path("/v1/kinds")
public class KindsResource {
    private final byte[] document;

    KindsResource(KindCatalog catalog, ExactJson json) {
        this.document = json.bytes(
                new Kinds(catalog.kinds().stream().map(KindsResource::kindOf).toList()));
    }

    record Kinds(List<Kind> kinds) {}

    record Kind(
            String kind,
            String key,
            String topic,
            List<String> paths,
            boolean timeRequired,
            Ids ids,
            List<Window> windows,
            Map<String, Value> values,
            List<Group> groups,
            @JsonRawValue String schema) {}

    record Ids(String horizon, String bucket) {}

    record Window(String size, String keep) {}

    record Value(String pointer, int scale, BigDecimal min, BigDecimal max, boolean rounded) {}

    record Group(List<String> by, List<String> of, int groupsMax) {}

    /** All kinds in force. */
    @GET
    @NonBlocking
    public Response kinds() {
        return Response.ok(document, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static Kind kindOf(EventKind kind) {
        Map<String, Value> values = new LinkedHashMap<>();
        kind.aggregate().values().forEach(value -> values.put(value.name(), valueOf(value)));
        return new Kind(
                kind.name(),
                kind.key().toString(),
                kind.topic().text(),
                kind.paths().stream().map(DeliveryPath::label).sorted().toList(),
                kind.timeRequired(),
                new Ids(kind.ids().horizon().toString(), kind.ids().bucket().toString()),
                kind.aggregate().windows().stream()
                        .map(window -> new Window(window.label(), window.keep().toString()))
                        .toList(),
                values,
                kind.aggregate().groups().stream().map(KindsResource::groupOf).toList(),
                kind.schema().json());
    }

    private static Value valueOf(ValueSpec value) {
        return new Value(value.pointer().toString(), value.scale(), value.min(), value.max(), value.rounded());
    }

    private static Group groupOf(GroupSpec group) {
        return new Group(group.by(), group.of(), group.groupsMax());
    }
}
