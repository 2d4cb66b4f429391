package dev.crmkit.internal.tag;

import dev.crmkit.error.InvalidInputException;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TextFolding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gives tags to records and takes them, with an event for each record that changes; the records are locked already. Not thread-safe. */
public final class Tagging {
    private final Tx tx;
    private final Collection<TagName> names;
    private final Function<UUID, Collection<TagName>> namesOf;
    private final @Nullable UUID root;

    Tagging(Tx tx, Collection<TagName> names, @Nullable UUID root) {
        this(tx, names, record -> names, root);
    }

    private Tagging(
            Tx tx, Collection<TagName> names, Function<UUID, Collection<TagName>> namesOf, @Nullable UUID root) {
        this.tx = tx;
        this.names = names;
        this.namesOf = namesOf;
        this.root = root;
    }

    /**
     * Tags that each record has for itself; whether they are free to be given was asked before.
     *
     * @param names by record
     * @param root the id of the event that led to it
     */
    public static Tagging each(Tx tx, Map<UUID, ? extends Collection<TagName>> names, UUID root) {
        Map<String, TagName> all = new LinkedHashMap<>();
        names.values().forEach(some -> some.forEach(name -> all.putIfAbsent(name.key(), name)));
        return new Tagging(tx, all.values(), record -> Objects.requireNonNull(names.get(record)), root);
    }

    /**
     * Tags of a bulk call.
     *
     * @param what the call, for messages
     * @param records how many records it is about
     * @param root the id of the call's own event
     * @throws InvalidInputException with every fault of the tags, as a reserved prefix, or if there are too many of them
     */
    public static Tagging of(Tx tx, String what, Collection<String> tags, int records, UUID root) {
        TagInput input = new TagInput(tx, what);
        Collection<TagName> names = input.names(tags);
        input.limitPairs(records, names.size());
        input.check();
        return new Tagging(tx, names, root);
    }

    /** Gives them to records; tells which of these lacked one. */
    public Set<UUID> add(Map<UUID, StoredRecord> records) {
        return owners(insert(records));
    }

    /** Takes them from records; tells which of these had one. */
    public Set<UUID> remove(Map<UUID, StoredRecord> records) {
        return owners(take(records));
    }

    private static Set<UUID> owners(List<StoredItem> pairs) {
        Set<UUID> owners = new LinkedHashSet<>();
        pairs.forEach(pair -> owners.add(Objects.requireNonNull(pair.recordId())));
        return owners;
    }

    /** Gives them to records; tells the pairs of a record and the key of a tag that are new. */
    public List<StoredItem> insert(Map<UUID, StoredRecord> records) {
        if (names.isEmpty() || records.isEmpty()) {
            return List.of();
        }
        Map<String, String> spellings = new TagCatalog(tx).keep(names);
        List<StoredItem> pairs = pairs(records.keySet());
        Set<UUID> taken = tx.storage().items().insert(pairs);
        List<StoredItem> added =
                pairs.stream().filter(pair -> !taken.contains(pair.id())).toList();
        tell(EventTypes.TAG_ADDED, records, added, spellings);
        return added;
    }

    /** The pairs that there were. */
    List<StoredItem> take(Map<UUID, StoredRecord> records) {
        List<UUID> wanted = pairs(records.keySet()).stream().map(StoredItem::id).toList();
        // The records are locked, so nobody else takes their tags meanwhile.
        List<StoredItem> there = tx.storage().items().load(wanted);
        if (!there.isEmpty()) {
            Map<String, String> spellings = new TagCatalog(tx)
                    .spellings(names.stream().map(TagName::key).toList());
            tx.storage().items().remove(there.stream().map(StoredItem::id).toList());
            tell(EventTypes.TAG_REMOVED, records, there, spellings);
        }
        return there;
    }

    private List<StoredItem> pairs(Collection<UUID> records) {
        List<StoredItem> pairs = new ArrayList<>();
        for (UUID record : records) {
            namesOf.apply(record)
                    .forEach(name -> pairs.add(new StoredItem(
                            pairId(record, name.key()), TagName.ITEMS, record, name.key(), tx.now(), "")));
        }
        return pairs;
    }

    static UUID pairId(UUID record, String key) {
        return ItemIds.of(TagName.ITEMS, record, key);
    }

    private void tell(
            String type, Map<UUID, StoredRecord> records, Collection<StoredItem> pairs, Map<String, String> spellings) {
        tell(new EventLog(tx, root), type, records, pairs, spellings);
    }

    /** One event for each record, with the tags as they are shown. */
    static void tell(
            EventLog log,
            String type,
            Map<UUID, StoredRecord> records,
            Collection<StoredItem> pairs,
            Map<String, String> spellings) {
        Map<UUID, Set<String>> byRecord = new LinkedHashMap<>();
        pairs.forEach(pair -> byRecord.computeIfAbsent(
                        Objects.requireNonNull(pair.recordId()), any -> new TreeSet<>(TextFolding::compareCodePoints))
                .add(pair.key()));
        byRecord.forEach((id, keys) -> log.add(
                type,
                Objects.requireNonNull(records.get(id)),
                Map.of("tags", keys.stream().map(spellings::get).toList())));
        log.write();
    }
}
