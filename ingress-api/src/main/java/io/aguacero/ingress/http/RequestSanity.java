package io.aguacero.ingress.http;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.ingress.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;

/** What the decoder of connections lets pass although no honest client sends it. */
final class RequestSanity {
    private RequestSanity() {}

    /** Why a request isn't looked at any further. */
    static Optional<Refusal> refusal(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && request.version() != HttpVersion.HTTP_1_0)) {
            return malformed("a request has exactly one Host header");
        }
        if (!hosts.isEmpty() && request.authority() == null) {
            return malformed("the Host header isn't a host and a port");
        }
        return Optional.empty();
    }

    /** Whether a body comes, or could. */
    static boolean hasBody(HttpServerRequest request) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || length != null && !length.equals("0");
    }

    private static Optional<Refusal> malformed(String detail) {
        return Optional.of(Refusal.of(ErrorCode.MALFORMED, detail));
    }
}
