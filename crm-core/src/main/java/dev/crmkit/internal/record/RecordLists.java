package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.FilterText;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.IndexState;
import dev.crmkit.query.Count;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.QueryPlan;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.GroupHeads;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.type.EvaluationContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pages, counts and plans over the records of one object. */
final class RecordLists {
    private static final int MAX_COUNT_CAP = 1_000_000_000;

    private final Tx tx;
    private final DefinedObject object;

    RecordLists(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
    }

    Page<CrmRecord> list(ListQuery query) {
        return list(query, RecordReads.Part.ALL);
    }

    /** A page of those records that the actor may take out too; relative dates are those of that time. */
    Page<CrmRecord> exported(ListQuery query, EvaluationContext at) {
        RecordQuery asked =
                compileAsAsked(query, RecordReads.Part.ALL, tx.access().compiler(object, at));
        Predicate readable = tx.access().withinReach(object.id(), asked.predicate());
        Predicate exported = tx.access().predicate(object.id(), Verb.EXPORT);
        RecordPage page = tx.records()
                .list(new RecordQuery(
                        asked.objectId(),
                        exported.equals(Predicate.always()) ? readable : new Predicate.All(List.of(readable, exported)),
                        asked.archived(),
                        asked.sorts(),
                        asked.after(),
                        asked.limit()));
        List<CrmRecord> records = new RecordDecoder(tx, object).decode(page.records(), Map.of());
        return new Page<>(records, cursor(query, RecordReads.Part.ALL, page.next()), null);
    }

    /** A page of one part of a list. */
    Page<CrmRecord> list(ListQuery query, RecordReads.Part part) {
        RecordQuery compiled = compile(query, part);
        RecordPage page = tx.records().list(compiled);
        List<CrmRecord> records = new RecordDecoder(tx, object).decode(page.records(), Map.of());
        Count total = query.countCap() == 0 ? null : tx.records().count(compiled, query.countCap());
        return new Page<>(records, cursor(query, part, page.next()), total);
    }

    private @Nullable String cursor(ListQuery query, RecordReads.Part part, @Nullable Position next) {
        return next == null ? null : CursorCodec.seal(tx, binding(query, part), place(next));
    }

    /** The first page of each group of a list. */
    List<Page<CrmRecord>> heads(ListQuery query, GroupField field, List<@Nullable IndexValue> values) {
        RecordQuery compiled = compile(query.after(null), RecordReads.Part.ALL);
        if (values.isEmpty()) {
            return List.of();
        }
        List<RecordPage> heads =
                tx.records().heads(new GroupHeads(compiled, field.operand().main(), values));
        List<StoredRecord> all = new ArrayList<>();
        heads.forEach(head -> all.addAll(head.records()));
        List<CrmRecord> decoded = new RecordDecoder(tx, object).decode(all, Map.of());
        List<Page<CrmRecord>> pages = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < heads.size(); i++) {
            int to = from + heads.get(i).records().size();
            RecordReads.Part part = new RecordReads.Part(field, values.get(i));
            String cursor = cursor(query, part, heads.get(i).next());
            pages.add(new Page<>(decoded.subList(from, to), cursor, null));
            from = to;
        }
        return pages;
    }

    /** The ids of the records that the query has, without its order and page: up to that many, the newest first. */
    List<UUID> ids(ListQuery query, int most) {
        RecordQuery compiled = compile(query.after(null).orderBy(), RecordReads.Part.ALL);
        List<UUID> ids = new ArrayList<>();
        Position after = null;
        do {
            RecordPage page = tx.records()
                    .list(new RecordQuery(
                            object.id(),
                            compiled.predicate(),
                            compiled.archived(),
                            List.of(),
                            after,
                            Math.min(ListQuery.MAX_LIMIT, most - ids.size())));
            page.records().forEach(record -> ids.add(record.id()));
            after = page.next();
        } while (after != null && ids.size() < most);
        return ids;
    }

    Count count(ListQuery query) {
        int cap = query.countCap() == 0 ? ListQuery.DEFAULT_COUNT_CAP : query.countCap();
        return tx.records().count(compile(query.after(null), RecordReads.Part.ALL), cap);
    }

    /** What the actor's roles add to the query is not explained: it may name what is hidden. */
    QueryPlan explain(ListQuery query) {
        RecordQuery compiled = compileAsAsked(query, RecordReads.Part.ALL);
        boolean whole =
                tx.access().reachesAll(object.id(), Verb.READ) && !tx.access().hidesSomethingOf(object);
        Map<String, Boolean> fields = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        for (RecordStorage.FieldAccess access : tx.records().accesses(compiled)) {
            String name = FieldNames.name(tx, object, access.field());
            fields.put(name, access.indexed());
            if (!access.indexed()) {
                notes.add("'" + name + "' " + why(access.state()) + ": correct, and slower the more records there are");
            }
        }
        itemFields(compiled.predicate()).forEach(name -> fields.put(name, true));
        return new QueryPlan(fields, notes, whole ? tx.records().plan(compiled) : "");
    }

    private static String why(IndexState state) {
        return switch (state) {
            case READY -> "has an index";
            case FILLING -> "has no index yet, it is being filled";
            case RELEASING -> "has no index any more, it makes room for another";
            case UNUSED -> "has no index yet, it comes when the workers have noted that it is asked for";
            case NO_ROOM ->
                "has no index, for every place of its kind is taken; say notIndexed() on others, or indexed() here";
            case UNWANTED -> "has no index, as its definition says";
            case UNSUPPORTED -> "has no index that would serve it";
        };
    }

    /** The fields that are items: an index leads from a record to its items. */
    private static Set<String> itemFields(Predicate predicate) {
        Set<String> names = new TreeSet<>();
        if (predicate instanceof Predicate.All all) {
            all.parts().forEach(part -> names.addAll(itemFields(part)));
        } else if (predicate instanceof Predicate.Any any) {
            any.parts().forEach(part -> names.addAll(itemFields(part)));
        } else if (predicate instanceof Predicate.Not not) {
            names.addAll(itemFields(not.part()));
        } else if (predicate instanceof Predicate.HasItem item) {
            names.add(item.kind().equals(TagName.ITEMS) ? SystemFields.TAG : SystemFields.LIST);
        } else if (predicate instanceof Predicate.HasOtherItem) {
            names.add(SystemFields.TAG);
        }
        return names;
    }

    private RecordQuery compile(ListQuery query, RecordReads.Part part) {
        RecordQuery asked = compileAsAsked(query, part);
        return new RecordQuery(
                asked.objectId(),
                tx.access().withinReach(object.id(), asked.predicate()),
                asked.archived(),
                asked.sorts(),
                asked.after(),
                asked.limit());
    }

    /** Without the reach of the actor. */
    private RecordQuery compileAsAsked(ListQuery query, RecordReads.Part part) {
        return compileAsAsked(query, part, tx.access().compiler(object));
    }

    private RecordQuery compileAsAsked(ListQuery query, RecordReads.Part part, QueryCompiler compiler) {
        List<Violation> faults = new ArrayList<>();
        Predicate predicate = compiler.predicate(query.filter(), query.search(), faults);
        List<SortKey> sorts = compiler.sorts(query.sorts(), faults);
        if (query.limit() < 1 || query.limit() > ListQuery.MAX_LIMIT) {
            faults.add(new Violation(
                    "limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + ListQuery.MAX_LIMIT + ", not " + query.limit()));
        }
        if (query.countCap() < 0 || query.countCap() > MAX_COUNT_CAP) {
            faults.add(new Violation(
                    "countCap", ErrorCode.QUERY_LIMIT, "must be 1 to " + MAX_COUNT_CAP + ". Give another cap"));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("list " + object.slug() + " records", faults);
        }
        String cursor = query.cursor();
        Position after = cursor == null ? null : position(CursorCodec.open(tx, binding(query, part), cursor));
        return new RecordQuery(object.id(), within(part, predicate), query.archived(), sorts, after, query.limit());
    }

    /** The predicate with what makes the part. */
    static Predicate within(RecordReads.Part part, Predicate asked) {
        GroupField field = part.field();
        if (field == null) {
            return asked;
        }
        Predicate own = field.holds(part.value());
        return asked.equals(Predicate.always()) ? own : new Predicate.All(List.of(asked, own));
    }

    private String binding(ListQuery query, RecordReads.Part part) {
        String list = binding(query);
        GroupField field = part.field();
        if (field == null) {
            return list;
        }
        List<Object> value = IndexValueCodec.write(part.value());
        return CallText.fingerprint(list, field.operand().main().toString(), value == null ? List.of() : value);
    }

    private String binding(ListQuery query) {
        String search = query.search();
        return CallText.fingerprint(
                "list",
                tx.workspace().id(),
                object.id().toString(),
                FilterText.canonical(query.filter()),
                search == null ? "" : search,
                query.archived().name(),
                query.sorts().stream()
                        .map(s -> s.path() + (s.descending() ? " desc" : " asc"))
                        .toList());
    }

    private static List<@Nullable Object> place(Position position) {
        List<@Nullable Object> place = new ArrayList<>();
        place.add(position.id().toString());
        for (IndexValue value : position.values()) {
            place.add(IndexValueCodec.write(value));
        }
        return place;
    }

    private static Position position(List<@Nullable Object> place) {
        List<@Nullable IndexValue> values = new ArrayList<>();
        for (Object value : place.subList(1, place.size())) {
            values.add(IndexValueCodec.read(value));
        }
        return new Position(values, UUID.fromString(String.valueOf(place.get(0))));
    }
}
