package io.muster.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The connections under the ledger. SQLite: one connection that writes and one that reads, both kept open, since it has one writer at a time
 * anyway. PostgreSQL: a pool.
 */
final class Database implements AutoCloseable {

    static final int SCHEMA = 8;

    private final boolean sqlite;
    private final Path file;
    private final LedgerSettings settings;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private HikariDataSource pool;
    private Jdbi jdbi;
    private Handle writer;
    private Handle reader;

    private Database(LedgerSettings settings) {
        this.settings = settings;
        this.sqlite = settings.url().startsWith("jdbc:sqlite:");
        String name = sqlite ? settings.url().substring("jdbc:sqlite:".length()) : null;
        this.file = name == null || name.startsWith(":memory:") || name.startsWith("file:") ? null : Path.of(name).toAbsolutePath();
    }

    static Database open(LedgerSettings settings, boolean readOnly) {
        Database database = new Database(settings);
        try {
            if (database.sqlite) {
                database.openSqlite(readOnly);
            } else {
                database.openPool(readOnly);
            }
            return database;
        } catch (LedgerUnusable e) {
            database.close();
            throw e;
        } catch (SQLException | IOException | RuntimeException e) {
            database.close();
            throw database.unusable("opened", e);
        }
    }

    private void openSqlite(boolean readOnly) throws SQLException, IOException {
        boolean inMemory = file == null || readOnly && !Files.exists(file);
        if (inMemory) {
            writer = Jdbi.create(DriverManager.getConnection("jdbc:sqlite::memory:")).open();
            reader = writer;
            new Migration(writer.getConnection(), "sqlite").run();
            return;
        }
        if (!readOnly && Files.exists(file) && !(Files.isWritable(file) && Files.isWritable(file.getParent()))) {
            throw new IOException("it can only be read");
        }
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        if (readOnly) {
            Properties options = new Properties();
            options.setProperty("open_mode", "1");
            options.setProperty("busy_timeout", "30000");
            reader = Jdbi.create(DriverManager.getConnection("jdbc:sqlite:" + file, options)).open();
            writer = reader;
            requireSchema(schema(reader));
            return;
        }
        writer = Jdbi.create(sqliteConnection()).open();
        if (outdated(schema(writer))) {
            migrate("jdbc:sqlite:" + file, null, null, "sqlite");
        }
        reader = Jdbi.create(sqliteConnection()).open();
    }

    private Connection sqliteConnection() throws SQLException {
        Properties options = new Properties();
        options.setProperty("journal_mode", "WAL");
        options.setProperty("synchronous", "NORMAL");
        options.setProperty("busy_timeout", "30000");
        options.setProperty("transaction_mode", "IMMEDIATE");
        // kibibytes: a cycle's operations stay in memory while they are worked off
        options.setProperty("cache_size", "-32000");
        return DriverManager.getConnection("jdbc:sqlite:" + file, options);
    }

    private void openPool(boolean readOnly) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(1);
        config.setPoolName("ledger");
        pool = new HikariDataSource(config);
        jdbi = Jdbi.create(pool);
        int schema = jdbi.withHandle(Database::schema);
        if (readOnly && schema > 0) {
            requireSchema(schema);
        } else if (outdated(schema)) {
            migrate(settings.url(), settings.user(), settings.password(), "postgresql");
        }
    }

    /** Whether there are migrations to do. */
    private boolean outdated(int schema) {
        if (schema > SCHEMA) {
            requireSchema(schema);
        }
        return schema < SCHEMA;
    }

    /** Who only looks may not migrate, and nobody can go back. */
    private void requireSchema(int schema) {
        if (schema != SCHEMA) {
            throw new LedgerUnusable("ledger.url = " + settings.url() + " has schema " + schema + ", and this Muster works with schema " + SCHEMA + ": "
                    + (schema < SCHEMA ? "`muster sync` or `muster run` brings it up to date" : "a newer Muster wrote it; use that one"), null);
        }
    }

    /** The newest migration that was applied. Asked first, because loading the migration tool costs more than a whole idle cycle. */
    private static int schema(Handle handle) {
        try {
            return handle.createQuery("SELECT COALESCE(MAX(CAST(version AS INTEGER)), 0) FROM flyway_schema_history WHERE success").mapTo(Integer.class).one();
        } catch (RuntimeException noHistory) {
            return 0;
        }
    }

    private static void migrate(String url, String user, String password, String vendor) {
        Flyway.configure().dataSource(url, user, password).locations("classpath:db/migration/common", "classpath:db/migration/" + vendor)
                .loggers("slf4j").load().migrate();
    }

    /**
     * Runs one transaction.
     *
     * @throws LedgerUnusable when the database fails: a full disk, a lost connection
     */
    <T> T write(HandleCallback<T, RuntimeException> work) {
        try {
            return sqlite ? writeAlone(work) : jdbi.inTransaction(work);
        } catch (JdbiException e) {
            throw unusable("written", e);
        }
    }

    private <T> T writeAlone(HandleCallback<T, RuntimeException> work) {
        writing.lock();
        try {
            return writer.inTransaction(work);
        } finally {
            writing.unlock();
        }
    }

    /** Says what the database said, not what was wrapped around it. */
    private LedgerUnusable unusable(String what, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return new LedgerUnusable("ledger.url = " + settings.url() + " can't be " + what + ": " + cause.getMessage()
                + "; check the address, the rights on the file and its folder, and the space on the disk", failure);
    }

    void change(HandleConsumer<RuntimeException> work) {
        write((HandleCallback<Void, RuntimeException>) handle -> {
            work.useHandle(handle);
            return null;
        });
    }

    <T> T read(HandleCallback<T, RuntimeException> work) {
        if (!sqlite) {
            return jdbi.inTransaction(work);
        }
        // an in-memory or read-only database has one connection for both
        ReentrantLock lock = reader == writer ? writing : reading;
        lock.lock();
        try {
            return work.withHandle(reader);
        } finally {
            lock.unlock();
        }
    }

    boolean sqlite() {
        return sqlite;
    }

    /** The SQLite file, or null. */
    Path file() {
        return file;
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    @Override
    public void close() {
        for (Handle handle : reader == writer && writer != null ? List.of(writer) : java.util.stream.Stream.of(reader, writer).filter(h -> h != null).toList()) {
            handle.close();
        }
        if (pool != null) {
            pool.close();
        }
    }
}
