package io.aguacero.ingress.connection;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/**
 * What must hold of a head so that nobody on the way can take its body for longer or shorter than the door does (RFC 9112,
 * section 6). Netty itself takes more: of a length and chunks together it drops the length.
 */
final class RequestHead {
    private RequestHead() {}

    /** Whether there are more header lines than that; those of one name count each. */
    static boolean hasMoreLines(HttpMessage message, int linesMax) {
        int lines = 0;
        var each = message.headers().iteratorCharSequence();
        while (each.hasNext() && lines <= linesMax) {
            var unused = each.next();
            lines++;
        }
        return lines > linesMax;
    }

    /**
     * Whether a body in chunks follows.
     *
     * @throws BadFraming if it isn't certain where its body ends
     */
    static boolean chunked(HttpMessage message) {
        HttpHeaders headers = message.headers();
        HttpVersion version = message.protocolVersion();
        boolean current = version.equals(HttpVersion.HTTP_1_1);
        if (!current && !version.equals(HttpVersion.HTTP_1_0)) {
            throw new BadFraming("another version of HTTP");
        }
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return false;
        }
        List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
            throw new BadFraming("another transfer encoding than chunked");
        }
        if (!current) {
            throw new BadFraming("chunks in HTTP/1.0");
        }
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw new BadFraming("a length and chunks");
        }
        return true;
    }
}
