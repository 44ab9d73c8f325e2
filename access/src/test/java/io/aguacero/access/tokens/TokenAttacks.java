package io.aguacero.access.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.Key;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.HmacKey;

/** Tokens that must let nobody in, each with the code of its refusal, of an issuer that has keys {@code first} and {@code curve}. */
public final class TokenAttacks {
    private static final String INVALID = "token-invalid";
    private static final String CLAIMS = "token-claims";
    private static final String AUDIENCE = "token-audience";

    private final Map<String, Attack> attacks = new LinkedHashMap<>();
    private final LocalIssuer issuer;
    private final LocalIssuer stranger;

    /** What is presented, and how it is refused. */
    public record Attack(String token, String code) {}

    private TokenAttacks(LocalIssuer issuer, LocalIssuer stranger) {
        this.issuer = issuer;
        this.stranger = stranger;
    }

    /**
     * Each by its name.
     *
     * @param stranger whose keys nobody may look at
     */
    public static Map<String, Attack> of(LocalIssuer issuer, LocalIssuer stranger) {
        TokenAttacks all = new TokenAttacks(issuer, stranger);
        all.signatures();
        all.secrets();
        all.keysThatComeAlong();
        all.forms();
        all.times();
        all.claims();
        return all.attacks;
    }

    private void add(String name, String code, String token) {
        attacks.put(name, new Attack(token, code));
    }

    private void signatures() {
        String genuine = issuer.token().signed();
        String[] parts = genuine.split("\\.");
        String other = issuer.token().claim("tenant", "default").signed();
        for (String none : List.of("none", "None", "nOnE", "")) {
            String head = encoded("{\"alg\":\"" + none + "\",\"kid\":\"first\"}");
            add("alg '" + none + "'", INVALID, head + "." + parts[1] + ".");
            add("alg '" + none + "' and a signature", INVALID, head + "." + parts[1] + "." + parts[2]);
        }
        add("no alg", INVALID, encoded("{\"kid\":\"first\"}") + "." + parts[1] + "." + parts[2]);
        add("no signature", INVALID, parts[0] + "." + parts[1] + ".");
        add("half a signature", INVALID, genuine.substring(0, genuine.length() - parts[2].length() / 2));
        add("other claims under a signature", INVALID, parts[0] + "." + other.split("\\.")[1] + "." + parts[2]);
        add(
                "another header over a signature",
                INVALID,
                encoded("{\"alg\":\"RS256\",\"kid\":\"first\",\"a\":1}") + "." + parts[1] + "." + parts[2]);
        add("an empty signature of a curve", INVALID, curve(new byte[64]));
        add("a signature of a curve that is too short", INVALID, curve(new byte[1]));
        add(
                "a stranger's key under a known name",
                INVALID,
                issuer.token().by("RS256", LocalIssuer.rsa().getPrivateKey()).signed());
        add(
                "a stranger's key under a name that nobody knows",
                INVALID,
                issuer.token()
                        .by("RS256", LocalIssuer.rsa().getPrivateKey())
                        .header("kid", "unheard-of")
                        .signed());
        add(
                "a key of RSA for a curve",
                INVALID,
                issuer.token().header("kid", "curve").signed());
        add(
                "an algorithm that isn't on the list",
                INVALID,
                issuer.token().header("alg", "RS512").signed());
        add("another padding", INVALID, issuer.token().header("alg", "PS256").signed());
    }

    private String curve(byte[] signature) {
        String token = issuer.token()
                .by("ES256", issuer.key("curve").getPrivateKey())
                .header("kid", "curve")
                .signed();
        return token.substring(0, token.lastIndexOf('.') + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    /** What is public as if it were a secret that both ends have. */
    private void secrets() {
        PublicJsonWebKey key = issuer.key("first");
        PublicKey open = key.getPublicKey();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(open.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        Map<String, byte[]> secrets = Map.of(
                "DER", open.getEncoded(),
                "PEM", pem.getBytes(UTF_8),
                "PEM without its last line end", pem.strip().getBytes(UTF_8),
                "JWK", key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY).getBytes(UTF_8));
        for (String algorithm : List.of("HS256", "HS512")) {
            secrets.forEach((form, bytes) -> {
                Key secret = new HmacKey(bytes);
                add(
                        algorithm + " with the public key as " + form,
                        INVALID,
                        issuer.token().by(algorithm, secret).signed());
            });
        }
    }

    private void keysThatComeAlong() {
        PublicJsonWebKey own = LocalIssuer.rsa();
        own.setKeyId("first");
        Map<String, Object> jwk = own.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
        String keys = stranger.uri() + "/keys";
        Map<String, Object> headers =
                Map.of("jwk", jwk, "jku", keys, "x5u", keys, "x5c", List.of("MIIB"), "crit", List.of("exp"));
        headers.forEach((name, value) -> add(
                "header " + name,
                INVALID,
                issuer.token()
                        .by("RS256", own.getPrivateKey())
                        .header(name, value)
                        .signed()));
        add(
                "a header that must be understood",
                INVALID,
                issuer.token().header("crit", List.of("exp")).signed());
        add("a path as the name of a key", INVALID, raw("{\"alg\":\"RS256\",\"kid\":[\"first\"]}", "{}"));
        add("no name of a key", INVALID, raw("{\"alg\":\"RS256\"}", "{}"));
    }

    private void forms() {
        String genuine = issuer.token().signed();
        String[] parts = genuine.split("\\.");
        add("a header twice", INVALID, raw("{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"first\"}", "{}"));
        add("a header that is no object", INVALID, raw("[]", "{}"));
        add("a header that is nothing", INVALID, raw("null", "{}"));
        add("a deep header", INVALID, raw("[".repeat(1_500), "{}"));
        add("a space within", INVALID, parts[0] + "." + parts[1] + " ." + parts[2]);
        add("signs that aren't of its alphabet", INVALID, parts[0] + "." + parts[1] + "." + parts[2] + "~");
        add("two dots", INVALID, "..");
        add("four parts", "key-unknown", genuine + "." + parts[2]);
        add("five parts", "key-unknown", genuine + "." + parts[1] + "." + parts[2]);
        String two = "{\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2] + "\"}";
        add(
                "two signatures",
                "key-unknown",
                "{\"payload\":\"" + parts[1] + "\",\"signatures\":[" + two + "," + two + "]}");
    }

    private void times() {
        Instant now = Instant.now();
        add(
                "expired",
                "token-expired",
                issuer.token().expires(now.minusSeconds(60)).signed());
        add(
                "not yet valid",
                "token-not-yet-valid",
                issuer.token()
                        .claim("nbf", now.plusSeconds(60).getEpochSecond())
                        .signed());
        add("no end", CLAIMS, issuer.token().without("exp").signed());
        for (Object end : List.of("9999999999", -1, 1e300, true, List.of(9_999_999_999L))) {
            add(
                    "an end that is " + end,
                    CLAIMS,
                    issuer.token().claim("exp", end).signed());
        }
        add("a begin that is a text", CLAIMS, issuer.token().claim("nbf", "0").signed());
    }

    private void claims() {
        add(
                "another issuer",
                INVALID,
                issuer.token().claim("iss", "https://elsewhere.example").signed());
        add(
                "an issuer with something behind",
                INVALID,
                issuer.token().claim("iss", issuer.uri() + "/").signed());
        add(
                "an array of issuers",
                INVALID,
                issuer.token().claim("iss", List.of(issuer.uri())).signed());
        add("no issuer", INVALID, issuer.token().without("iss").signed());
        add(
                "another audience",
                AUDIENCE,
                issuer.token().claim("aud", "elsewhere").signed());
        add(
                "other audiences",
                AUDIENCE,
                issuer.token().claim("aud", List.of("a", "aguacero2")).signed());
        add(
                "an audience within another",
                AUDIENCE,
                issuer.token().claim("aud", Map.of("a", "aguacero")).signed());
        add("no audience", AUDIENCE, issuer.token().without("aud").signed());
        add("no tenant", CLAIMS, issuer.token().without("tenant").signed());
        for (Object tenant :
                List.of("", "Acme", "acme/../default", "acme\ndefault", "a".repeat(65), 7, List.of("acme"))) {
            add(
                    "tenant " + tenant,
                    CLAIMS,
                    issuer.token().claim("tenant", tenant).signed());
        }
        add("no subject", CLAIMS, issuer.token().without("sub").signed());
        add("an empty subject", CLAIMS, issuer.token().claim("sub", "").signed());
        add("a number as subject", CLAIMS, issuer.token().claim("sub", 7).signed());
        add("a number as scopes", CLAIMS, issuer.token().claim("scope", 7).signed());
        add(
                "numbers among scopes",
                CLAIMS,
                issuer.token().claim("scope", List.of("aguacero:write", 7)).signed());
        add(
                "an object as kinds",
                CLAIMS,
                issuer.token().claim("kinds", Map.of("*", true)).signed());
        String claims =
                new String(Base64.getUrlDecoder().decode(issuer.token().signed().split("\\.")[1]), UTF_8);
        add(
                "a claim twice",
                CLAIMS,
                issuer.token()
                        .payload("{\"tenant\":\"default\"," + claims.substring(1))
                        .signed());
        add(
                "something behind the claims",
                CLAIMS,
                issuer.token().payload(claims + "{}").signed());
        add("no claims", CLAIMS, issuer.token().payload("acme").signed());
        add(
                "an array of claims",
                INVALID,
                issuer.token().payload("[" + claims + "]").signed());
    }

    private static String raw(String header, String payload) {
        return encoded(header) + "." + encoded(payload) + "." + encoded("signature");
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
