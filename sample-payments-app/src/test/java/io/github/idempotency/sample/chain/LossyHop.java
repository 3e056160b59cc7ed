package io.github.idempotency.sample.chain;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** The network in front of a server, on which some exchanges come to grief. HTTP/1.1 without pipelining is all it knows. */
final class LossyHop implements AutoCloseable {

    final String name;

    private final ServerSocket listener;

    private final int serverPort;

    private final ExecutorService threads;

    private final Random random;

    private final Map<HopFault, Integer> faults = new EnumMap<>(HopFault.class);

    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private int exchanges;

    LossyHop(String name, int serverPort, long seed, ExecutorService threads) throws IOException {
        this.name = name;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.serverPort = serverPort;
        this.threads = threads;
        this.random = new Random(seed ^ name.hashCode());
        threads.execute(this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    synchronized int exchanges() {
        return exchanges;
    }

    synchronized int count(HopFault fault) {
        return faults.getOrDefault(fault, 0);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(LossyHop::reset);
    }

    /** Null for an exchange that nothing happens to. */
    private synchronized HopFault draw() {
        exchanges++;
        boolean faulty = random.nextDouble() < ChainSettings.FAULTY_SHARE;
        HopFault fault = HopFault.values()[random.nextInt(HopFault.values().length)];
        if (!faulty) {
            return null;
        }
        faults.merge(fault, 1, Integer::sum);
        return fault;
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                threads.execute(() -> connect(client));
            } catch (IOException | RejectedExecutionException closed) {
                // the loop's condition tells
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Connection connection = new Connection(client, server);
            threads.execute(() -> connection.pump(client, connection::request));
            connection.pump(server, connection::answer);
        } catch (IOException | RejectedExecutionException noServer) {
            drop(client);
        }
    }

    private void drop(Socket socket) {
        sockets.remove(socket);
        reset(socket);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closed) {
            // that was the aim
        }
    }

    /** Takes bytes; false ends the connection. */
    private interface Sink {

        boolean take(byte[] bytes, int length) throws IOException;
    }

    private final class Connection {

        private final Socket client;

        private final Socket server;

        /** What happens to the exchange under way. */
        private volatile HopFault fault;

        /** Whether the next bytes of the client are another request. */
        private volatile boolean answered = true;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pump(Socket from, Sink sink) {
            byte[] buffer = new byte[16 * 1024];
            try {
                InputStream input = from.getInputStream();
                int read = input.read(buffer);
                while (read >= 0 && sink.take(buffer, read)) {
                    read = input.read(buffer);
                }
            } catch (IOException broken) {
                // both ends are dropped below
            } finally {
                drop(client);
                drop(server);
            }
        }

        boolean request(byte[] bytes, int length) throws IOException {
            if (answered) {
                answered = false;
                fault = draw();
            }
            if (fault == HopFault.RESET_REQUEST) {
                return false;
            }
            if (fault != HopFault.HANG_REQUEST) {
                server.getOutputStream().write(bytes, 0, length);
            }
            return true;
        }

        boolean answer(byte[] bytes, int length) throws IOException {
            HopFault current = fault;
            if (current == HopFault.HANG_ANSWER) {
                return true;
            }
            if (current == HopFault.RESET_ANSWER) {
                return false;
            }
            if (current == HopFault.CUT_ANSWER) {
                client.getOutputStream().write(bytes, 0, length / 2);
                client.shutdownOutput();
                client.close();
                return false;
            }
            answered = true;
            client.getOutputStream().write(bytes, 0, length);
            return true;
        }
    }
}
