package io.github.idempotency.drill;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Carries one connection to a server, and loses the answer once it begins. */
final class LossyProxy implements AutoCloseable {

    private static final byte[] BAD_GATEWAY =
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final LostResponse how;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean answerBegan;
    private volatile int status;

    LossyProxy(String host, int port, LostResponse how) throws IOException {
        this.listener = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
        this.how = how;
        start(() -> carry(host, port));
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Waits for the answer to begin, when the server has done its work, and gives its status; 0 if that is no number. */
    int awaitAnswer(Duration longest) throws IOException, InterruptedException {
        if (!answered.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("The server did not answer within " + longest.toSeconds() + " s");
        }
        if (!answerBegan) {
            throw new IOException("The server cannot be reached, or closed the connection without an answer");
        }
        return status;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
    }

    private void carry(String host, int port) {
        try (Socket client = listener.accept();
                Socket server = new Socket(host, port)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start(() -> pump(client, server));
            byte[] statusLine = server.getInputStream().readNBytes("HTTP/1.1 200".length());
            answerBegan = statusLine.length > 0;
            status = status(new String(statusLine, StandardCharsets.US_ASCII));
            answered.countDown();
            lose(client, how, closed::await);
        } catch (IOException broken) {
            // awaitAnswer tells
        } finally {
            answered.countDown();
        }
    }

    private static int status(String line) {
        return line.matches("HTTP/1\\.\\d \\d{3}") ? Integer.parseInt(line.substring(9)) : 0;
    }

    /** Waits for the client to give up. */
    interface Wait {

        void await() throws IOException, InterruptedException;
    }

    /** Ends a client's connection in one of the ways. */
    static void lose(Socket client, LostResponse how, Wait forClient) throws IOException {
        switch (how) {
            case TIMEOUT -> {
                try {
                    forClient.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            case RESET -> client.setSoLinger(true, 0);
            case EMPTY -> client.shutdownOutput();
            case BAD_GATEWAY -> {
                client.getOutputStream().write(BAD_GATEWAY);
                client.shutdownOutput();
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8 * 1024];
        try {
            InputStream input = from.getInputStream();
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException over) {
            // the other direction ended
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "idempotency-drill-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
