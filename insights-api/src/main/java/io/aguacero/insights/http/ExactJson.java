package io.aguacero.insights.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;

/** Writes documents as JSON in which a decimal keeps each of its digits: 41.50 stays 41.50, never 41.5 or 4.15E+1. */
@Singleton
public class ExactJson {
    private final ObjectWriter writer = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build()
            .writer();

    /** The document in UTF-8. */
    public byte[] bytes(Object document) {
        try {
            return writer.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(document.getClass() + " can't be written as JSON", e);
        }
    }
}
