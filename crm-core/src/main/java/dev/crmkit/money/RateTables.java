package dev.crmkit.money;

import java.util.List;
import java.util.Optional;

/**
 * The workspace's named tables of exchange rates. Thread-safe, except inside a transaction.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface RateTables {

    /**
     * Stores a table, new or changed.
     *
     * @param name 1 to 100 characters
     */
    void put(String name, RateTable table);

    /** The table of that name. */
    Optional<RateTable> find(String name);

    /**
     * The table of that name.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    RateTable get(String name);

    /** The names of all tables, by code point. */
    List<String> names();

    /**
     * Removes a table.
     *
     * @return whether it was there
     */
    boolean remove(String name);
}
