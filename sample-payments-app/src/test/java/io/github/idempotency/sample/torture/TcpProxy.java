package io.github.idempotency.sample.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** The network between an instance and the database. */
final class TcpProxy implements AutoCloseable {

    private final ServerSocket listener;

    private final int serverPort;

    private final ExecutorService threads;

    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private final Gate towardsServer = new Gate();

    private final Gate towardsClient = new Gate();

    TcpProxy(int serverPort, ExecutorService threads) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.serverPort = serverPort;
        this.threads = threads;
        threads.execute(this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Resets every connection; new ones can be opened at once. */
    void cut() {
        sockets.forEach(TcpProxy::reset);
    }

    /** Lets nothing through any more, as a network does that drops packets. */
    void hang() {
        towardsServer.shut();
        towardsClient.shut();
    }

    /** Lets requests through and holds their answers back: a commit takes place and nobody hears of it. */
    void holdAnswersBack() {
        towardsClient.shut();
    }

    void heal() {
        towardsServer.open();
        towardsClient.open();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        heal();
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
            threads.execute(() -> pump(client, server, towardsServer));
            pump(server, client, towardsClient);
        } catch (IOException noServer) {
            drop(client);
        }
    }

    private void pump(Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                gate.pass();
                output.write(buffer, 0, read);
            }
        } catch (IOException cut) {
            // both ends are dropped below
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
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

    /** What bytes of one direction have to pass. */
    private static final class Gate {

        private boolean shut;

        synchronized void shut() {
            shut = true;
        }

        synchronized void open() {
            shut = false;
            notifyAll();
        }

        synchronized void pass() throws InterruptedException {
            while (shut) {
                wait();
            }
        }
    }
}
