package io.muster.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One planner per ledger and channel. SQLite: a locked file beside the database, which says who holds it; PostgreSQL: a session's advisory
 * lock. Both die with the process.
 */
final class PlannerLocks {

    private static final int ASK_AGAIN_MILLIS = 100;

    private final Database database;
    private final Map<String, String> here = new ConcurrentHashMap<>();

    PlannerLocks(Database database) {
        this.database = database;
    }

    PlannerLock lock(String channel, Duration wait, String holder) {
        long until = System.nanoTime() + wait.toNanos();
        String me = holder + " (process " + ProcessHandle.current().pid() + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")";
        while (true) {
            String other = here.putIfAbsent(channel, me);
            if (other == null) {
                try {
                    AutoCloseable lock = database.sqlite() ? fileLock(channel, me) : advisoryLock(channel, me);
                    if (lock != null) {
                        return () -> release(channel, me, lock);
                    }
                    other = database.sqlite() ? readHolder(channel) : "another node";
                    here.remove(channel, me);
                } catch (IOException | SQLException e) {
                    here.remove(channel, me);
                    throw new LedgerUnusable("the lock of channel " + channel + " can't be taken: " + e.getMessage(), e);
                }
            }
            if (System.nanoTime() > until) {
                throw new LedgerBusy("channel " + channel + " is being planned by " + other + "; wait until it has finished, or stop it");
            }
            pause();
        }
    }

    private void release(String channel, String me, AutoCloseable lock) {
        if (here.remove(channel, me)) {
            try {
                lock.close();
            } catch (Exception e) {
                throw new LedgerUnusable("the lock of channel " + channel + " can't be given back: " + e.getMessage(), e);
            }
        }
    }

    private AutoCloseable fileLock(String channel, String me) throws IOException {
        if (database.file() == null) {
            return () -> { };
        }
        // owner-only like the ledger: who could open it could lock it
        FileChannel file = FileChannel.open(lockFile(channel), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            // the last byte a file can have: the text before it stays readable on systems whose locks are mandatory
            FileLock lock = file.tryLock(Long.MAX_VALUE - 1, 1, false);
            if (lock != null) {
                file.truncate(0);
                file.write(ByteBuffer.wrap(me.getBytes(StandardCharsets.UTF_8)));
                return file;
            }
        } catch (OverlappingFileLockException heldInThisProcess) {
            // another Ledger in this process: as good as another process
        }
        file.close();
        return null;
    }

    private String readHolder(String channel) throws IOException {
        return Files.readString(lockFile(channel));
    }

    private Path lockFile(String channel) {
        return database.file().resolveSibling(database.file().getFileName() + "." + channel + ".lock");
    }

    private AutoCloseable advisoryLock(String channel, String me) throws SQLException {
        Connection connection = database.connection();
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SELECT pg_try_advisory_lock(hashtext('muster'), hashtext('" + channel.replace("'", "''") + "'))")) {
            answer.next();
            if (answer.getBoolean(1)) {
                return connection;
            }
        }
        connection.close();
        return null;
    }

    private static void pause() {
        try {
            Thread.sleep(ASK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerBusy("interrupted while waiting for a channel's lock");
        }
    }
}
