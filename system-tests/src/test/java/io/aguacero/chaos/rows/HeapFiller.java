package io.aguacero.chaos.rows;

import java.util.ArrayList;
import java.util.List;

/** Loaded into a running process as an agent, it takes all memory that is left of the heap, and gives none back. */
public final class HeapFiller {
    /** Little enough that the process' own threads run out of memory too. */
    private static final int PIECE_BYTES = 16 << 10;

    private HeapFiller() {}

    /** Called by the virtual machine; returns by an {@link OutOfMemoryError} only. */
    public static void agentmain(String unused) {
        List<byte[]> held = new ArrayList<>();
        while (true) {
            held.add(new byte[PIECE_BYTES]);
        }
    }
}
