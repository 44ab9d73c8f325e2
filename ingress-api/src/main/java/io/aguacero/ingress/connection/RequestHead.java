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

    /**
     * Whether there are more header lines than that; those of one name count each.
     *
     * @throws IllegalArgumentException if one of them has no name
     */
    static boolean hasMoreLines(HttpMessage message, int linesMax) {
        int lines = 0;
        var each = message.headers().iteratorCharSequence();
        while (each.hasNext() && lines <= linesMax) {
            if (each.next().getKey().isEmpty()) {
                throw new IllegalArgumentException("a header without a name");
            }
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
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return false;
        }
        List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
            throw new BadFraming("another transfer encoding than chunked");
        }
        if (!message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            throw new BadFraming("chunks in HTTP/1.0");
        }
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw new BadFraming("a length and chunks");
        }
        return true;
    }
}
