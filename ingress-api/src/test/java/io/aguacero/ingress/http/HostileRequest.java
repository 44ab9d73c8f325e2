package io.aguacero.ingress.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * A request that must be refused.
 *
 * @param status what it must be answered with; 0 when the HTTP library ends the connection without an answer
 * @param bare whether the HTTP library answers it, without a problem document
 */
record HostileRequest(String name, int status, boolean bare, byte[] bytes) {
    /** Stands in values of requests, never in names: a pointer in an answer must name the member that it means. */
    static final String MARKER = "marker-7f3a";

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String FIELDS = "\"weather\":\"sunny\",\"temperature\":20,\"humidity\":60";
    private static final String TWEET = "{\"municipality\":\"mixco\"," + FIELDS + "}";

    /** Sound HTTP around something that isn't an event. */
    static Stream<HostileRequest> bodies() {
        return Stream.of(malformedJson(), badText(), wrongValues(), wrongIdentity(), cloudEvents(), wrongSizes())
                .flatMap(stream -> stream);
    }

    private static Stream<HostileRequest> malformedJson() {
        return Stream.of(
                tweet("an empty body", 400, ""),
                tweet("white space", 400, " \n "),
                tweet("text", 400, MARKER),
                tweet("an object cut off", 400, "{\"municipality\":\"" + MARKER),
                tweet("an array cut off", 400, "[" + TWEET + ","),
                tweet("an array never closed", 400, "[" + TWEET),
                tweet("a trailing comma", 400, "{\"municipality\":\"mixco\"," + FIELDS + ",}"),
                tweet("a trailing comma in an array", 400, "[" + TWEET + ",]"),
                tweet("two documents", 400, TWEET + TWEET),
                tweet("something behind", 400, TWEET + MARKER),
                tweet("a comment", 400, "{/*" + MARKER + "*/\"municipality\":\"mixco\"," + FIELDS + "}"),
                tweet("single quotes", 400, "{'municipality':'" + MARKER + "'}"),
                tweet("a name without quotes", 400, "{municipality:\"" + MARKER + "\"}"),
                tweet(
                        "a name twice",
                        400,
                        "{\"municipality\":\"" + MARKER + "\",\"municipality\":\"mixco\"," + FIELDS + "}"),
                tweet(
                        "a name twice by escapes",
                        400,
                        "{\"m\\u0075nicipality\":\"mixco\",\"municipality\":\"mixco\"," + FIELDS + "}"),
                tweet("NaN", 400, TWEET.replace("20", "NaN")),
                tweet("Infinity", 400, TWEET.replace("20", "-Infinity")),
                tweet("a leading zero", 400, TWEET.replace("20", "020")),
                tweet("a plus sign", 400, TWEET.replace("20", "+20")),
                tweet("a hexadecimal number", 400, TWEET.replace("20", "0x14")),
                tweet("an unknown escape", 400, TWEET.replace("mixco", "\\x")),
                tweet("a deep array", 400, "[".repeat(100_000)),
                tweet("a deep value", 400, "{\"municipality\":" + "[".repeat(40) + "]".repeat(40) + "}"),
                tweet("a huge exponent", 400, TWEET.replace("20", "1e999999999")),
                tweet("a huge negative exponent", 400, TWEET.replace("20", "1e-999999999")),
                tweet("an exponent beyond 32 bits", 400, TWEET.replace("20", "1e99999999999999")),
                tweet("a thousand digits", 400, TWEET.replace("20", "1".repeat(1_000))),
                tweet("a number for an event", 400, "42"),
                tweet("null for an event", 400, "null"),
                tweet("an empty batch", 400, "[]"),
                tweet("items that are no objects", 400, "[null,1,\"" + MARKER + "\"]"),
                post("/v1/tweets", NDJSON, "no line", 400, "\n\r\n"),
                post("/v1/tweets", NDJSON, "lines that are no events", 400, MARKER + "\n[1]\n"));
    }

    private static Stream<HostileRequest> badText() {
        return Stream.of(
                bytes("a byte that is no UTF-8", 0xFF),
                bytes("an overlong form", 0xC0, 0xAF),
                bytes("an overlong form of three bytes", 0xE0, 0x80, 0xAF),
                bytes("a surrogate in UTF-8", 0xED, 0xA0, 0x80),
                bytes("beyond Unicode", 0xF4, 0x90, 0x80, 0x80),
                bytes("half a sequence", 0xC3),
                bytes("a lone continuation", 0x80),
                bytes("NUL", 0x00),
                bytes("a raw line feed in a string", 0x0A),
                tweet("half a surrogate pair", 400, TWEET.replace("mixco", "\\ud800")),
                tweet("surrogates the wrong way round", 400, TWEET.replace("mixco", "\\udc00\\ud800")),
                tweet("an escaped NUL", 400, TWEET.replace("mixco", "\\u0000")),
                raw(
                        "a byte order mark",
                        400,
                        JSON,
                        concat(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, ascii(TWEET))),
                raw("UTF-16 with its mark", 400, JSON, TWEET.getBytes(StandardCharsets.UTF_16)),
                raw("UTF-16 without a mark", 400, JSON, TWEET.getBytes(StandardCharsets.UTF_16LE)));
    }

    private static Stream<HostileRequest> wrongValues() {
        return Stream.of(
                tweet("a string for a number", 422, TWEET.replace("20", "\"" + MARKER + "\"")),
                tweet("a number for a string", 422, TWEET.replace("\"mixco\"", "7")),
                tweet("an object for a string", 422, TWEET.replace("\"mixco\"", "{\"a\":\"" + MARKER + "\"}")),
                tweet("an unknown value", 422, TWEET.replace("mixco", MARKER)),
                tweet("a missing field", 422, "{\"municipality\":\"mixco\"}"),
                tweet("a field that there isn't", 422, TWEET.replaceFirst("\\{", "{\"other\":\"" + MARKER + "\",")),
                tweet("a value out of bounds", 422, TWEET.replace("20", "60.01")),
                tweet("a very large value", 422, TWEET.replace("20", "1e300")),
                tweet("too many decimals", 422, TWEET.replace("20", "20.001")),
                tweet("a batch of wrong items", 422, "[{},{}]"));
    }

    private static Stream<HostileRequest> wrongIdentity() {
        return Stream.of(
                tweet("an empty id", 400, withMember("\"id\":\"\"")),
                tweet("an id that is a number", 400, withMember("\"id\":7")),
                tweet("an id that is null", 400, withMember("\"id\":null")),
                tweet("an id of 129 bytes", 400, withMember("\"id\":\"" + "x".repeat(129) + "\"")),
                tweet("an id with a control character", 400, withMember("\"id\":\"a\\u001b" + MARKER + "\"")),
                tweet("a time that is none", 400, withMember("\"time\":\"" + MARKER + "\"")),
                tweet("a time that is a number", 400, withMember("\"time\":1700000000")),
                tweet("a time without an offset", 400, withMember("\"time\":\"2026-03-01T12:00:00\"")),
                tweet("a day that there isn't", 400, withMember("\"time\":\"2026-02-30T12:00:00Z\"")),
                tweet("a time long ago", 422, withMember("\"time\":\"2001-01-01T00:00:00Z\"")),
                tweet("a time far ahead", 422, withMember("\"time\":\"9999-12-31T23:59:59Z\"")),
                head(
                        "an id that differs from the key",
                        400,
                        "POST /v1/tweets",
                        withMember("\"id\":\"a\""),
                        "Content-Type: " + JSON,
                        "Idempotency-Key: " + MARKER),
                head(
                        "two keys",
                        400,
                        "POST /v1/tweets",
                        TWEET,
                        "Content-Type: " + JSON,
                        "Idempotency-Key: a",
                        "Idempotency-Key: b"),
                head(
                        "a key that is too long",
                        400,
                        "POST /v1/tweets",
                        TWEET,
                        "Content-Type: " + JSON,
                        "Idempotency-Key: " + "k".repeat(200)));
    }

    private static Stream<HostileRequest> cloudEvents() {
        String structured = "application/cloudevents+json";
        String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"weather.tweet\",\"data\":"
                + TWEET + "}";
        return Stream.of(
                event("a kind that there isn't", 404, structured, event.replace("weather.tweet", MARKER)),
                event("no id", 400, structured, event.replace("\"id\":\"1\",", "")),
                event("no source", 400, structured, event.replace("\"source\":\"s\",", "")),
                event("no type", 400, structured, event.replace("\"type\":\"weather.tweet\",", "")),
                event("another version", 400, structured, event.replace("1.0", "0.3")),
                event("no data", 400, structured, event.replace("\"data\"", "\"other\"")),
                event(
                        "data in base 64",
                        400,
                        structured,
                        event.replaceFirst("\\{", "{\"data_base64\":\"" + MARKER + "\",")),
                event("a tenant", 400, structured, event.replaceFirst("\\{", "{\"tenant\":\"" + MARKER + "\",")),
                event("a sequence of zero", 400, structured, event.replaceFirst("\\{", "{\"sequence\":0,")),
                event(
                        "data that is no JSON",
                        415,
                        structured,
                        event.replaceFirst("\\{", "{\"datacontenttype\":\"text/xml\",")),
                event("an attribute that is an object", 400, structured, event.replace("\"s\"", "{}")),
                event("an array for one event", 400, structured, "[" + event + "]"),
                event("an empty batch", 400, "application/cloudevents-batch+json", "[]"),
                event("one event for a batch", 400, "application/cloudevents-batch+json", event),
                event("no headers in binary mode", 400, JSON, TWEET),
                binary("a header twice", 400, "ce-id: 1", "ce-id: 2"),
                binary("percent without digits", 400, "ce-id: %zz"),
                binary("percent-encoded bytes that are no UTF-8", 400, "ce-id: %ff"),
                binary("a raw byte beyond ASCII", 400, "ce-id: \u00e9"),
                binary("a percent-encoded line feed", 400, "ce-id: a%0aX-Injected: " + MARKER),
                binary("a tenant in a header", 400, "ce-id: 1", "ce-tenant: " + MARKER));
    }

    private static Stream<HostileRequest> wrongSizes() {
        String padded = "{\"id\":\"" + "x".repeat(65_600) + "\"}";
        return Stream.of(
                tweet("an event of more than 64 KiB", 413, padded),
                tweet("more than 10,000 items", 413, "[" + "0,".repeat(10_000) + "0]"),
                head(
                        "a length beyond the limit by one",
                        413,
                        "POST /v1/tweets",
                        null,
                        "Content-Type: " + JSON,
                        "Content-Length: 4194305"),
                head(
                        "a length of a terabyte",
                        413,
                        "POST /v1/tweets",
                        null,
                        "Content-Type: " + JSON,
                        "Content-Length: 1099511627776"),
                chunkedBeyondTheLimit());
    }

    /** Requests whose head is what is wrong with them. */
    static Stream<HostileRequest> heads() {
        return Stream.of(wrongContent(), wrongTargets(), wrongFraming(), wrongLines())
                .flatMap(stream -> stream);
    }

    private static Stream<HostileRequest> wrongContent() {
        String type = "Content-Type: " + JSON;
        return Stream.of(
                head("no content type", 415, "POST /v1/tweets", TWEET),
                head("another content type", 415, "POST /v1/tweets", TWEET, "Content-Type: text/plain"),
                head("a form", 415, "POST /v1/tweets", TWEET, "Content-Type: application/x-www-form-urlencoded"),
                head("a content type that is none", 415, "POST /v1/tweets", TWEET, "Content-Type: " + MARKER),
                head("two content types", 415, "POST /v1/tweets", TWEET, type, "Content-Type: text/plain"),
                head(
                        "another charset",
                        415,
                        "POST /v1/tweets",
                        TWEET,
                        "Content-Type: application/json; charset=utf-16"),
                head("gzip", 415, "POST /v1/tweets", TWEET, type, "Content-Encoding: gzip"),
                head("an encoding that is none", 415, "POST /v1/tweets", TWEET, type, "Content-Encoding: " + MARKER));
    }

    private static Stream<HostileRequest> wrongTargets() {
        String type = "Content-Type: " + JSON;
        return Stream.of(
                head("an address that there isn't", 404, "POST /v1/" + MARKER, TWEET, type),
                head("the root", 404, "GET /", null),
                head("a way out of the tree", 404, "GET /../../etc/passwd", null),
                head("another method", 405, "GET /v1/tweets", null),
                head("a method that there isn't", 405, "BREW /v1/tweets", null),
                head("deletion", 405, "DELETE /v1/events", null),
                head("validation without a kind", 400, "POST /v1/validate", TWEET, type),
                head("validation of a kind that there isn't", 404, "POST /v1/validate?kind=" + MARKER, TWEET, type),
                head("validation of two kinds", 400, "POST /v1/validate?kind=a&kind=b", TWEET, type));
    }

    private static Stream<HostileRequest> wrongFraming() {
        String type = "Content-Type: " + JSON;
        return Stream.of(
                whole("no host", 400, false, "GET /openapi HTTP/1.1\r\n\r\n"),
                whole("two hosts", 400, false, "GET /openapi HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                whole("a host that is none", 400, false, "GET /openapi HTTP/1.1\r\nHost: a b\r\n\r\n"),
                whole(
                        "another transfer encoding",
                        400,
                        true,
                        "POST /v1/tweets HTTP/1.1\r\nHost: a\r\n" + type
                                + "\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                whole(
                        "length and chunks together",
                        400,
                        true,
                        "POST /v1/tweets HTTP/1.1\r\nHost: a\r\n" + type
                                + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                whole(
                        "two lengths",
                        400,
                        true,
                        "POST /v1/tweets HTTP/1.1\r\nHost: a\r\n" + type
                                + "\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n" + MARKER),
                whole(
                        "a length that is no number",
                        400,
                        true,
                        "POST /v1/tweets HTTP/1.1\r\nHost: a\r\n" + type + "\r\nContent-Length: x\r\n\r\n"),
                whole(
                        "a length below zero",
                        400,
                        true,
                        "POST /v1/tweets HTTP/1.1\r\nHost: a\r\n" + type + "\r\nContent-Length: -1\r\n\r\n"),
                whole(
                        "a chunk that is none",
                        400,
                        false,
                        "POST /v1/tweets HTTP/1.1\r\nHost: a\r\n" + type + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + MARKER + "\r\n"));
    }

    private static Stream<HostileRequest> wrongLines() {
        return Stream.of(
                whole(
                        "a header name with a space",
                        400,
                        true,
                        "GET /openapi HTTP/1.1\r\nHost: a\r\nX " + MARKER + ": 1\r\n\r\n"),
                whole(
                        "a header value with NUL",
                        400,
                        true,
                        "GET /openapi HTTP/1.1\r\nHost: a\r\nX-A: a\u0000" + MARKER + "\r\n\r\n"),
                whole(
                        "headers of more than 8 KiB",
                        431,
                        true,
                        "GET /openapi HTTP/1.1\r\nHost: a\r\n" + ("X-A: " + "a".repeat(90) + "\r\n").repeat(200)
                                + "\r\n"),
                whole(
                        "a line that is too long",
                        414,
                        true,
                        "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                whole("no HTTP", 400, true, MARKER + "\r\n\r\n"));
    }

    private static String withMember(String member) {
        return TWEET.replaceFirst("\\{", "{" + member.replace("\\", "\\\\") + ",");
    }

    private static HostileRequest tweet(String name, int status, String body) {
        return post("/v1/tweets", JSON, name, status, body);
    }

    private static HostileRequest event(String name, int status, String type, String body) {
        return post("/v1/events", type, name, status, body);
    }

    private static HostileRequest binary(String name, int status, String... headers) {
        String[] all = Stream.concat(
                        Stream.of(
                                "Content-Type: " + JSON,
                                "ce-specversion: 1.0",
                                "ce-source: s",
                                "ce-type: weather.tweet"),
                        Stream.of(headers))
                .toArray(String[]::new);
        return head(name, status, "POST /v1/events", TWEET, all);
    }

    private static HostileRequest post(String path, String type, String name, int status, String body) {
        return head(name, status, "POST " + path, body, "Content-Type: " + type);
    }

    private static HostileRequest raw(String name, int status, String type, byte[] body) {
        String head = "POST /v1/tweets HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        return new HostileRequest(name, status, false, concat(ascii(head), body));
    }

    /** A tweet with those bytes inside a string. */
    private static HostileRequest bytes(String name, int... octets) {
        byte[] inside = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            inside[i] = (byte) octets[i];
        }
        return raw(
                name,
                400,
                JSON,
                concat(concat(ascii("{\"municipality\":\"" + MARKER), inside), ascii("\"," + FIELDS + "}")));
    }

    private static HostileRequest head(String name, int status, String line, String body, String... headers) {
        StringBuilder text = new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (body != null) {
            text.append("Content-Length: ").append(ascii(body).length).append("\r\n");
        }
        text.append("\r\n").append(body == null ? "" : body);
        return whole(name, status, false, text.toString());
    }

    private static HostileRequest whole(String name, int status, boolean bare, String text) {
        return new HostileRequest(name, status, bare, ascii(text));
    }

    /** Chunks without an end, up to a little over 4 MiB. */
    private static HostileRequest chunkedBeyondTheLimit() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("POST /v1/tweets HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + JSON
                + "\r\nTransfer-Encoding: chunked\r\n\r\n"));
        byte[] chunk = ascii("1000\r\n" + " ".repeat(4_096) + "\r\n");
        for (int i = 0; i < 1_025; i++) {
            out.writeBytes(chunk);
        }
        return new HostileRequest("chunks without an end", 413, false, out.toByteArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
