package io.github.idempotency.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A network between the application and its database that a test can make trouble in. */
public final class TcpProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final AtomicReference<Trap> trap = new AtomicReference<>();

    private record Trap(String text, AtomicInteger times, CountDownLatch sprung) {}

    private TcpProxy(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** A proxy before the server of a database. */
    public static TcpProxy before(TestDatabase database) {
        URI server = URI.create(database.url().substring("jdbc:".length()));
        return new TcpProxy(server.getHost(), server.getPort());
    }

    /** The database as it is reached through this proxy; statements carry their text, so that they can be told apart. */
    public TestDatabase view(TestDatabase database) {
        String url = "jdbc:postgresql://localhost:" + listener.getLocalPort() + '/' + database.name()
                + "?prepareThreshold=0&sslmode=disable";
        return new TestDatabase(database.name(), url, database.username(), database.password());
    }

    /**
     * The next message with this text reaches the server, and when the server has done what it says, the connection is cut: its
     * answer is lost.
     *
     * @return is at zero once that happened
     */
    public CountDownLatch loseAnswerTo(String text) {
        return loseAnswersTo(text, 1);
    }

    /** As {@link #loseAnswerTo}, several times. */
    public CountDownLatch loseAnswersTo(String text, int times) {
        CountDownLatch sprung = new CountDownLatch(times);
        trap.set(new Trap(text, new AtomicInteger(times), sprung));
        return sprung;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(host, port);
            AtomicBoolean cut = new AtomicBoolean();
            AtomicReference<Trap> sprung = new AtomicReference<>();
            start(() -> pump(client, server, chunk -> {
                Trap armed = trap.get();
                if (armed != null
                        && new String(chunk, StandardCharsets.ISO_8859_1).contains(armed.text())
                        && armed.times().getAndDecrement() > 0) {
                    sprung.set(armed);
                    cut.set(true);
                }
                return true;
            }));
            start(() -> pump(server, client, chunk -> {
                if (cut.get()) {
                    client.close();
                    server.close();
                    sprung.get().sprung().countDown();
                    return false;
                }
                return true;
            }));
        }
    }

    private static void pump(Socket from, Socket to, Look look) throws IOException {
        byte[] buffer = new byte[65_536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!look.passes(Arrays.copyOf(buffer, read))) {
                    return;
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }

    private static void start(Step step) {
        Thread thread = new Thread(() -> {
            try {
                step.run();
            } catch (IOException e) {
                // the connection, or the proxy, was closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private interface Look {
        boolean passes(byte[] chunk) throws IOException;
    }
}
