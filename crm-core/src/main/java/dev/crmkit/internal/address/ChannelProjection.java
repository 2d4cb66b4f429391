package dev.crmkit.internal.address;

import dev.crmkit.channel.AddressRule;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    private final List<CrmAttribute> attributes;
    private final boolean anyUnique;
    private final List<Pending> pending = new ArrayList<>();
    private @Nullable Addresses addresses;

    /** For records of that object. */
    public ChannelProjection(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.attributes =
                object.attributes().stream().filter(ChannelProjection::concerns).toList();
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

    /** An address with the attributes that say it. */
    private record Said(NormalAddress address, int place, Set<UUID> attributes, String slug) {}

    private record Pending(ValueChange change, Map<UUID, Said> before, Map<UUID, Said> after) {}

    /** Takes a change in. */
    public void add(ValueChange change) {
        if (attributes.isEmpty() && !anyUnique) {
            return;
        }
        Map<UUID, Object> old = change.before();
        Map<UUID, Said> before = old == null ? Map.of() : said(change.record(), old);
        Map<UUID, Said> after = said(change.record(), change.after());
        boolean moves = anyUnique && old != null && change.wasLive() != change.isLive();
        if (moves || !before.equals(after)) {
            pending.add(new Pending(change, before, after));
        }
    }

    private Map<UUID, Said> said(UUID record, Map<UUID, Object> values) {
        Map<UUID, Said> said = new LinkedHashMap<>();
        for (int i = 0; i < attributes.size(); i++) {
            CrmAttribute attribute = attributes.get(i);
            Object value = values.get(attribute.id());
            if (value == null) {
                continue;
            }
            int place = i;
            addresses()
                    .projected(attribute.spec(), value)
                    .ifPresent(address -> said.computeIfAbsent(
                                    ChannelRow.id(record, address),
                                    id -> new Said(address, place, new LinkedHashSet<>(), attribute.slug()))
                            .attributes()
                            .add(attribute.id()));
        }
        return said;
    }

    private Addresses addresses() {
        Addresses known = addresses;
        if (known == null) {
            known = Addresses.in(tx);
            addresses = known;
        }
        return known;
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
            Said said = one.after().get(id);
            ChannelRow after;
            if (said != null) {
                after = say(before, said, change.record());
            } else if (before != null) {
                after = before.saidBy(Set.of());
            } else {
                continue;
            }
            String slug = said == null ? "" : said.slug();
            // A record that moves takes or gives up all its addresses below.
            boolean live = change.isLive() && (change.wasLive() || change.before() == null);
            writes.save(before, after, object.id(), live, change.path() + slug);
        }
    }

    private ChannelRow say(@Nullable ChannelRow before, Said said, UUID record) {
        ChannelRow row = before;
        if (row == null) {
            row = ChannelRow.begin(record, said.address(), tx.now(), said.place());
        } else if (!row.isThere()) {
            row = row.again(tx.now(), said.place()).written(said.address(), said.place());
        } else if (!row.given()) {
            row = row.written(said.address(), said.place());
        }
        return row.saidBy(said.attributes());
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
