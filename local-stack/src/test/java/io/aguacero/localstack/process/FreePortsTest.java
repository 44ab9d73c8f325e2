package io.aguacero.localstack.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    /** Of 17,000 that there are: two JVMs that each draw so many without asking share hundreds. */
    private static final int DRAWN = 2_000;

    /** Draws that many, prints them, and stays until its input ends. */
    public static void main(String[] arguments) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < DRAWN; i++) {
            lines.append(FreePorts.next()).append('\n');
        }
        System.out.print(lines);
        System.out.flush();
        var unused = System.in.read();
    }

    @Test
    void aPortThatAnotherJvmHasBeenGivenIsNotGivenHere() throws Exception {
        Process other = new ProcessBuilder(
                        Programs.java(), "-cp", System.getProperty("java.class.path"), FreePortsTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<Integer> theirs = new TreeSet<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < DRAWN; i++) {
                theirs.add(Integer.valueOf(lines.readLine()));
            }

            List<Integer> shared = new ArrayList<>();
            for (int i = 0; i < DRAWN; i++) {
                int mine = FreePorts.next();
                if (theirs.contains(mine)) {
                    shared.add(mine);
                }
            }

            assertEquals(List.of(), shared);
            assertEquals(DRAWN, theirs.size());
            assertTrue(other.isAlive(), "it has ended before, and with it its claims");
        } finally {
            other.destroy();
        }
    }

    @Test
    void portsInARowAreFreeAndNotGivenAgain() {
        int ports = 50;

        int first = FreePorts.inARow(ports);

        for (int port = first; port < first + ports; port++) {
            assertTrue(FreePorts.free(port), "in a row from " + first + ", and taken: " + port);
        }
        for (int i = 0; i < DRAWN; i++) {
            int later = FreePorts.next();
            assertTrue(later < first || later >= first + ports, "given again: " + later);
        }
    }
}
