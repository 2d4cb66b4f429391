package dev.crmkit.internal.address;

import dev.crmkit.channel.ChannelKind;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of channels when records become one, and when that is taken back. The caller has the records locked. Not thread-safe.
 *
 * <p>No address is lost: what only the values of a merged record said stays, as hidden as the attributes that held it.
 */
public final class ChannelMerging {
    private static final String PATH = "channels";

    private final Tx tx;
    private final DefinedObject object;
    private final UUID survivor;
    private final SaidAddresses values;

    /** For records of that object that are merged into this one, or were. */
    public ChannelMerging(Tx tx, DefinedObject object, UUID survivor) {
        this.tx = tx;
        this.object = object;
        this.survivor = survivor;
        this.values = new SaidAddresses(tx, object);
    }

    /** Whether items of this kind follow their records by these rules, and by no others. */
    public static boolean concerns(String kind) {
        return kind.equals(ChannelRow.ITEM) || kind.equals(ChannelRow.FORMER_ITEM) || Claims.isClaim(kind);
    }

    /** Whether items of this kind are what people know as channels. */
    public static boolean isChannel(String kind) {
        return kind.equals(ChannelRow.ITEM);
    }

    /**
     * One address in a merge. Immutable.
     *
     * @param before the survivor's row before, or null if it had none
     * @param after the survivor's row after
     * @param others the rows of the merged records as they were, in their order
     */
    public record Joined(@Nullable StoredItem before, StoredItem after, List<StoredItem> others) {
        /** Copies the list. */
        public Joined {
            others = List.copyOf(others);
        }
    }

    /**
     * Gives the survivor the addresses of all, each once. Its own stand in front, those of the others behind in their order.
     *
     * @param losers the records that are merged into it, in order
     * @param items what belongs to them
     * @param after the survivor's values from now on
     * @param what the call, for messages
     * @return what is needed to take it back
     */
    public List<Joined> merge(List<UUID> losers, List<StoredItem> items, Map<UUID, Object> after, String what) {
        Map<UUID, List<ChannelRow>> ofLosers = new HashMap<>();
        for (StoredItem item : items) {
            if (concerns(item.kind()) && !Claims.isClaim(item.kind())) {
                ChannelRow row = ChannelRow.of(item);
                ofLosers.computeIfAbsent(row.record(), id -> new ArrayList<>()).add(row);
            }
        }
        ChannelWrites writes = new ChannelWrites(tx);
        Map<UUID, ChannelRow> held = ChannelRows.withFormer(tx, survivor);
        Map<UUID, ChannelRow> rows = new LinkedHashMap<>(held);
        Map<UUID, List<StoredItem>> arrived = new HashMap<>();
        Set<ChannelKind> kinds = kinds(held.values());
        for (UUID loser : losers) {
            List<ChannelRow> own = ofLosers.getOrDefault(loser, List.of());
            int last =
                    rows.values().stream().mapToInt(ChannelRow::arrival).max().orElse(0);
            for (ChannelRow row : own) {
                ChannelRow arriving = arriving(row, last + 1, kinds);
                rows.merge(arriving.id(), arriving, ChannelMerging::together);
                arrived.computeIfAbsent(arriving.id(), id -> new ArrayList<>()).add(row.item());
                writes.leave(row, object.id());
            }
            kinds.addAll(kinds(own));
        }
        Map<UUID, SaidAddresses.Said> said = values.of(survivor, after);
        rows.replaceAll((id, row) -> said.containsKey(id) ? row : unsaid(row));
        said.forEach((id, one) -> rows.put(id, one.on(rows.get(id), survivor, tx)));
        List<Joined> image = new ArrayList<>();
        rows.forEach((id, row) -> {
            ChannelRow before = held.get(id);
            if (arrived.containsKey(id) || !row.equals(before)) {
                image.add(new Joined(
                        before == null ? null : before.item(), row.item(), arrived.getOrDefault(id, List.of())));
                writes.save(before, row, object.id(), true, path(said.get(id)));
            }
        });
        writes.write(what);
        return image;
    }

    private static Set<ChannelKind> kinds(Collection<ChannelRow> rows) {
        Set<ChannelKind> kinds = new HashSet<>();
        rows.stream()
                .filter(ChannelRow::isThere)
                .forEach(row -> kinds.add(row.address().kind()));
        return kinds;
    }

    /** The row at the survivor; it is primary there only if nothing of its kind was. */
    private ChannelRow arriving(ChannelRow row, int behind, Set<ChannelKind> taken) {
        boolean chosen = row.chosen() && !taken.contains(row.address().kind());
        return unsaid(row.movedTo(survivor, row.arrival() + behind).chosen(chosen));
    }

    /** The row once no value says the address any more, and it is to stay. */
    private static ChannelRow unsaid(ChannelRow row) {
        if (row.attributes().isEmpty()) {
            return row;
        }
        Set<UUID> merged = new LinkedHashSet<>(row.merged());
        merged.addAll(row.attributes());
        return row.saidBy(Set.of()).merged(row.given() ? Set.of() : merged);
    }

    private static ChannelRow together(ChannelRow held, ChannelRow arriving) {
        ChannelRow row = held;
        if (!held.isThere()) {
            row = arriving;
        } else if (arriving.isThere()) {
            row = held.label().isEmpty() ? row.label(arriving.label()) : row;
            row = held.verified() == null ? row.verified(arriving.verified()) : row;
            Set<UUID> merged = new LinkedHashSet<>(held.merged());
            merged.addAll(arriving.merged());
            row = held.given() || arriving.given() ? row.given(true) : row.merged(merged);
        }
        return row.consents(ConsentWords.together(held.consents(), arriving.consents()));
    }

    private String path(SaidAddresses.@Nullable Said said) {
        String slug = said == null ? "" : values.slug(said);
        return slug.isEmpty() ? PATH : slug;
    }

    /**
     * Gives the merged records their addresses back. What was changed since goes with the address: to the survivor if it had the address before, else to
     * the first that did. What was refused since holds for all.
     *
     * @param image what {@link #merge} gave
     * @param survivorValues the survivor's values from now on
     * @param values the values of the others, by record
     * @param what the call, for messages
     * @throws dev.crmkit.error.DuplicateValueException if an address must be unique by now, and would not be
     */
    public void separate(
            List<Joined> image, Map<UUID, Object> survivorValues, Map<UUID, Map<UUID, Object>> values, String what) {
        Map<UUID, ChannelRow> now = ChannelRows.withFormer(tx, survivor);
        Map<UUID, ChannelRow> kept = new LinkedHashMap<>(now);
        Map<UUID, Map<UUID, ChannelRow>> back = new LinkedHashMap<>();
        values.keySet().forEach(record -> back.put(record, new LinkedHashMap<>()));
        for (Joined joined : image) {
            StoredItem stored = joined.before();
            Separation address = new Separation(
                    stored == null ? null : ChannelRow.of(stored),
                    ChannelRow.of(joined.after()),
                    now.get(joined.after().id()),
                    joined.others().stream().map(ChannelRow::of).toList());
            kept.put(joined.after().id(), address.stays());
            address.returns()
                    .forEach(row ->
                            Objects.requireNonNull(back.get(row.record())).put(row.id(), row));
        }
        ChannelWrites writes = new ChannelWrites(tx);
        said(survivor, survivorValues, kept)
                .forEach((id, row) -> writes.save(now.get(id), row, object.id(), true, PATH));
        back.forEach((record, rows) -> said(record, Objects.requireNonNull(values.get(record)), rows)
                .forEach((id, row) -> writes.save(null, row, object.id(), true, PATH)));
        writes.write(what);
    }

    /** The rows with what the values say now, and without what attributes said that are gone. */
    private Map<UUID, ChannelRow> said(UUID record, Map<UUID, Object> its, Map<UUID, ChannelRow> rows) {
        Map<UUID, SaidAddresses.Said> said = values.of(record, its);
        Map<UUID, ChannelRow> all = new LinkedHashMap<>();
        rows.forEach((id, row) -> all.put(id, said.containsKey(id) ? row : known(row.saidBy(Set.of()))));
        said.forEach((id, one) -> {
            ChannelRow row = rows.get(id);
            all.put(id, row != null && row.attributes().equals(one.attributes()) ? row : one.on(row, record, tx));
        });
        return all;
    }

    private ChannelRow known(ChannelRow row) {
        Set<UUID> merged = new LinkedHashSet<>();
        object.attributes().stream()
                .filter(attribute ->
                        ChannelProjection.concerns(attribute) && row.merged().contains(attribute.id()))
                .map(CrmAttribute::id)
                .forEach(merged::add);
        return row.merged().equals(merged) ? row : row.merged(merged);
    }

    /**
     * Takes back what an attribute said of records that were merged into these.
     *
     * @param records which, each with whether it is live
     */
    public static void drop(
            Tx tx, DefinedObject object, CrmAttribute attribute, Map<UUID, Boolean> records, String what) {
        ChannelWrites writes = new ChannelWrites(tx);
        ChannelRows.of(tx, records.keySet()).values().stream()
                .flatMap(List::stream)
                .forEach(row -> {
                    if (row.merged().contains(attribute.id())) {
                        Set<UUID> rest = new LinkedHashSet<>(row.merged());
                        rest.remove(attribute.id());
                        boolean live = Objects.requireNonNull(records.get(row.record()));
                        writes.save(row, row.merged(rest), object.id(), live, PATH);
                    }
                });
        writes.write(what);
    }
}
