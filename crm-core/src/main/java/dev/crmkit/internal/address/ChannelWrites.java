package dev.crmkit.internal.address;

import dev.crmkit.channel.AddressRule;
import dev.crmkit.channel.ChannelSettings;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes of channels with the claims that follow from them, written together: removals, changes and new items are a statement each, where there are any.
 * The caller has the records locked. Not thread-safe.
 */
public final class ChannelWrites {
    private final Tx tx;
    private final ChannelSettings rules;
    private final Set<UUID> removed = new LinkedHashSet<>();
    private final Map<UUID, StoredItem> updated = new LinkedHashMap<>();
    private final Map<UUID, StoredItem> inserted = new LinkedHashMap<>();
    private final Map<UUID, Claim> claims = new LinkedHashMap<>();
    private final List<Violation> faults = new ArrayList<>();
    private @Nullable UUID holder;

    /** Changes in that transaction, by the rules of its workspace. */
    public ChannelWrites(Tx tx) {
        this.tx = tx;
        this.rules = ChannelRules.of(tx.schema());
    }

    private record Claim(UUID record, NormalAddress address, String path, boolean seen) {}

    /**
     * Turns one row into another.
     *
     * @param before the row as it is stored, a former one too, or null if there is none
     * @param after the row as it shall be
     * @param object the object of the record
     * @param live whether the record is live
     * @param path where the address stands in the input, for messages
     */
    public void save(@Nullable ChannelRow before, ChannelRow after, UUID object, boolean live, String path) {
        if (after.equals(before)) {
            return;
        }
        if (!after.isKept()) {
            if (before != null) {
                removed.add(before.id());
            }
        } else if (before == null) {
            inserted.put(after.id(), after.item());
        } else {
            updated.put(after.id(), after.item());
        }
        boolean was = before != null && before.isThere();
        if (live && was && !after.isThere()) {
            release(after, object);
        } else if (live && !was && after.isThere()) {
            claim(after, object, path);
        }
    }

    /** Takes a row away with a live record that is merged into another. */
    void leave(ChannelRow row, UUID object) {
        removed.add(row.id());
        if (row.isThere()) {
            release(row, object);
        }
    }

    /** Takes the address for a record that comes to life with it, where it must be the only one. */
    public void claim(ChannelRow row, UUID object, String path) {
        if (!isUnique(row)) {
            return;
        }
        UUID id = Claims.id(object, row.address());
        Claim claim = new Claim(row.record(), row.address(), path, row.isSeen(tx.access()));
        Claim other = claims.putIfAbsent(id, claim);
        if (other == null) {
            inserted.put(id, Claims.of(object, row.record(), row.address(), tx.now()));
        } else if (!other.record().equals(row.record())) {
            fault(claim, "another record of this call", other.seen() ? other.record() : null);
        }
    }

    /** Gives the address up for a record that ceases to live with it. */
    public void release(ChannelRow row, UUID object) {
        if (isUnique(row)) {
            removed.add(Claims.id(object, row.address()));
        }
    }

    private boolean isUnique(ChannelRow row) {
        return rules.rule(row.address().kind()) == AddressRule.UNIQUE;
    }

    private void fault(Claim claim, String who, @Nullable UUID record) {
        String reason = claim.seen()
                ? "'" + claim.address().display() + "' is an address of " + who + ", and addresses of the kind "
                        + claim.address().kind() + " are unique. Take it away there, or merge the records"
                : "an address that your roles do not show is another record's too, and must be unique. Ask an owner or"
                        + " admin";
        faults.add(new Violation(claim.path(), ErrorCode.VALUE_DUPLICATE, reason));
        holder = faults.size() == 1 && claim.seen() ? record : holder;
    }

    /**
     * Writes everything.
     *
     * @param what the call, for messages
     * @throws DuplicateValueException if an address that must be unique is another record's; the caller rolls back
     */
    public void write(String what) {
        ItemStorage items = tx.storage().items();
        refuse(what);
        if (!removed.isEmpty()) {
            items.remove(removed);
        }
        if (!updated.isEmpty()) {
            items.update(updated.values());
        }
        if (!inserted.isEmpty()) {
            Set<UUID> taken = items.insert(inserted.values());
            if (!taken.isEmpty()) {
                refuse(taken);
                refuse(what);
            }
        }
    }

    private void refuse(Set<UUID> taken) {
        Map<UUID, UUID> holders = new HashMap<>();
        tx.storage()
                .items()
                .load(taken)
                .forEach(item -> holders.put(item.id(), Objects.requireNonNull(item.recordId(), "recordId")));
        Set<UUID> rows = new LinkedHashSet<>();
        for (UUID id : taken) {
            Claim claim = claims.get(id);
            UUID by = holders.get(id);
            if (claim == null || by == null) {
                throw new StorageException(
                        "An address changed hands while it was written. Run the transaction again from the beginning",
                        true,
                        null);
            }
            rows.add(ChannelRow.id(by, claim.address()));
        }
        Map<UUID, ChannelRow> known = ChannelRows.load(tx, rows);
        Set<UUID> readable = Gate.readable(tx, tx.records().labels(Set.copyOf(holders.values())))
                .keySet();
        for (UUID id : taken) {
            Claim claim = Objects.requireNonNull(claims.get(id));
            UUID by = Objects.requireNonNull(holders.get(id));
            ChannelRow row = known.get(ChannelRow.id(by, claim.address()));
            boolean shown = row != null && row.isSeen(tx.access()) && readable.contains(by);
            if (!by.equals(claim.record())) {
                fault(claim, shown ? "record " + by : "another record", shown ? by : null);
            }
        }
    }

    private void refuse(String what) {
        if (!faults.isEmpty()) {
            throw new DuplicateValueException(what, faults, holder);
        }
    }
}
