package io.aguacero.chaos;

import java.util.List;

/** A row of the fault matrix: something breaks under load, and every promise must hold once it is over. */
public interface Row {
    /** Its number in the matrix, by which it is chosen. */
    int number();

    /** What breaks, in a few words. */
    String fault();

    /** Breaks it and mends it again while the load goes on. */
    void run(ChaosRun run) throws Exception;

    /** On what it runs. */
    default Shape shape() {
        return Shape.SINGLE;
    }

    /** Whether it belongs to the part that runs with all other tests; it is shorter then. */
    default boolean quick() {
        return false;
    }

    /** Whether the door itself is broken, so that requests may go without an answer. */
    default boolean breaksDoor() {
        return false;
    }

    /** Whether the client sends some events twice of its own accord; not, where duplicates show that the fault has hit. */
    default boolean resends() {
        return true;
    }

    /** With how many seeds a whole run of the matrix tries it. */
    default int seeds() {
        return 1;
    }

    /** Whether a log is lost for good, so that its shards have to stand still; the row itself judges that they do. */
    default boolean losesLog() {
        return false;
    }

    /** What must have happened besides, for example that events are in the log twice; says what hasn't. */
    default List<String> unmet(Outcome outcome) {
        return List.of();
    }
}
