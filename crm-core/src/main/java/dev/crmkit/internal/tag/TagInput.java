package dev.crmkit.internal.tag;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.tag.Tags;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a caller gives, checked: all faults are collected and thrown at once. Not thread-safe. */
final class TagInput {
    private static final Set<ActorKind> AUTOMATIC = EnumSet.of(ActorKind.AUTOMATION, ActorKind.AI, ActorKind.SYSTEM);

    private final Tx tx;
    private final String what;
    private final List<Violation> faults = new ArrayList<>();

    TagInput(Tx tx, String what) {
        this.tx = tx;
        this.what = what;
    }

    /** The names, each once, as it is written first. */
    Collection<TagName> names(Collection<String> tags) {
        if (tags.size() > Tags.MAX_TAGS) {
            faults.add(tooMany("tags", "tags", tags.size(), Tags.MAX_TAGS));
            return List.of();
        }
        Map<String, TagName> names = new LinkedHashMap<>();
        int i = 0;
        for (String tag : tags) {
            TagName name = name("tags[" + i++ + "]", tag);
            names.putIfAbsent(name.key(), name);
        }
        return names.values();
    }

    /** One name; where it has a fault, the answer must not be used. */
    TagName name(String path, String tag) {
        try {
            TagName name = TagName.of(tag);
            List<String> prefixes = tx.schema().systemTagPrefixes();
            if (!AUTOMATIC.contains(tx.actor().kind()) && name.isReserved(prefixes)) {
                faults.add(new Violation(
                        path,
                        ErrorCode.TAG_RESERVED,
                        "'" + name.written() + "' is set by automations only, not by an actor of kind "
                                + tx.actor().kind() + ". Reserved are the prefixes " + String.join(", ", prefixes)));
            }
            return name;
        } catch (InvalidValueException e) {
            faults.add(new Violation(path, e.code(), e.reason()));
            return new TagName("", "");
        }
    }

    /** The records, locked, each once, by their own ids. */
    Map<UUID, StoredRecord> writable(Collection<UUID> records, int tags) {
        if (records.size() > Tags.MAX_RECORDS) {
            faults.add(tooMany("records", "records", records.size(), Tags.MAX_RECORDS));
            return Map.of();
        }
        Set<UUID> ids = new LinkedHashSet<>(records);
        limitPairs(ids.size(), tags);
        Map<UUID, StoredRecord> found = ids.isEmpty() ? Map.of() : new RecordGate(tx).writable(ids);
        int i = 0;
        for (UUID id : ids) {
            StoredRecord record = found.get(id);
            String path = "records[" + i++ + "]";
            if (record == null) {
                faults.add(new Violation(
                        path, ErrorCode.RECORD_NOT_FOUND, "There is no record " + id + ". Look it up anew"));
            } else if (record.isArchived()) {
                faults.add(new Violation(
                        path,
                        ErrorCode.RECORD_ARCHIVED,
                        "Record " + id + " is archived. Restore it before changing it"));
            }
        }
        return RecordGate.byOwnId(ids, found);
    }

    /** Finds fault with too many pairs of a record and a tag. */
    void limitPairs(int records, int tags) {
        long pairs = (long) records * tags;
        if (pairs > Tags.MAX_PAIRS) {
            faults.add(tooMany("records", "pairs of a record and a tag", pairs, Tags.MAX_PAIRS));
        }
    }

    /**
     * Goes on if there was no fault.
     *
     * @throws InvalidInputException with all that there were
     */
    void check() {
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
    }

    static Violation tooMany(String path, String things, long count, int limit) {
        return new Violation(
                path,
                ErrorCode.VALUE_TOO_LONG,
                "has " + count + " " + things + "; the limit is " + limit + ". Call several times");
    }
}
