package io.aguacero.access.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** A small identity provider on loopback: it says where its keys are and what they are, and makes tokens. */
public final class LocalIssuer implements AutoCloseable {
    /** What its tokens are made out for, unless one says otherwise. */
    public static final String AUDIENCE = "aguacero";

    private final Map<String, PublicJsonWebKey> keys = new LinkedHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private final int port;
    private volatile String answer = "";
    private volatile int status = 200;

    /** One with a key {@code first}, of RSA. */
    public LocalIssuer() {
        server = listening(0);
        port = server.getAddress().getPort();
        rotate("first", rsa());
    }

    /** One with a key {@code curve} too, of P-256. */
    public static LocalIssuer withCurve() {
        LocalIssuer issuer = new LocalIssuer();
        issuer.rotate("curve", ec());
        return issuer;
    }

    private HttpServer listening(int at) {
        try {
            HttpServer one = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
            one.createContext("/", this::answer);
            one.start();
            return one;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean keysAreAskedFor = exchange.getRequestURI().getPath().equals("/keys");
        String body = keysAreAskedFor ? answer : "{\"issuer\":\"" + uri() + "\",\"jwks_uri\":\"" + uri() + "/keys\"}";
        if (keysAreAskedFor) {
            asked.incrementAndGet();
        }
        exchange.sendResponseHeaders(status, body.length());
        exchange.getResponseBody().write(body.getBytes(UTF_8));
        exchange.close();
    }

    /** Its name, and the base of its addresses. */
    public String uri() {
        return "http://127.0.0.1:" + port;
    }

    /** How often its keys were asked for. */
    public int asked() {
        return asked.get();
    }

    /** A new key of RSA, of 2,048 bits. */
    static PublicJsonWebKey rsa() {
        try {
            return RsaJwkGenerator.generateJwk(2_048);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new key of the curve P-256. */
    static PublicJsonWebKey ec() {
        try {
            return EcJwkGenerator.generateJwk(EllipticCurves.P256);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token by a key that it begins to use now. */
    public TestToken rotated(String id) {
        rotate(id, rsa());
        return token().by("RS256", key(id).getPrivateKey()).header("kid", id);
    }

    /** Has this key besides, and shows it. */
    void rotate(String id, PublicJsonWebKey key) {
        key.setKeyId(id);
        key.setUse("sig");
        keys.put(id, key);
        shows();
    }

    /** Shows that key no more, and has it still. */
    void hides(String id) {
        keys.remove(id);
        shows();
    }

    private void shows() {
        answer = new JsonWebKeySet(keys.values().toArray(JsonWebKey[]::new))
                .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** Shows that in the place of its keys. */
    void shows(int otherStatus, String text) {
        status = otherStatus;
        answer = text;
    }

    PublicJsonWebKey key(String id) {
        return keys.get(id);
    }

    /** A token by its first key that is in order, to be made worse. */
    public TestToken token() {
        return new TestToken(uri(), keys.get("first"));
    }

    /** Nobody listens there any more. */
    public void leave() {
        server.stop(0);
    }

    /** Listens where it did. */
    public void comeBack() {
        server = listening(port);
    }

    @Override
    public void close() {
        leave();
    }
}
