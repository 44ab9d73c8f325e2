package io.aguacero.contracts.wire;

/** Names of the CloudEvents attributes that travel, as {@code docs/wire.md} lists them. */
final class Attributes {
    static final String SPEC_VERSION = "specversion";
    static final String SPEC_VERSION_1 = "1.0";
    static final String ID = "id";
    static final String SOURCE = "source";
    static final String TYPE = "type";
    static final String TIME = "time";
    static final String ACCEPTED_AT = "acceptedat";
    static final String TENANT = "tenant";
    static final String SENDER = "sender";
    static final String RUN_ID = "runid";
    static final String SEQUENCE = "sequence";
    static final String RELAY = "relay";
    static final String REPLAY_OF = "replayof";
    static final String TRACE_PARENT = "traceparent";
    static final String PARTITION_KEY = "partitionkey";
    static final String DATA_CONTENT_TYPE = "datacontenttype";
    static final String DATA = "data";

    private Attributes() {}
}
