package io.aguacero.simulation.kernel;

/** Unwinds a thread whose process was killed; nothing that it does on the way is heard. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
