package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.keyword.UnknownKeywordFactory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A compiled JSON Schema (2020-12) of a payload. Formats are asserted; nothing is ever fetched. */
public final class PayloadSchema {
    /** Most violations that are told of one payload. */
    static final int VIOLATIONS_MAX = 100;

    private final Schema schema;
    private final String json;

    private PayloadSchema(Schema schema, String json) {
        this.schema = schema;
        this.json = json;
    }

    /** Compiles a schema that obeys the rules; otherwise notes why it doesn't. */
    static Optional<PayloadSchema> compile(SchemaSource source, Problems problems) {
        SchemaRules.check(source, problems);
        SchemaRegistry registry = registry();
        Schema dialect = registry.getSchema(SchemaLocation.of(SchemaRules.DIALECT));
        for (Error error : dialect.validate(source.document())) {
            Violation violation = ViolationText.of(error);
            int line = source.lineOf(JsonPointer.compile(violation.pointer()));
            problems.add(line, "not a JSON Schema: '" + violation.pointer() + "' " + violation.reason());
        }
        if (!problems.none()) {
            return Optional.empty();
        }
        try {
            Schema schema = registry.getSchema(source.document());
            schema.initializeValidators();
            return Optional.of(new PayloadSchema(schema, source.text()));
        } catch (SchemaException e) {
            problems.add(1, "the schema doesn't compile: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static SchemaRegistry registry() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .preloadSchema(true)
                .build();
        return SchemaRegistry.withDialect(dialect(), builder -> builder.schemaRegistryConfig(config));
    }

    /** JSON Schema 2020-12 and a kind's own keywords, which are known here, so that the validator doesn't warn of them. */
    private static Dialect dialect() {
        return Dialect.builder(Dialects.getDraft202012())
                .unknownKeywordFactory((name, context) -> name.startsWith(SchemaRules.FREE_PREFIX)
                        ? new NonValidationKeyword(name)
                        : UnknownKeywordFactory.getInstance().getKeyword(name, context))
                .build();
    }

    /** The schema document as it was loaded. */
    public String json() {
        return json;
    }

    /** The schema's violations, each once, at most {@link #VIOLATIONS_MAX}. */
    Set<Violation> check(JsonNode payload) {
        List<Error> errors = schema.validate(payload);
        if (errors.isEmpty()) {
            return Set.of();
        }
        Set<Violation> violations = new LinkedHashSet<>();
        for (Error error : errors) {
            if (violations.size() == VIOLATIONS_MAX) {
                break;
            }
            violations.add(ViolationText.of(error));
        }
        return violations;
    }
}
