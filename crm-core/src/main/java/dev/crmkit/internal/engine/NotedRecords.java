package dev.crmkit.internal.engine;

import dev.crmkit.query.Count;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.GroupHeads;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.Links;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Records of which it is noted what questions filter, sort and group by; plans of questions and what is computed from records do not count.
 *
 * @param note gets each attribute that a question names
 */
record NotedRecords(RecordStorage records, Consumer<Field.Attribute> note) implements RecordStorage {

    @Override
    public List<StoredRecord> load(Collection<UUID> ids) {
        return records.load(ids);
    }

    @Override
    public List<StoredRecord> load(UUID objectId, Collection<UUID> ids) {
        return records.load(objectId, ids);
    }

    @Override
    public List<StoredRecord> lock(Collection<UUID> ids) {
        return records.lock(ids);
    }

    @Override
    public List<StoredRecord> lock(UUID objectId, Collection<UUID> ids) {
        return records.lock(objectId, ids);
    }

    @Override
    public Map<UUID, RecordLabel> labels(Collection<UUID> ids) {
        return records.labels(ids);
    }

    @Override
    public Map<UUID, RecordLabel> labels(Collection<UUID> objectIds, Collection<UUID> ids) {
        return records.labels(objectIds, ids);
    }

    @Override
    public List<UniqueConflict> write(UUID objectId, List<RecordWrite> writes) {
        return records.write(objectId, writes);
    }

    @Override
    public Map<UniqueKey, UUID> holders(UUID objectId, Collection<UniqueKey> keys) {
        return records.holders(objectId, keys);
    }

    @Override
    public void touch(Collection<UUID> ids, Instant at) {
        records.touch(ids, at);
    }

    @Override
    public Map<UUID, Identity> identities(Collection<UUID> ids) {
        return records.identities(ids);
    }

    @Override
    public List<Identity> aliases(Collection<UUID> survivors) {
        return records.aliases(survivors);
    }

    @Override
    public void remove(UUID objectId, Collection<Departure> departures) {
        records.remove(objectId, departures);
    }

    @Override
    public List<UniqueConflict> bringBack(UUID objectId, List<RecordWrite> writes) {
        return records.bringBack(objectId, writes);
    }

    @Override
    public void alias(Collection<UUID> ids, UUID survivor) {
        records.alias(ids, survivor);
    }

    @Override
    public RecordPage list(RecordQuery query) {
        note(query.predicate());
        query.sorts().forEach(sort -> note(sort.field()));
        return records.list(query);
    }

    @Override
    public List<RecordPage> heads(GroupHeads query) {
        note(query.list().predicate());
        query.list().sorts().forEach(sort -> note(sort.field()));
        note(query.field());
        return records.heads(query);
    }

    @Override
    public Count count(RecordQuery query, int cap) {
        note(query.predicate());
        return records.count(query, cap);
    }

    @Override
    public List<Grouping.Row> group(Grouping grouping) {
        note(grouping.predicate());
        grouping.keys().forEach(key -> note(key.field()));
        return records.group(grouping);
    }

    @Override
    public List<Grouping.Row> group(Links links, List<Grouping.Key> keys, List<Grouping.Computation> measures) {
        note(links.predicate());
        return records.group(links, keys, measures);
    }

    @Override
    public Map<UUID, UUID> first(Links links, SortKey sort) {
        note(links.predicate());
        return records.first(links, sort);
    }

    @Override
    public List<FieldAccess> accesses(RecordQuery query) {
        return records.accesses(query);
    }

    @Override
    public String plan(RecordQuery query) {
        return records.plan(query);
    }

    private void note(Field field) {
        if (field instanceof Field.Attribute attribute) {
            note.accept(attribute);
        }
    }

    private void note(Predicate predicate) {
        if (predicate instanceof Predicate.All all) {
            all.parts().forEach(this::note);
        } else if (predicate instanceof Predicate.Any any) {
            any.parts().forEach(this::note);
        } else if (predicate instanceof Predicate.Not not) {
            note(not.part());
        } else if (predicate instanceof Predicate.Via via) {
            note(via.field());
            note(via.inner());
        } else if (predicate instanceof Predicate.IsEmpty isEmpty) {
            note(isEmpty.field());
        } else if (predicate instanceof Predicate.In in) {
            note(in.field());
        } else if (predicate instanceof Predicate.Range range) {
            note(range.field());
        } else if (predicate instanceof Predicate.Matches matches) {
            note(matches.field());
        } else if (predicate instanceof Predicate.HasAny has) {
            note(has.field());
        } else if (predicate instanceof Predicate.HasAll has) {
            note(has.field());
        } else if (predicate instanceof Predicate.RefersToAny refers) {
            note(refers.field());
        } else if (predicate instanceof Predicate.RefersToAll refers) {
            note(refers.field());
        } else if (predicate instanceof Predicate.SizeBetween size) {
            note(size.field());
        }
    }
}
