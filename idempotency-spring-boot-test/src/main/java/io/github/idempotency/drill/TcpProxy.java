package io.github.idempotency.drill;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stretch of network that can be cut: put it between an application and its database to rehearse {@link Drill#STORE_OUTAGE}.
 * During an outage open connections are reset, and so is each new one. Between a client and a server it can lose answers
 * instead. It listens on the loopback address, at a free port.
 */
public final class TcpProxy implements Outage, AutoCloseable {

    private final ServerSocket listener;
    private final String host;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answersToReset = new AtomicInteger();
    private volatile boolean down;

    private TcpProxy(String host, int serverPort) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        this.host = host;
        this.serverPort = serverPort;
        start(this::acceptAll);
    }

    /**
     * Opens a proxy in front of a server.
     *
     * @throws IOException if no port can be opened
     */
    public static TcpProxy to(String host, int port) throws IOException {
        return new TcpProxy(host, port);
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Resets connections as soon as the server answers, so many times: the work is done, and the client does not hear of it. */
    public void resetNextAnswers(int answers) {
        answersToReset.set(answers);
    }

    /** How many answers are still to be reset. */
    public int answersToReset() {
        return answersToReset.get();
    }

    @Override
    public void begin() {
        down = true;
        sockets.forEach(TcpProxy::reset);
    }

    @Override
    public void end() {
        down = false;
    }

    /** Resets every connection, and opens no more. */
    @Override
    public void close() throws IOException {
        listener.close();
        begin();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                start(() -> connect(client));
            } catch (IOException closed) {
                // the loop's condition tells
            }
        }
    }

    private void connect(Socket client) {
        try {
            if (down) {
                drop(client);
                return;
            }
            Socket server = new Socket(host, serverPort);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start(() -> pump(client, server, false));
            pump(server, client, true);
        } catch (IOException noServer) {
            drop(client);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream input = from.getInputStream();
            for (int read = input.read(buffer); read >= 0 && !down; read = input.read(buffer)) {
                if (answers && answersToReset.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException cut) {
            // both ends are dropped below
        } finally {
            drop(from);
            drop(to);
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

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "idempotency-drill-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
