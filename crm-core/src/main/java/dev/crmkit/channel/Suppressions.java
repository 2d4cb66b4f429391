package dev.crmkit.channel;

import dev.crmkit.query.Page;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses to which the workspace sends nothing. They hang on the address and on no record, so that merging, archiving, erasing and importing
 * records leave them as they are. Thread-safe, except inside a transaction.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Suppressions {

    /**
     * Suppresses an address for a reason; others that it has stay.
     *
     * @param note up to 1,000 characters; empty if there is nothing to say. The address in it is masked
     * @throws dev.crmkit.error.InvalidInputException if the address is malformed or the note too long
     * @throws dev.crmkit.error.ForbiddenException if the actor may neither change a record that has the address, nor settings
     */
    Suppression add(Address address, SuppressionReason reason, String note);

    /**
     * As {@link #add}, for up to 10,000 addresses at once, all or none.
     *
     * @return how many of them were not suppressed for this reason before
     */
    int addAll(Collection<Address> addresses, SuppressionReason reason, String note);

    /**
     * Takes one reason away; with the last the address is free again.
     *
     * @param why the reason for doing so, 1 to 1,000 characters; it stays in the log, the address in it masked
     * @return whether the address was suppressed for that reason
     * @throws dev.crmkit.error.InvalidInputException if the address is malformed or nothing is said why
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change settings
     */
    boolean lift(Address address, SuppressionReason reason, String why);

    /**
     * Forgets how up to 10,000 addresses are written; they stay suppressed, known by their hash alone. Erasing a record does so for the addresses that no
     * other record has.
     *
     * @return how many suppressions lost their address
     * @throws dev.crmkit.error.InvalidInputException if an address is malformed
     * @throws dev.crmkit.error.ForbiddenException if the actor may not erase records
     */
    int forget(Collection<Address> addresses);

    /** Whether nothing is to be sent to the address. */
    boolean isSuppressed(Address address);

    /** Those of up to 10,000 addresses to which nothing is to be sent. */
    Set<Address> suppressed(Collection<Address> addresses);

    /** The suppression of an address, for those who see a record that has it or may change settings; others are only told whether there is one. */
    Optional<Suppression> find(Address address);

    /**
     * All suppressions, the newest first.
     *
     * @param limit how many, 1 to 1,000
     * @param cursor the page after the one whose cursor this is, or null for the first
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change settings
     */
    Page<Suppression> list(int limit, @Nullable String cursor);
}
