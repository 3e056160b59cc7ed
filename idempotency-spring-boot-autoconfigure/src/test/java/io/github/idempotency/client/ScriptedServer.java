package io.github.idempotency.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on bare sockets that does to its clients what a test wants, one connection for each request. */
final class ScriptedServer implements AutoCloseable {

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Queue<Reply> script = new ArrayDeque<>();
    private volatile Reply otherwise = answer(200, "text/plain", "done");

    final List<Received> received = new CopyOnWriteArrayList<>();

    ScriptedServer() throws IOException {
        server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** What happens to the next requests, in this order; those after them are answered with 200. */
    ScriptedServer script(Reply... replies) {
        synchronized (script) {
            script.addAll(List.of(replies));
        }
        return this;
    }

    ScriptedServer always(Reply reply) {
        otherwise = reply;
        return this;
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://localhost:" + port();
    }

    static Reply answer(int status, String type, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\nConnection: close\r\nContent-Type: "
                + type + "\r\nContent-Length: " + bytes.length + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        head.append("\r\n");
        return socket -> {
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            socket.close();
        };
    }

    static Reply problem(int status, String json, String... headers) {
        return answer(status, "application/problem+json", json, headers);
    }

    static Reply status(int status, String... headers) {
        return answer(status, "text/plain", "", headers);
    }

    /** A TCP reset in place of an answer. */
    static Reply reset() {
        return socket -> {
            socket.setSoLinger(true, 0);
            socket.close();
        };
    }

    /** The connection ends without an answer. */
    static Reply empty() {
        return Socket::close;
    }

    /** No answer, until the server is closed. */
    static Reply silence() {
        return socket -> {};
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try {
            Received request = read(socket.getInputStream());
            received.add(request);
            Reply reply;
            synchronized (script) {
                reply = script.isEmpty() ? otherwise : script.remove();
            }
            reply.send(socket);
        } catch (IOException e) {
            // The client went away.
        }
    }

    private static Received read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("The request ended early");
            }
            head.write(b);
        }
        String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(": ?", 2);
            headers.merge(header[0].toLowerCase(Locale.ROOT), header[1], (a, b) -> a + ", " + b);
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        byte[] body = in.readNBytes(length);
        return new Received(lines[0].split(" ")[0], headers, new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    record Received(String method, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.get(name);
        }
    }

    @FunctionalInterface
    interface Reply {
        void send(Socket socket) throws IOException;
    }
}
