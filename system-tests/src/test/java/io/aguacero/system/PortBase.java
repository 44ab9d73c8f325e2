package io.aguacero.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds a base from which on all ports of the pipeline are free. */
final class PortBase {
    private static final int FIRST = 21_000;
    private static final int LAST = 29_000;
    private static final int WIDTH = 50;

    private PortBase() {}

    static int free() {
        for (int base = FIRST; base < LAST; base += WIDTH) {
            if (allFree(base)) {
                return base;
            }
        }
        throw new AssertionError("no " + WIDTH + " free ports in a row from " + FIRST + " to " + LAST);
    }

    private static boolean allFree(int base) {
        for (int port = base; port < base + WIDTH; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() != port) {
                    return false;
                }
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
