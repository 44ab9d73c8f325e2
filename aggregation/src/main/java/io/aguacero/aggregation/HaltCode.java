package io.aguacero.aggregation;

/** Why a shard stands still until a person has looked. */
public enum HaltCode {
    /** The log ends before the store's position: it was cut, or made anew. */
    LOG_CUT("log-cut"),
    /** The log's record at the store's position isn't the one that was applied: it was made anew. */
    LOG_FORKED("log-forked"),
    /** The log begins after the store's position: records are gone that were never applied. */
    LOG_EXPIRED("log-expired"),
    /** A count or a sum would leave the range of 64 bits. */
    OVERFLOW("overflow"),
    /** This program failed on these records; the reason names the exception. */
    DEFECT("defect");

    private final String slug;

    HaltCode(String slug) {
        this.slug = slug;
    }

    /** The stable name in logs and metric labels. */
    public String slug() {
        return slug;
    }
}
