package io.aguacero.ingress.http;

import io.aguacero.contracts.ErrorCode;

/** Codes as HTTP statuses and titles. */
final class HttpStatus {
    static final int OK = 200;
    static final int ACCEPTED = 202;
    static final int MIXED = 207;
    static final int UNAUTHENTICATED = 401;
    static final int UNAVAILABLE = 503;

    private HttpStatus() {}

    /** Status of a refusal. */
    static int of(ErrorCode code) {
        return switch (code) {
            case MALFORMED, EMPTY_BATCH, INVALID_ID, INVALID_ATTRIBUTE, INVALID_QUERY -> 400;
            case KEY_MISSING,
                    KEY_UNKNOWN,
                    KEY_EXPIRED,
                    KEY_REVOKED,
                    TOKEN_INVALID,
                    TOKEN_EXPIRED,
                    TOKEN_NOT_YET_VALID,
                    TOKEN_AUDIENCE,
                    TOKEN_CLAIMS -> UNAUTHENTICATED;
            case SCOPE_MISSING, KIND_FORBIDDEN, TENANT_FORBIDDEN -> 403;
            case UNKNOWN_KIND, NOT_FOUND, UNKNOWN_LETTER, UNKNOWN_EVENT -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case LETTER_NOT_WAITING -> 409;
            case WINDOW_EXPIRED -> 410;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case OVER_QUOTA -> 429;
            case SCHEMA_VIOLATION,
                    OUTSIDE_HORIZON,
                    PATH_REFUSED,
                    REPLAY_REFUSED,
                    LETTER_UNREADABLE,
                    EVENT_TIME_NEEDED,
                    UNDECLARED_GROUPING -> 422;
            case ISSUER_AWAY,
                    OVERLOADED,
                    SLOW_BODY,
                    PATH_UNAVAILABLE,
                    STORE_UNAVAILABLE,
                    LOG_UNAVAILABLE,
                    DOOR_UNAVAILABLE,
                    INTERNAL -> UNAVAILABLE;
        };
    }

    /** What a problem of that code is called; the same for every occurrence. */
    static String title(ErrorCode code) {
        return switch (code) {
            case KEY_MISSING -> "A key is needed";
            case KEY_UNKNOWN -> "The key isn't known";
            case KEY_EXPIRED -> "The key has expired";
            case KEY_REVOKED -> "The key was taken back";
            case TOKEN_INVALID -> "The token isn't one of the identity provider";
            case TOKEN_EXPIRED -> "The token has expired";
            case TOKEN_NOT_YET_VALID -> "The token isn't valid yet";
            case TOKEN_AUDIENCE -> "The token is for another service";
            case TOKEN_CLAIMS -> "The token doesn't say who its bearer is";
            case ISSUER_AWAY -> "The identity provider can't be reached";
            case SCOPE_MISSING -> "The key isn't for this";
            case KIND_FORBIDDEN -> "The key isn't for this kind of event";
            case TENANT_FORBIDDEN -> "The key isn't for this tenant";
            case OVER_QUOTA -> "The key has used up its quota";
            case MALFORMED -> "The request can't be read";
            case EMPTY_BATCH -> "The batch is empty";
            case INVALID_ID -> "The event id isn't valid";
            case INVALID_ATTRIBUTE -> "An attribute of the event isn't valid";
            case UNKNOWN_KIND -> "There is no such event kind";
            case NOT_FOUND -> "There is nothing at this address";
            case METHOD_NOT_ALLOWED -> "This address doesn't answer that method";
            case UNSUPPORTED_MEDIA_TYPE -> "The content isn't of a type that is taken here";
            case TOO_LARGE -> "The request is too large";
            case SCHEMA_VIOLATION -> "The event isn't one of its kind";
            case OUTSIDE_HORIZON -> "The event's time is outside its kind's horizon";
            case OVERLOADED -> "The service is overloaded";
            case SLOW_BODY -> "The body didn't arrive in time";
            case PATH_UNAVAILABLE -> "A path couldn't store the event";
            case PATH_REFUSED -> "A path refused the event";
            case REPLAY_REFUSED -> "The dead letter can't be replayed so";
            case UNKNOWN_LETTER -> "There is no such dead letter";
            case LETTER_NOT_WAITING -> "The dead letter doesn't wait";
            case LETTER_UNREADABLE -> "The dead letter holds no event that can be read";
            case UNKNOWN_EVENT -> "There is no such event";
            case EVENT_TIME_NEEDED -> "The event can't be found without its time";
            case WINDOW_EXPIRED -> "The window has been dropped";
            case INVALID_QUERY -> "The query isn't valid";
            case UNDECLARED_GROUPING -> "The kind doesn't declare that grouping";
            case STORE_UNAVAILABLE -> "The store doesn't answer";
            case LOG_UNAVAILABLE -> "A log can't be read now";
            case DOOR_UNAVAILABLE -> "The door doesn't answer";
            case INTERNAL -> "The service has a defect";
        };
    }

    /** What a client should do about it. */
    static String advice(ErrorCode code) {
        return code.retryable()
                ? "Send the same event again, unchanged and with the same id, after the seconds of Retry-After."
                : "Sending it again unchanged will be refused again.";
    }
}
