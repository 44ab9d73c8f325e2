package io.aguacero.access.tokens;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Asks an identity provider for its keys, and waits for them: on a thread that serves nobody. */
final class IssuerClient implements AutoCloseable {
    /** Of one answer; a set of ten keys with their certificates has about 20 KiB. */
    private static final int ANSWER_BYTES_MAX = 256 << 10;

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final int OK = 200;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String issuer;
    private final Optional<URI> jwks;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * @param jwks where its keys are; empty, where it says itself
     * @param trust who may vouch for it; empty, those of this JVM
     * @param timeout of one answer, all of it
     */
    IssuerClient(String issuer, Optional<URI> jwks, Optional<SSLContext> trust, Duration timeout) {
        this.issuer = issuer;
        this.jwks = jwks;
        this.timeout = timeout;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout);
        trust.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /**
     * The set of its keys, as it is sent.
     *
     * @throws IOException with a sentence, if it doesn't answer in time, or not with one
     */
    byte[] keys() throws IOException {
        return get(jwks.isPresent() ? jwks.get() : discovered());
    }

    private URI discovered() throws IOException {
        URI address = URI.create(issuer.replaceFirst("/$", "") + DISCOVERY);
        JsonNode document;
        try {
            document = JSON.readTree(get(address));
        } catch (JsonProcessingException e) {
            throw new IOException(address + " isn't JSON", e);
        }
        if (!document.path("issuer").asText().equals(issuer)) {
            throw new IOException(address + " is of another issuer");
        }
        try {
            return trusted(document.path("jwks_uri").asText());
        } catch (URISyntaxException e) {
            throw new IOException(address + " names no usable jwks_uri: " + e.getReason(), e);
        }
    }

    /**
     * An address whose answers can be believed.
     *
     * @throws URISyntaxException if it is none of https, or of http on this machine
     */
    static URI trusted(String address) throws URISyntaxException {
        URI uri = new URI(address);
        String host = uri.getHost();
        boolean here = host != null && (host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]"));
        if (host == null || !"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && here)) {
            throw new URISyntaxException(address, "must be an address of https, or of http on loopback");
        }
        return uri;
    }

    private byte[] get(URI address) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> answering =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            HttpResponse<byte[]> answer = answering.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (answer.statusCode() != OK) {
                throw new IOException(address + " answers " + answer.statusCode());
            }
            return answer.body();
        } catch (ExecutionException e) {
            throw new IOException(address + " can't be asked: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(address + " doesn't answer within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(address + " isn't waited for any more", e);
        } finally {
            answering.cancel(true);
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
