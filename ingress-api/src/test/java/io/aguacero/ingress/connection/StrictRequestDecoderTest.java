package io.aguacero.ingress.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of what comes on a connection, told as text: {@code GET /a|body;} a request, {@code !} what is refused. */
class StrictRequestDecoderTest {
    private static final long SEED = 20_261_122;
    private static final String NEXT = "GET /next HTTP/1.1\r\n\r\n";
    private static final String CHUNKED = "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ConnectionMeters meters = new ConnectionMeters(registry);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\n0\r\n\r\n",
                "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                "0000000000000005\r\nhello\r\n000\r\n\r\n",
                "5;name=value\r\nhello\r\n0;last\r\n\r\n",
                "5\r\nhello\r\n0\r\nTrailer: a\r\nOther: b\r\n\r\n"
            })
    void chunksByTheLetterAreReadHoweverTheyAreCutAndTheNextRequestAfterThem(String chunks) {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            assertEquals(
                    "POST /a|hello;GET /next|;",
                    read(CHUNKED + chunks + NEXT, random),
                    "seed " + SEED + ", round " + round);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100000000\r\nhello\r\n0\r\n\r\n",
                "100000005\r\nhello\r\n0\r\n\r\n",
                "80000000\r\nhello\r\n0\r\n\r\n",
                "00000000000000005\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "5 \r\nhello\r\n0\r\n\r\n",
                "5 5\r\nhello\r\n0\r\n\r\n",
                "5\u000b\r\nhello\r\n0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\rhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n",
                ";a=b\r\nhello\r\n0\r\n\r\n",
                "5;a\nb\r\nhello\r\n0\r\n\r\n",
                "5;a\u0000\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello!\r\n0\r\n\r\n",
                "5\r\nhello\r\n0\n\n",
                "5\r\nhello\r\n0\r\nA: b\n\r\n",
                "5\r\nhello\r\n0\r\nA: b\rc\r\n\r\n",
                "5\r\nhello\r\n0\r\n\r!"
            })
    void chunksThatCouldBeReadInTwoWaysEndTheConnectionAndNothingBehindThemIsRead(String chunks) {
        Random random = new Random(SEED);
        for (int round = 0; round < 100; round++) {
            String read = read(CHUNKED + chunks + NEXT, random);

            assertEquals("POST /a|", read.substring(0, 8), read);
            assertEquals('!', read.charAt(read.length() - 1), read);
            assertEquals(-1, read.indexOf(';'), read);
        }
        assertEquals(100, ended(ConnectionEnd.FRAMING));
    }

    @Test
    void anExtensionAndTrailersHaveABound() {
        String extension = "x".repeat(256);
        String trailer = "x".repeat(4_096);
        Random random = new Random(SEED);

        assertEquals("POST /a|a;", read(CHUNKED + "1;" + extension + "\r\na\r\n0\r\n\r\n", random));
        assertEquals("POST /a|!", read(CHUNKED + "1;x" + extension + "\r\na\r\n0\r\n\r\n", random));
        assertEquals("POST /a|a;", read(CHUNKED + "1\r\na\r\n0\r\n" + trailer + "\r\n" + trailer + "\r\n\r\n", random));
        assertEquals(
                "POST /a|a!", read(CHUNKED + "1\r\na\r\n0\r\n" + trailer + "\r\n" + trailer + "\r\nx\r\n\r\n", random));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Transfer-Encoding: chunked\r\nContent-Length: 0",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: chunked;a=b",
                "Transfer-Encoding:",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\t: chunked",
                "Transfer-Encoding:\u000bchunked",
                "Transfer-Encoding: chunked\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5, 5",
                "Content-Length: 5, 6",
                "Content-Length: +5",
                "Content-Length: -5",
                "Content-Length: 5x",
                "Content-Length: 0x5",
                "Content-Length: 5 5",
                "Content-Length:",
                "Content-Length : 5",
                "Content-Length: 99999999999999999999"
            })
    void aBodyWhoseEndCouldBeReadInTwoWaysIsRefusedAndNothingBehindItIsRead(String headers) {
        Random random = new Random(SEED);
        for (int round = 0; round < 50; round++) {
            assertEquals("!", read("POST /a HTTP/1.1\r\n" + headers + "\r\n\r\n0\r\n\r\n" + NEXT, random));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/0.9", "HTTP/1.2", "HTTP/2.0"})
    void onlyHttp11HasChunks(String version) {
        assertEquals(
                "!",
                read(
                        "POST /a " + version + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + NEXT,
                        new Random(SEED)));
    }

    @Test
    void aBodyWithALengthIsReadAndTheNextRequestAfterIt() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            assertEquals(
                    "POST /a|hello;GET /next|;",
                    read("POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" + NEXT, random));
        }
    }

    @Test
    void theLastHeaderLineThatFitsIsTakenAndTheNextIsNot() {
        Random random = new Random(SEED);

        assertEquals("GET /a|;", read("GET /a HTTP/1.1\r\n" + "A: b\r\n".repeat(20) + "\r\n", random));
        assertEquals("!", read("GET /a HTTP/1.1\r\n" + "A: b\r\n".repeat(21) + "\r\n", random));
        assertEquals(1, ended(ConnectionEnd.HEADER_LINES));
    }

    /** Cut into pieces at random; the same text must come out however it is cut. */
    private String read(String bytes, Random random) {
        EmbeddedChannel channel = new EmbeddedChannel(
                new StrictRequestDecoder(new HttpServerOptions(), new ConnectionLimits(1, 1, 60_000, 20, 10), meters));
        byte[] all = bytes.getBytes(ISO_8859_1);
        int longest = 1 + random.nextInt(all.length);
        for (int at = 0; at < all.length; ) {
            int length = Math.min(all.length - at, 1 + random.nextInt(longest));
            channel.writeInbound(Unpooled.copiedBuffer(all, at, length));
            at += length;
        }
        StringBuilder told = new StringBuilder();
        for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
            tell((HttpObject) next, told);
            ReferenceCountUtil.release(next);
        }
        channel.finishAndReleaseAll();
        return told.toString();
    }

    private static void tell(HttpObject read, StringBuilder told) {
        if (read.decoderResult().isFailure()) {
            told.append('!');
            return;
        }
        if (read instanceof HttpRequest request) {
            told.append(request.method()).append(' ').append(request.uri()).append('|');
        }
        if (read instanceof HttpContent content) {
            ByteBuf bytes = content.content();
            told.append(bytes.toString(ISO_8859_1));
        }
        if (read instanceof LastHttpContent) {
            told.append(';');
        }
    }

    private double ended(ConnectionEnd reason) {
        return registry.get("aguacero.ingress.connections.ended")
                .tag("reason", reason.reason())
                .counter()
                .count();
    }
}
