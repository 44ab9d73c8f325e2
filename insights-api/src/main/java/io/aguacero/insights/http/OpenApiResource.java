package io.aguacero.insights.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** {@code GET /openapi} or {@code /openapi.json}: this service's OpenAPI 3.1 document, as JSON. */
@Path("/openapi{suffix:(\\.json)?}")
public class OpenApiResource {
    private final byte[] document;

    OpenApiResource(ExactJson json) {
        this.document = json.bytes(read());
    }

    /** The document. */
    @GET
    @NonBlocking
    public Response openApi() {
        return Response.ok(document, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static JsonNode read() {
        try (InputStream yaml = Objects.requireNonNull(OpenApiResource.class.getResourceAsStream("/openapi.yaml"))) {
            return new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml can't be read", e);
        }
    }
}
