package io.aguacero.system;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Takes OTLP over HTTP as a collector does, and reads it by the numbers of opentelemetry-proto's fields (collector/trace/v1,
 * trace/v1, common/v1): no class of OpenTelemetry has a say.
 */
final class SpanCollector implements AutoCloseable {
    private static final List<String> KINDS =
            List.of("unspecified", "internal", "server", "client", "producer", "consumer");

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    SpanCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    /**
     * A span; ids in hexadecimal, empty where there is none.
     *
     * @param links spans of whatever trace that it is linked to
     * @param failed whether its status is an error
     */
    record Span(
            String service,
            String kind,
            String name,
            String trace,
            String id,
            String parent,
            long start,
            long end,
            Map<String, String> attributes,
            List<String> links,
            boolean failed) {}

    /** What a service is told. */
    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /** All that came of a trace. */
    List<Span> trace(String id) {
        return spans.stream().filter(span -> span.trace().equals(id)).toList();
    }

    /** All that came. */
    List<Span> all() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            UnknownFieldSet request =
                    UnknownFieldSet.parseFrom(exchange.getRequestBody().readAllBytes());
            for (UnknownFieldSet resourceSpans : messages(request, 1)) {
                String service = messages(resourceSpans, 1).stream()
                        .flatMap(resource -> attributes(resource, 1).entrySet().stream())
                        .filter(attribute -> attribute.getKey().equals("service.name"))
                        .map(Map.Entry::getValue)
                        .collect(Collectors.joining());
                for (UnknownFieldSet scopeSpans : messages(resourceSpans, 2)) {
                    messages(scopeSpans, 2).forEach(span -> spans.add(span(service, span)));
                }
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Span span(String service, UnknownFieldSet span) {
        return new Span(
                service,
                KINDS.get(span.getField(6).getVarintList().getFirst().intValue()),
                text(span, 5),
                hex(span, 1),
                hex(span, 2),
                hex(span, 4),
                span.getField(7).getFixed64List().getFirst(),
                span.getField(8).getFixed64List().getFirst(),
                attributes(span, 9),
                messages(span, 13).stream().map(link -> hex(link, 2)).toList(),
                messages(span, 15).stream()
                        .anyMatch(status -> status.getField(3).getVarintList().contains(2L)));
    }

    private static Map<String, String> attributes(UnknownFieldSet holder, int field) {
        Map<String, String> attributes = new HashMap<>();
        for (UnknownFieldSet attribute : messages(holder, field)) {
            UnknownFieldSet value = messages(attribute, 2).getFirst();
            attributes.put(
                    text(attribute, 1),
                    value.hasField(1)
                            ? text(value, 1)
                            : value.getField(3).getVarintList().stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining()));
        }
        return attributes;
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet holder, int field) {
        return holder.getField(field).getLengthDelimitedList().stream()
                .map(SpanCollector::parsed)
                .toList();
    }

    private static UnknownFieldSet parsed(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (IOException e) {
            throw new AssertionError("no OTLP", e);
        }
    }

    private static String text(UnknownFieldSet holder, int field) {
        return holder.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
    }

    private static String hex(UnknownFieldSet holder, int field) {
        return holder.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
