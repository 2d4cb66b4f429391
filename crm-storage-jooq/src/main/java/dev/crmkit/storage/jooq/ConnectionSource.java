package dev.crmkit.storage.jooq;

import java.util.Objects;
import javax.sql.DataSource;

/** Where a storage gets its connections from. Thread-safe. */
public interface ConnectionSource {

    /** Acquires what is needed and hands it out; called once. */
    DataSource open();

    /** Releases what {@link #open} acquired; does nothing if it was not called. */
    void close();

    /** A data source that the host lends; it stays open. */
    static ConnectionSource lent(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        return new ConnectionSource() {
            @Override
            public DataSource open() {
                return dataSource;
            }

            @Override
            public void close() {
                // The host closes what is the host's.
            }
        };
    }
}
