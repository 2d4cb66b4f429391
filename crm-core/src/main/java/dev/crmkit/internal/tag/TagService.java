package dev.crmkit.internal.tag;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.internal.type.TextOperands;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage.KeyCount;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.tag.TagCount;
import dev.crmkit.tag.TagQuery;
import dev.crmkit.tag.Tags;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
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

/** Tags, kept as one item for each pair of a record and a tag, whose id the pair gives: so a record has a tag once, whoever races. */
public final class TagService implements Tags {
    private static final int READ = 10_000;

    private final Transactions transactions;

    /** The tags of the workspace that the transactions are of. */
    public TagService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public int add(Collection<UUID> records, Collection<String> tags) {
        return transactions.write(tx -> {
            TagInput input = new TagInput(tx, "add tags");
            Collection<TagName> names = input.names(tags);
            Map<UUID, StoredRecord> found = input.writable(records, names.size());
            input.check();
            return new Tagging(tx, names, null).insert(found).size();
        });
    }

    @Override
    public int remove(Collection<UUID> records, Collection<String> tags) {
        return transactions.write(tx -> {
            TagInput input = new TagInput(tx, "remove tags");
            Collection<TagName> names = input.names(tags);
            Map<UUID, StoredRecord> found = input.writable(records, names.size());
            input.check();
            return new Tagging(tx, names, null).take(found).size();
        });
    }

    @Override
    public List<String> of(UUID record) {
        return transactions.read(tx -> {
            UUID own = new RecordGate(tx).readable(record).id();
            return Objects.requireNonNull(tags(tx, Set.of(own)).get(own));
        });
    }

    @Override
    public Map<UUID, List<String>> of(Collection<UUID> records) {
        if (records.size() > MAX_RECORDS) {
            throw new InvalidInputException(
                    "read tags", List.of(TagInput.tooMany("records", "records", records.size(), MAX_RECORDS)));
        }
        Set<UUID> ids = new LinkedHashSet<>(records);
        return transactions.read(tx -> {
            Map<UUID, StoredRecord> readable = new RecordGate(tx).readable(ids);
            Map<UUID, List<String>> own =
                    tags(tx, RecordGate.byOwnId(ids, readable).keySet());
            Map<UUID, List<String>> asked = new LinkedHashMap<>();
            for (UUID id : ids) {
                StoredRecord record = readable.get(id);
                if (record != null) {
                    asked.put(id, Objects.requireNonNull(own.get(record.id())));
                }
            }
            return asked;
        });
    }

    /** The tags of each of some records that the actor reads, in order; an empty list for one without. */
    public static Map<UUID, List<String>> tags(Tx tx, Set<UUID> records) {
        Map<UUID, Set<String>> keys = new LinkedHashMap<>();
        records.forEach(record -> keys.put(record, new TreeSet<>(TextFolding::compareCodePoints)));
        Set<String> all = new HashSet<>();
        ItemQuery.Place after = null;
        List<StoredItem> page = List.of();
        // One statement, except for more than 10,000 tags.
        do {
            page = records.isEmpty()
                    ? List.of()
                    : tx.storage().items().list(new ItemQuery(TagName.ITEMS, records, Set.of(), false, after, READ));
            for (StoredItem item : page) {
                Objects.requireNonNull(keys.get(item.recordId())).add(item.key());
                all.add(item.key());
                after = new ItemQuery.Place(item.at(), item.id());
            }
        } while (page.size() == READ);
        Map<String, String> spellings = new TagCatalog(tx).spellings(all);
        Map<UUID, List<String>> tags = new LinkedHashMap<>();
        keys.forEach((record, own) -> tags.put(
                record,
                own.stream()
                        .map(key -> Objects.requireNonNull(spellings.get(key)))
                        .toList()));
        return tags;
    }

    @Override
    public Page<TagCount> list(TagQuery query) {
        List<Violation> faults = new ArrayList<>();
        if (query.limit() < 1 || query.limit() > TagQuery.MAX_LIMIT) {
            faults.add(new Violation(
                    "limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + TagQuery.MAX_LIMIT + ", not " + query.limit()));
        }
        String prefix = prefix(query.prefix(), faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("list tags", faults);
        }
        return transactions.read(tx -> {
            String list = CallText.fingerprint("tags", tx.workspace().id(), prefix);
            String cursor = query.cursor();
            String after = cursor == null
                    ? null
                    : String.valueOf(CursorCodec.open(tx, list, cursor).get(0));
            List<KeyCount> found = new TagCounts(tx).list(prefix, after, query.limit() + 1);
            boolean more = found.size() > query.limit();
            List<KeyCount> shown = more ? found.subList(0, query.limit()) : found;
            Map<String, String> spellings = new TagCatalog(tx)
                    .spellings(shown.stream().map(KeyCount::key).toList());
            return new Page<>(
                    shown.stream()
                            .map(tag -> new TagCount(Objects.requireNonNull(spellings.get(tag.key())), tag.count()))
                            .toList(),
                    more
                            ? CursorCodec.seal(
                                    tx,
                                    list,
                                    List.of(shown.get(shown.size() - 1).key()))
                            : null,
                    null);
        });
    }

    private static String prefix(String prefix, List<Violation> faults) {
        try {
            return TextOperands.part(prefix.stripLeading());
        } catch (InvalidValueException e) {
            faults.add(new Violation("prefix", e.code(), e.reason()));
            return "";
        }
    }

    @Override
    public int rename(String tag, String newName) {
        return everywhere(tx -> {
            TagInput input = new TagInput(tx, "rename a tag");
            TagName from = input.name("tag", tag);
            TagName to = input.name("newName", newName);
            input.check();
            return new TagRewrite(tx, from, to);
        });
    }

    @Override
    public int delete(String tag) {
        return everywhere(tx -> {
            TagInput input = new TagInput(tx, "delete a tag");
            TagName name = input.name("tag", tag);
            input.check();
            return new TagRewrite(tx, name, null);
        });
    }

    private int everywhere(Function<Tx, TagRewrite> rewriting) {
        int records = 0;
        ItemQuery.Place after = null;
        do {
            ItemQuery.@Nullable Place from = after;
            TagRewrite.Chunk chunk =
                    transactions.write(tx -> rewriting.apply(tx).chunk(from));
            records += chunk.records();
            after = chunk.next();
        } while (after != null);
        return records;
    }
}
