package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.kinds.SchemaFields.Field;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a kind of a kind file and its schema, and notes each rule that is broken. */
final class KindReader {
    private static final Pattern KIND_NAME = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*");
    private static final int KIND_NAME_MAX = 100;
    private static final Pattern POINTER = Pattern.compile("(/([^/~]|~[01])+)+");
    private static final int POINTER_LEVELS_MAX = 8;

    private final String folder;
    private final SchemaFields fields;
    private final Problems problems;

    KindReader(String folder, SchemaFields fields, Problems problems) {
        this.folder = folder;
        this.fields = fields;
        this.problems = problems;
    }

    Optional<EventKind> read(YamlObject root, PayloadSchema schema) {
        Optional<String> name = root.required("kind").flatMap(this::name);
        Optional<JsonPointer> key = root.required("key").flatMap(this::key);
        Optional<TopicTemplate> topic = root.required("topic").flatMap(value -> TopicReader.read(value, fields));
        Optional<Set<DeliveryPath>> paths = root.required("paths").flatMap(this::paths);
        AckPolicy ack = root.optional("ack")
                .flatMap(value -> ack(value, paths.orElse(Set.of(DeliveryPath.values()))))
                .orElse(AckPolicy.ALL);
        boolean timeRequired = root.optional("time").map(this::timeRequired).orElse(false);
        Optional<IdMemory> ids = root.required("ids").flatMap(value -> IdMemoryReader.read(value, timeRequired));
        Optional<Aggregate> aggregate = root.required("aggregate")
                .flatMap(value -> value.object("the aggregate"))
                .flatMap(section -> new AggregateSection(fields, ids).read(section));
        root.refuseUnknown();
        if (!problems.none()) {
            return Optional.empty();
        }
        return Optional.of(new EventKind(
                name.orElseThrow(),
                key.orElseThrow(),
                topic.orElseThrow(),
                paths.orElseThrow(),
                ack,
                ids.orElseThrow(),
                timeRequired,
                aggregate.orElseThrow(),
                schema));
    }

    private Optional<String> name(YamlValue value) {
        Optional<String> name = value.text();
        name.ifPresent(text -> {
            if (!KIND_NAME.matcher(text).matches() || text.length() > KIND_NAME_MAX) {
                value.refuse("a kind's name is lower-case words of letters, digits and hyphens, joined by dots, of at"
                        + " most " + KIND_NAME_MAX + " characters, such as weather.tweet");
            } else if (text.startsWith(Names.RESERVED_KINDS)) {
                value.refuse("names that begin with " + Names.RESERVED_KINDS + " are the pipeline's own");
            } else if (!text.equals(folder)) {
                value.refuse("the kind is called '" + text + "', but its folder '" + folder + "'");
            }
        });
        return name;
    }

    /** A JSON Pointer below the payload; anything else is noted. */
    static Optional<JsonPointer> pointer(YamlValue value) {
        Optional<String> text = value.text();
        if (text.isPresent() && !POINTER.matcher(text.get()).matches()) {
            value.refuse("must be a JSON Pointer to a field, such as /municipality");
            return Optional.empty();
        }
        Optional<JsonPointer> pointer = text.map(JsonPointer::compile);
        if (pointer.isPresent()
                && pointer.get().toString().chars().filter(c -> c == '/').count() > POINTER_LEVELS_MAX) {
            value.refuse("the JSON Pointer goes deeper than " + POINTER_LEVELS_MAX + " levels");
            return Optional.empty();
        }
        return pointer;
    }

    private Optional<JsonPointer> key(YamlValue value) {
        Optional<JsonPointer> pointer = pointer(value);
        pointer.ifPresent(place -> {
            Optional<Field> field = fields.find(place);
            if (field.isEmpty()) {
                value.refuse("the key " + place + " is not a field that the schema names in its properties");
            } else if (!field.get().required()) {
                value.refuse("the key " + place + " is not required by the schema, but every event needs one");
            } else if (!field.get().isScalar()) {
                value.refuse("the key " + place + " must be of type string, number, integer or boolean in the schema");
            }
        });
        return pointer;
    }

    private Optional<Set<DeliveryPath>> paths(YamlValue value) {
        EnumSet<DeliveryPath> paths = EnumSet.noneOf(DeliveryPath.class);
        Optional<List<YamlValue>> items = value.list(DeliveryPath.values().length);
        items.ifPresent(list -> list.forEach(item -> item.text().ifPresent(label -> {
            Optional<DeliveryPath> path = path(label);
            if (path.isEmpty()) {
                item.refuse("a path is kafka or rabbitmq");
            } else if (!paths.add(path.get())) {
                item.refuse("the path " + label + " is named twice");
            }
        })));
        if (items.isPresent() && !paths.contains(DeliveryPath.KAFKA)) {
            value.refuse("kafka must be one of the paths: it is the journal");
        }
        return items.map(list -> Collections.unmodifiableSet(paths));
    }

    private static Optional<DeliveryPath> path(String label) {
        return List.of(DeliveryPath.values()).stream()
                .filter(path -> path.label().equals(label))
                .findFirst();
    }

    private static Optional<AckPolicy> ack(YamlValue value, Set<DeliveryPath> paths) {
        return value.text().flatMap(label -> {
            Optional<AckPolicy> policy = AckPolicy.of(label);
            if (policy.isEmpty()) {
                value.refuse("ack must be all or journal");
            } else if (policy.get() == AckPolicy.JOURNAL && !paths.contains(DeliveryPath.RABBITMQ)) {
                value.refuse("ack: journal relays events to rabbitmq, which is not one of the paths");
            }
            return policy;
        });
    }

    private boolean timeRequired(YamlValue value) {
        Optional<String> time = value.text();
        if (time.isPresent() && !time.get().equals("required") && !time.get().equals("optional")) {
            value.refuse("time must be required or optional");
        }
        return time.filter("required"::equals).isPresent();
    }
}
