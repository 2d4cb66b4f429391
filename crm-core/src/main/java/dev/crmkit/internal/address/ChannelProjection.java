package dev.crmkit.internal.address;

import dev.crmkit.channel.AddressRule;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the channels of records as the values of their attributes say: for any number of records a read and up to three writes, and nothing where no
 * address changes. Not thread-safe.
 */
public final class ChannelProjection {
    private final Tx tx;
    private final DefinedObject object;
    private final SaidAddresses values;
    private final boolean anyUnique;
    private final List<Pending> pending = new ArrayList<>();

    /** For records of that object. */
    public ChannelProjection(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.values = new SaidAddresses(tx, object);
        this.anyUnique = ChannelRules.of(tx.schema()).rules().containsValue(AddressRule.UNIQUE);
    }

    /** Whether values of the attribute may be addresses. */
    public static boolean concerns(CrmAttribute attribute) {
        return Addresses.mayProject(attribute.spec());
    }

    /**
     * What becomes of a record that the caller has locked, or makes. Immutable.
     *
     * @param record the record
     * @param before its canonical values by attribute id, or null if it is new
     * @param after its values to be
     * @param wasLive whether it was live
     * @param isLive whether it will be
     * @param path in front of the attribute's slug in messages
     */
    public record ValueChange(
            UUID record,
            @Nullable Map<UUID, Object> before,
            Map<UUID, Object> after,
            boolean wasLive,
            boolean isLive,
            String path) {}

    private record Pending(
            ValueChange change, Map<UUID, SaidAddresses.Said> before, Map<UUID, SaidAddresses.Said> after) {}

    /** Takes a change in. */
    public void add(ValueChange change) {
        if (values.isNever() && !anyUnique) {
            return;
        }
        Map<UUID, Object> old = change.before();
        Map<UUID, SaidAddresses.Said> before = old == null ? Map.of() : values.of(change.record(), old);
        Map<UUID, SaidAddresses.Said> after = values.of(change.record(), change.after());
        boolean moves = anyUnique && old != null && change.wasLive() != change.isLive();
        if (moves || !before.equals(after)) {
            pending.add(new Pending(change, before, after));
        }
    }

    /**
     * Writes what follows from the changes.
     *
     * @param what the call, for messages
     * @throws dev.crmkit.error.DuplicateValueException if an address that must be unique is another record's
     */
    public void write(String what) {
        if (pending.isEmpty()) {
            return;
        }
        Set<UUID> known = new HashSet<>();
        Set<UUID> moving = new HashSet<>();
        for (Pending one : pending) {
            if (one.change().before() != null && !one.before().equals(one.after())) {
                known.addAll(one.before().keySet());
                known.addAll(one.after().keySet());
            }
            if (one.change().before() != null
                    && one.change().wasLive() != one.change().isLive()) {
                moving.add(one.change().record());
            }
        }
        Map<UUID, ChannelRow> rows = ChannelRows.load(tx, known);
        Map<UUID, List<ChannelRow>> movingRows = anyUnique ? ChannelRows.of(tx, moving) : Map.of();
        ChannelWrites writes = new ChannelWrites(tx);
        for (Pending one : pending) {
            if (!one.before().equals(one.after())) {
                rewrite(one, rows, writes);
            }
            move(one, movingRows, writes);
        }
        pending.clear();
        writes.write(what);
    }

    private void rewrite(Pending one, Map<UUID, ChannelRow> rows, ChannelWrites writes) {
        ValueChange change = one.change();
        Set<UUID> ids = new LinkedHashSet<>(one.before().keySet());
        ids.addAll(one.after().keySet());
        for (UUID id : ids) {
            ChannelRow before = rows.get(id);
            SaidAddresses.Said said = one.after().get(id);
            ChannelRow after;
            if (said != null) {
                after = said.on(before, change.record(), tx);
            } else if (before != null) {
                after = before.saidBy(Set.of());
            } else {
                continue;
            }
            String slug = said == null ? "" : values.slug(said);
            // A record that moves takes or gives up all its addresses below.
            boolean live = change.isLive() && (change.wasLive() || change.before() == null);
            writes.save(
                    before,
                    after,
                    object.id(),
                    live,
                    slug.isEmpty() ? withoutDot(change.path()) : change.path() + slug);
        }
    }

    private static String withoutDot(String path) {
        return path.endsWith(".") ? path.substring(0, path.length() - 1) : path;
    }

    private void move(Pending one, Map<UUID, List<ChannelRow>> rows, ChannelWrites writes) {
        ValueChange change = one.change();
        for (ChannelRow row : rows.getOrDefault(change.record(), List.of())) {
            if (change.isLive()) {
                writes.claim(row, object.id(), change.path() + row.address().kind());
            } else {
                writes.release(row, object.id());
            }
        }
    }
}
