package io.aguacero.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault as a client meets it, before a server that sends back what it gets. */
class FaultProxyTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int SILENCE_MILLIS = 300;

    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = echoServer();
        proxy = new FaultProxy(echo.getLocalPort(), 1);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private static ServerSocket echoServer() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> echo(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return server;
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException ended) {
            // The client or the proxy has cut it.
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static String ask(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(bytes);
        return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.US_ASCII);
    }

    private static void expectSilence(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    @Test
    void withoutAFaultEverythingPassesAndAnEndIsPassedOnToo() throws IOException {
        try (Socket socket = connect()) {
            String large = "0123456789".repeat(20_000);
            Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(large.getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertEquals(large, new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
        assertTrue(Until.within(Duration.ofSeconds(20), () -> proxy.connections() == 0));
    }

    @Test
    void refusedItsPortIsClosedAndComesBack() throws IOException {
        try (Socket before = connect()) {
            assertEquals("a", ask(before, "a"));
            proxy.set(new Fault.Refuse());
            assertThrows(SocketException.class, () -> ask(before, "b"));
            assertThrows(ConnectException.class, this::connect);
        }
        proxy.pass();
        try (Socket after = connect()) {
            assertEquals("c", ask(after, "c"));
        }
    }

    @Test
    void resetEndsConnectionsOldAndNew() throws IOException {
        try (Socket before = connect()) {
            assertEquals("a", ask(before, "a"));
            proxy.set(new Fault.Reset());
            assertThrows(SocketException.class, () -> before.getInputStream().read());
            try (Socket fresh = connect()) {
                assertThrows(SocketException.class, () -> fresh.getInputStream().read());
            }
        }
    }

    @Test
    void halfOpenConnectionsStandStillAndGoOnWhenItIsOver() throws IOException {
        try (Socket before = connect()) {
            assertEquals("a", ask(before, "a"));
            proxy.set(new Fault.HalfOpen());
            expectSilence(before, "b");
            try (Socket fresh = connect()) {
                expectSilence(fresh, "c");
                proxy.pass();
                assertEquals('c', fresh.getInputStream().read());
            }
            assertEquals('b', before.getInputStream().read());
        }
    }

    @Test
    void oneWayStalledTheOtherStillPasses() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                FaultProxy before = new FaultProxy(server.getLocalPort(), 1);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), before.port());
                Socket accepted = server.accept()) {
            before.set(new Fault.Stall(Fault.Direction.BACK));
            client.getOutputStream().write('q');
            assertEquals('q', accepted.getInputStream().read());
            accepted.getOutputStream().write('r');
            client.setSoTimeout(SILENCE_MILLIS);
            assertThrows(
                    SocketTimeoutException.class, () -> client.getInputStream().read());
            before.pass();
            client.setSoTimeout(PATIENCE_MILLIS);
            assertEquals('r', client.getInputStream().read());
        }
    }

    @Test
    void latencyIsAtLeastWhatWasAskedForAndKeepsTheOrder() throws IOException {
        proxy.set(new Fault.Latency(Duration.ofMillis(60), Duration.ofMillis(50)));
        try (Socket socket = connect()) {
            long begin = System.nanoTime();
            for (char c = 'a'; c <= 'z'; c++) {
                socket.getOutputStream().write(c);
            }
            String back = new String(socket.getInputStream().readNBytes(26), StandardCharsets.US_ASCII);
            assertEquals("abcdefghijklmnopqrstuvwxyz", back);
            // Twice, there and back, the least of it: a bound from below holds on the busiest machine.
            assertFalse(System.nanoTime() - begin < Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void drippingTakesItsTime() throws IOException {
        proxy.set(new Fault.Drip(100));
        try (Socket socket = connect()) {
            long begin = System.nanoTime();
            assertEquals("x".repeat(50), ask(socket, "x".repeat(50)));
            assertFalse(System.nanoTime() - begin < Duration.ofMillis(400).toNanos());
        }
    }

    @Test
    void aConnectionIsCutAfterSoManyBytes() throws IOException {
        proxy.set(new Fault.CutAfter(10));
        try (Socket socket = connect()) {
            assertEquals("abcd", ask(socket, "abcd"));
            assertThrows(IOException.class, () -> {
                if (ask(socket, "efgh").length() < 4) {
                    throw new IOException("cut in the answer");
                }
            });
        }
        try (Socket next = connect()) {
            assertEquals("abcd", ask(next, "abcd"));
        }
    }

    @Test
    void severalTargetsAreTakenInTurnAndADeadOneIsPassedBy() throws IOException {
        try (ServerSocket second = echoServer();
                FaultProxy both = new FaultProxy(List.of(echo.getLocalPort(), second.getLocalPort()), 1)) {
            second.close();
            for (int i = 0; i < 4; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), both.port())) {
                    socket.setSoTimeout(PATIENCE_MILLIS);
                    assertEquals("a", ask(socket, "a"));
                }
            }
        }
    }
}
