package io.github.idempotency.sample.database;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The exclusive right to run the server of a data directory; the operating system frees it when the holder dies. */
final class DirectoryLock implements Closeable {

    private final FileChannel file;

    private DirectoryLock(FileChannel file) {
        this.file = file;
    }

    /** Returns null if somebody else holds it. */
    static @Nullable DirectoryLock tryAcquire(Path dataDir) throws IOException {
        FileChannel file =
                FileChannel.open(dataDir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isLocked(file)) {
            return new DirectoryLock(file);
        }
        file.close();
        return null;
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisJvm) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
