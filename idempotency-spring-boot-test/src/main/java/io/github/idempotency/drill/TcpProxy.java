package io.github.idempotency.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

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
    private final Queue<LostResponse> answersToLose = new ConcurrentLinkedQueue<>();
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

    /** Loses answers as soon as they begin, one in each of these ways: the work is done, and the client does not hear of it. */
    public void loseNextAnswers(LostResponse... how) {
        answersToLose.addAll(List.of(how));
    }

    /** How many answers are still to be lost. */
    public int answersToLose() {
        return answersToLose.size();
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
                LostResponse how = answers ? answersToLose.poll() : null;
                if (how != null) {
                    LossyProxy.lose(to, how, () -> input.transferTo(OutputStream.nullOutputStream()));
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
