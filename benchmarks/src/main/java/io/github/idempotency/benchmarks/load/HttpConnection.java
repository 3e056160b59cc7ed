package io.github.idempotency.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One keep-alive connection, as lean as can be: the driver shares its processors with what it measures. */
public final class HttpConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 90_000;

    private final Socket socket;

    private final InputStream in;

    private final OutputStream out;

    private final byte[] buffer = new byte[1 << 16];

    private final StringBuilder line = new StringBuilder();

    private int position;

    private int limit;

    private boolean replayed;

    public HttpConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Sends a request and reads its answer to the end; returns the status. */
    public int exchange(byte[] request) throws IOException {
        out.write(request);
        return readHead(null);
    }

    /** The body of the answer to a request. */
    public String body(byte[] request) throws IOException {
        out.write(request);
        StringBuilder body = new StringBuilder();
        int status = readHead(body);
        if (status >= 300) {
            throw new IOException("Status " + status + ": " + body);
        }
        return body.toString();
    }

    /** Whether the last answer said that it was a replay. */
    public boolean replayed() {
        return replayed;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int readHead(@Nullable StringBuilder body) throws IOException {
        int status = Integer.parseInt(readLine().substring(9, 12));
        int length = 0;
        boolean chunked = false;
        replayed = false;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            if (starts(header, "content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (starts(header, "transfer-encoding:")) {
                chunked = header.toLowerCase(Locale.ROOT).endsWith("chunked");
            } else if (starts(header, "idempotent-replayed:")) {
                replayed = true;
            }
        }
        if (!chunked) {
            read(length, body);
            return status;
        }
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            read(size, body);
            readLine();
        }
        readLine();
        return status;
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine().strip(), 16);
    }

    private void read(int length, @Nullable StringBuilder body) throws IOException {
        for (int left = length; left > 0; ) {
            fill();
            int taken = Math.min(left, limit - position);
            if (body != null) {
                body.append(new String(buffer, position, taken, StandardCharsets.ISO_8859_1));
            }
            position += taken;
            left -= taken;
        }
    }

    private String readLine() throws IOException {
        line.setLength(0);
        while (true) {
            fill();
            char next = (char) buffer[position++];
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append(next);
            }
        }
    }

    private void fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = in.read(buffer);
            if (limit < 0) {
                limit = 0;
                throw new EOFException("The server closed the connection");
            }
        }
    }

    private static boolean starts(String header, String name) {
        return header.regionMatches(true, 0, name, 0, name.length());
    }
}
