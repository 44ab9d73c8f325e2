package io.aguacero.contracts;

/**
 * Every way in which an event can be refused, by a stable code that clients may rely on. No HTTP status is known here:
 * each edge maps codes to its own protocol by an exhaustive switch.
 */
public enum ErrorCode {
    /** No key came along. */
    KEY_MISSING("key-missing", Category.UNAUTHENTICATED, false),
    /** The key is none of this installation. */
    KEY_UNKNOWN("key-unknown", Category.UNAUTHENTICATED, false),
    /** The key's time is over. */
    KEY_EXPIRED("key-expired", Category.UNAUTHENTICATED, false),
    /** The key was taken back. */
    KEY_REVOKED("key-revoked", Category.UNAUTHENTICATED, false),
    /** The token isn't of the identity provider, or was changed on its way. */
    TOKEN_INVALID("token-invalid", Category.UNAUTHENTICATED, false),
    /** The token's time is over. */
    TOKEN_EXPIRED("token-expired", Category.UNAUTHENTICATED, false),
    /** The token's time hasn't begun. */
    TOKEN_NOT_YET_VALID("token-not-yet-valid", Category.UNAUTHENTICATED, false),
    /** The token was made out for another service. */
    TOKEN_AUDIENCE("token-audience", Category.UNAUTHENTICATED, false),
    /** The token doesn't say who its bearer is, or not in a form that can be used. */
    TOKEN_CLAIMS("token-claims", Category.UNAUTHENTICATED, false),
    /** The keys of the identity provider can't be had now; nothing was stored. */
    ISSUER_AWAY("issuer-away", Category.UNAVAILABLE, true),
    /** The key isn't for this. */
    SCOPE_MISSING("scope-missing", Category.FORBIDDEN, false),
    /** The key isn't for this kind of event, or not for all kinds at once. */
    KIND_FORBIDDEN("kind-forbidden", Category.FORBIDDEN, false),
    /** What is asked for belongs to another tenant than the key. */
    TENANT_FORBIDDEN("tenant-forbidden", Category.FORBIDDEN, false),
    /** The key has used up its quota; nothing was stored. */
    OVER_QUOTA("over-quota", Category.OVER_QUOTA, true),
    /** The body, or an item of it, isn't a JSON document of the expected shape. */
    MALFORMED("malformed", Category.INVALID, false),
    /** A batch without an event in it. */
    EMPTY_BATCH("empty-batch", Category.INVALID, false),
    /** The event id is missing where it is required, too long, holds control characters, or is given twice differently. */
    INVALID_ID("invalid-id", Category.INVALID, false),
    /** A CloudEvents attribute is missing or not of its form. */
    INVALID_ATTRIBUTE("invalid-attribute", Category.INVALID, false),
    /** No event kind of that name is in force. */
    UNKNOWN_KIND("unknown-kind", Category.NOT_FOUND, false),
    /** No resource at that address. */
    NOT_FOUND("not-found", Category.NOT_FOUND, false),
    /** The resource doesn't answer that method. */
    METHOD_NOT_ALLOWED("method-not-allowed", Category.METHOD, false),
    /** The content type, or a content encoding, isn't one that the resource takes. */
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", Category.MEDIA_TYPE, false),
    /** The body, an event or the number of items exceeds its limit. */
    TOO_LARGE("too-large", Category.TOO_LARGE, false),
    /** The payload breaks its kind's schema, bounds or scale; each violation is listed with its JSON Pointer. */
    SCHEMA_VIOLATION("schema-violation", Category.UNPROCESSABLE, false),
    /** The event's time is outside its kind's horizon, before or after. */
    OUTSIDE_HORIZON("outside-horizon", Category.UNPROCESSABLE, false),
    /** More is in flight than the service takes at once; nothing was stored. */
    OVERLOADED("overloaded", Category.UNAVAILABLE, true),
    /** The body didn't arrive in time; nothing was stored. */
    SLOW_BODY("slow-body", Category.UNAVAILABLE, true),
    /** A path couldn't store the event, or didn't answer in time. */
    PATH_UNAVAILABLE("path-unavailable", Category.UNAVAILABLE, true),
    /** A path's broker refused the event for good. */
    PATH_REFUSED("path-refused", Category.UNPROCESSABLE, false),
    /** The dead letter that the event replays isn't of a path of its kind, or not of a shard of this installation. */
    REPLAY_REFUSED("replay-refused", Category.UNPROCESSABLE, false),
    /** No such dead letter stands on its broker. */
    UNKNOWN_LETTER("unknown-letter", Category.NOT_FOUND, false),
    /** The dead letter doesn't wait to be replayed: it was, or its event is counted. */
    LETTER_NOT_WAITING("letter-not-waiting", Category.CONFLICT, false),
    /** The dead letter can't be replayed as it is, because it holds no event that can be read: it needs a mended one. */
    LETTER_UNREADABLE("letter-unreadable", Category.UNPROCESSABLE, false),
    /** No log holds that event, as far back as it is kept, and no store knows it. */
    UNKNOWN_EVENT("unknown-event", Category.NOT_FOUND, false),
    /** The event can't be looked for in the logs without a time: its id has none in it. */
    EVENT_TIME_NEEDED("event-time-needed", Category.UNPROCESSABLE, false),
    /** A window that has been dropped is asked for. */
    WINDOW_EXPIRED("window-expired", Category.GONE, false),
    /** A query parameter is missing or not of its form. */
    INVALID_QUERY("invalid-query", Category.INVALID, false),
    /** A grouping or window size that the kind doesn't declare is asked for. */
    UNDECLARED_GROUPING("undeclared-grouping", Category.UNPROCESSABLE, false),
    /** The store of the aggregates doesn't answer. */
    STORE_UNAVAILABLE("store-unavailable", Category.UNAVAILABLE, true),
    /** A broker's log can't be read now. */
    LOG_UNAVAILABLE("log-unavailable", Category.UNAVAILABLE, true),
    /** The door doesn't answer. */
    DOOR_UNAVAILABLE("door-unavailable", Category.UNAVAILABLE, true),
    /** A defect of the service; its log has the trace. */
    INTERNAL("internal", Category.UNAVAILABLE, true);

    /** What kind of refusal a code is; an edge maps it to a status of its protocol. */
    public enum Category {
        UNAUTHENTICATED,
        FORBIDDEN,
        OVER_QUOTA,
        INVALID,
        NOT_FOUND,
        METHOD,
        CONFLICT,
        MEDIA_TYPE,
        TOO_LARGE,
        UNPROCESSABLE,
        GONE,
        UNAVAILABLE
    }

    private final String slug;
    private final Category category;
    private final boolean retryable;

    ErrorCode(String slug, Category category, boolean retryable) {
        this.slug = slug;
        this.category = category;
        this.retryable = retryable;
    }

    /** The stable code as it stands in documents, logs and metric labels. */
    public String slug() {
        return slug;
    }

    /** What kind of refusal it is. */
    public Category category() {
        return category;
    }

    /** Whether the same event, sent again unchanged, may be taken. */
    public boolean retryable() {
        return retryable;
    }
}
