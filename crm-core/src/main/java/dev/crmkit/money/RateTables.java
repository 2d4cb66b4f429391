package dev.crmkit.money;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The workspace's named tables of exchange rates. Thread-safe, except inside a transaction.
 *
 * <p>A table is kept for each day on which it was stored, and holds until the next of its days. So what was converted by the rates of a day is converted by the
 * same ones later. Days are those of the workspace's zone. The engine implements it; hosts do not.
 */
public interface RateTables {

    /**
     * Stores a table, new or changed, that holds from today on; the rates of earlier days stay.
     *
     * @param name 1 to 100 characters
     */
    void put(String name, RateTable table);

    /**
     * Stores a table that holds from that day on, until the next day for which there is one; replaces that of the same day.
     *
     * @param name 1 to 100 characters
     * @throws dev.crmkit.error.InvalidInputException if the name has as many as 5,000 days already
     */
    void put(String name, LocalDate day, RateTable table);

    /** The table of that name that holds today. */
    Optional<RateTable> find(String name);

    /** The table of that name that holds on that day; nothing before the first of its days. */
    Optional<RateTable> find(String name, LocalDate day);

    /**
     * The table of that name that holds today.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    RateTable get(String name);

    /** The days for which a table of that name was stored, the first one first; empty if there is no such name. */
    List<LocalDate> days(String name);

    /** The names of all tables, by code point. */
    List<String> names();

    /**
     * Removes the table of all days.
     *
     * @return whether it was there
     */
    boolean remove(String name);
}
