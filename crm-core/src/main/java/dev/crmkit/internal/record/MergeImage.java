package dev.crmkit.internal.record;

import dev.crmkit.internal.address.ChannelMerging;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.item.ItemKinds;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.ValueSource;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to undo a merge, kept as items of the survivor: one that says which records were merged, and as many parts as the rest fills. Not
 * thread-safe.
 */
final class MergeImage {
    /** The kind of the item that stands for a merge; its key is the survivor's id. */
    static final String MERGE = "merge";

    /** The kind of its parts; their key is the merge's id. */
    static final String PART = "merge_part";

    private static final int PART_CHARS = 100_000;
    private static final int PAGE = 500;

    private final Head head;
    private final List<StoredRecord> records = new ArrayList<>();
    private final List<ValueChange> values = new ArrayList<>();
    private final List<FieldChange> fields = new ArrayList<>();
    private final List<Referral> referrals = new ArrayList<>();
    private final List<MovedEdge> edges = new ArrayList<>();
    private final List<MovedItem> items = new ArrayList<>();
    private final List<ChannelMerging.Joined> channels = new ArrayList<>();

    MergeImage(Head head) {
        this.head = head;
    }

    /**
     * Which records were merged. Immutable.
     *
     * @param id the merge
     * @param survivor the record that stayed
     * @param losers those that were merged, in order
     * @param followers the ids that stood for each of them before
     * @param at when
     * @param by who did it
     */
    record Head(UUID id, UUID survivor, List<UUID> losers, Map<UUID, List<UUID>> followers, Instant at, Actor by) {

        static Head of(StoredItem item) {
            Map<String, Object> document = Json.readObject(item.document());
            Map<UUID, List<UUID>> followers = new LinkedHashMap<>();
            Json.object(document, "followers").forEach((loser, ids) -> followers.put(UUID.fromString(loser), ids(ids)));
            return new Head(
                    item.id(),
                    UUID.fromString(item.key()),
                    ids(document.get("losers")),
                    followers,
                    item.at(),
                    new Actor(
                            ActorKind.valueOf(Json.requiredText(document, "byKind")),
                            Json.requiredText(document, "by")));
        }

        private StoredItem item() {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("losers", texts(losers));
            Map<String, Object> texts = new LinkedHashMap<>();
            followers.forEach((loser, ids) -> texts.put(loser.toString(), texts(ids)));
            document.put("followers", texts);
            document.put("byKind", by.kind().name());
            document.put("by", by.id());
            return new StoredItem(id, MERGE, survivor, survivor.toString(), at, Json.write(document));
        }
    }

    /** A value of the survivor that the merge changed, in stored form. Immutable. */
    record ValueChange(
            UUID attribute,
            @Nullable Object before,
            @Nullable Object after,
            @Nullable ValueSource source) {}

    /** Owner, assignee, source, or one of those that say where the survivor is in a pipeline. Immutable. */
    record FieldChange(
            String field, @Nullable String before, @Nullable String after) {}

    /** A reference of another record that the merge changed. Immutable. */
    record Referral(UUID record, UUID attribute, List<UUID> before, List<UUID> after) {}

    /**
     * A relation of a merged record. Immutable.
     *
     * @param edge as it was
     * @param now where it went, or null if the survivor had one like it, or would have been related to itself
     */
    record MovedEdge(Edge edge, Edge.@Nullable Key now) {}

    /**
     * What belonged to a merged record. Immutable.
     *
     * @param item as it was; without key and document if only its record changed
     * @param now its id at the survivor, or null if the survivor had one like it
     * @param held what the survivor had, if that changed
     * @param joined what became of that
     */
    record MovedItem(
            StoredItem item,
            @Nullable UUID now,
            @Nullable StoredItem held,
            @Nullable StoredItem joined) {}

    Head head() {
        return head;
    }

    List<StoredRecord> records() {
        return records;
    }

    List<ValueChange> values() {
        return values;
    }

    List<FieldChange> fields() {
        return fields;
    }

    List<Referral> referrals() {
        return referrals;
    }

    List<MovedEdge> edges() {
        return edges;
    }

    List<MovedItem> items() {
        return items;
    }

    List<ChannelMerging.Joined> channels() {
        return channels;
    }

    /** Stores the image. */
    void write(Tx tx) {
        write(tx, head.survivor());
    }

    /**
     * Stores the image instead of what is stored of it.
     *
     * @param holder the record that it belongs to by now
     */
    void replace(Tx tx, UUID holder) {
        remove(tx, head);
        write(tx, holder);
    }

    private void write(Tx tx, UUID holder) {
        List<StoredItem> stored = new ArrayList<>(List.of(ItemKinds.at(head.item(), holder)));
        StringBuilder part = new StringBuilder();
        int number = 0;
        for (Map<String, Object> entry : entries()) {
            String text = Json.write(entry);
            if (!part.isEmpty() && part.length() + text.length() > PART_CHARS) {
                stored.add(part(number++, holder, part));
                part.setLength(0);
            }
            part.append(part.isEmpty() ? "" : ",").append(text);
        }
        if (!part.isEmpty()) {
            stored.add(part(number, holder, part));
        }
        for (List<StoredItem> chunk : Chunks.of(stored, PAGE)) {
            tx.storage().items().insert(chunk);
        }
    }

    private StoredItem part(int number, UUID holder, CharSequence entries) {
        return new StoredItem(
                ItemIds.of(PART, head.id(), number),
                PART,
                holder,
                head.id().toString(),
                head.at(),
                "{\"n\":" + number + ",\"e\":[" + entries + "]}");
    }

    private List<Map<String, Object>> entries() {
        List<Map<String, Object>> entries = new ArrayList<>();
        records.forEach(record -> entries.add(Map.of("t", "record", "r", StoredRecordCodec.write(List.of(record)))));
        values.forEach(change -> {
            Map<String, Object> entry = entry("value");
            entry.put("a", change.attribute().toString());
            put(entry, "b", change.before());
            put(entry, "n", change.after());
            ValueSource source = change.source();
            if (source != null) {
                entry.put("sk", source.actor().kind().name());
                entry.put("si", source.actor().id());
                entry.put("st", source.at().toString());
            }
            entries.add(entry);
        });
        fields.forEach(change -> {
            Map<String, Object> entry = entry("field");
            entry.put("a", change.field());
            put(entry, "b", change.before());
            put(entry, "n", change.after());
            entries.add(entry);
        });
        referrals.forEach(referral -> {
            Map<String, Object> entry = entry("referral");
            entry.put("r", referral.record().toString());
            entry.put("a", referral.attribute().toString());
            entry.put("b", texts(referral.before()));
            entry.put("n", texts(referral.after()));
            entries.add(entry);
        });
        edges.forEach(moved -> {
            Map<String, Object> entry = entry("edge");
            entry.put("f", moved.edge().key().from().toString());
            entry.put("l", moved.edge().key().relation());
            entry.put("o", moved.edge().key().to().toString());
            entry.put("p", moved.edge().position());
            entry.put("m", moved.edge().metadata());
            Edge.Key now = moved.now();
            if (now != null) {
                entry.put("nf", now.from().toString());
                entry.put("no", now.to().toString());
            }
            entries.add(entry);
        });
        items.forEach(moved -> {
            Map<String, Object> entry = entry("item");
            entry.put("i", item(moved.item()));
            put(entry, "n", moved.now() == null ? null : moved.now().toString());
            put(entry, "h", moved.held() == null ? null : item(moved.held()));
            put(entry, "j", moved.joined() == null ? null : item(moved.joined()));
            entries.add(entry);
        });
        channels.forEach(joined -> {
            Map<String, Object> entry = entry("channel");
            put(entry, "b", joined.before() == null ? null : item(joined.before()));
            entry.put("n", item(joined.after()));
            entry.put("o", joined.others().stream().map(MergeImage::item).toList());
            entries.add(entry);
        });
        return entries;
    }

    private static Map<String, Object> entry(String type) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("t", type);
        return entry;
    }

    private static void put(Map<String, Object> entry, String name, @Nullable Object value) {
        if (value != null) {
            entry.put(name, value);
        }
    }

    private static Map<String, Object> item(StoredItem item) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", item.id().toString());
        document.put("kind", item.kind());
        document.put("record", String.valueOf(item.recordId()));
        document.put("key", item.key());
        document.put("at", item.at().toString());
        document.put("document", item.document());
        return document;
    }

    private static StoredItem item(Map<String, Object> document) {
        return new StoredItem(
                UUID.fromString(Json.requiredText(document, "id")),
                Json.requiredText(document, "kind"),
                UUID.fromString(Json.requiredText(document, "record")),
                Json.requiredText(document, "key"),
                Instant.parse(Json.requiredText(document, "at")),
                Json.requiredText(document, "document"));
    }

    private static List<String> texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toList();
    }

    private static List<UUID> ids(@Nullable Object texts) {
        return texts instanceof List<?> list
                ? list.stream().map(text -> UUID.fromString((String) text)).toList()
                : List.of();
    }

    /** The head of the merge of that id. */
    static Optional<Head> findHead(Tx tx, UUID merge) {
        return tx.storage().items().load(List.of(merge)).stream()
                .filter(item -> item.kind().equals(MERGE))
                .map(Head::of)
                .findFirst();
    }

    /** The whole image that belongs to the head. */
    static MergeImage read(Tx tx, Head head) {
        MergeImage image = new MergeImage(head);
        parts(tx, head).stream()
                .map(item -> Json.readObject(item.document()))
                .sorted(Comparator.comparing(document -> Json.number(document, "n")))
                .flatMap(document -> Json.list(document, "e").stream())
                .map(entry -> Json.asObject((Map<?, ?>) entry))
                .forEach(image::add);
        return image;
    }

    /** Forgets a merge. */
    static void remove(Tx tx, Head head) {
        List<UUID> ids = new ArrayList<>(List.of(head.id()));
        parts(tx, head).forEach(part -> ids.add(part.id()));
        for (List<UUID> chunk : Chunks.of(ids, PAGE)) {
            tx.storage().items().remove(chunk);
        }
    }

    private static List<StoredItem> parts(Tx tx, Head head) {
        List<StoredItem> parts = new ArrayList<>();
        List<StoredItem> page;
        ItemQuery.@Nullable Place after = null;
        do {
            page = tx.storage()
                    .items()
                    .list(new ItemQuery(PART, Set.of(), Set.of(head.id().toString()), false, after, PAGE));
            parts.addAll(page);
            if (!page.isEmpty()) {
                StoredItem last = page.get(page.size() - 1);
                after = new ItemQuery.Place(last.at(), last.id());
            }
        } while (page.size() == PAGE);
        return parts;
    }

    private void add(Map<String, Object> entry) {
        switch (Json.requiredText(entry, "t")) {
            case "record" -> records.addAll(StoredRecordCodec.read(Json.requiredText(entry, "r")));
            case "value" -> values.add(new ValueChange(id(entry, "a"), entry.get("b"), entry.get("n"), source(entry)));
            case "field" ->
                fields.add(
                        new FieldChange(Json.requiredText(entry, "a"), Json.text(entry, "b"), Json.text(entry, "n")));
            case "referral" ->
                referrals.add(new Referral(id(entry, "r"), id(entry, "a"), ids(entry.get("b")), ids(entry.get("n"))));
            case "edge" -> {
                Edge edge = new Edge(
                        new Edge.Key(id(entry, "f"), Json.requiredText(entry, "l"), id(entry, "o")),
                        ((BigDecimal) Objects.requireNonNull(entry.get("p"))).intValueExact(),
                        Json.requiredText(entry, "m"));
                edges.add(new MovedEdge(
                        edge,
                        entry.containsKey("nf")
                                ? new Edge.Key(id(entry, "nf"), edge.key().relation(), id(entry, "no"))
                                : null));
            }
            case "item" ->
                items.add(new MovedItem(
                        item(Json.object(entry, "i")),
                        entry.containsKey("n") ? id(entry, "n") : null,
                        entry.containsKey("h") ? item(Json.object(entry, "h")) : null,
                        entry.containsKey("j") ? item(Json.object(entry, "j")) : null));
            case "channel" ->
                channels.add(new ChannelMerging.Joined(
                        entry.containsKey("b") ? item(Json.object(entry, "b")) : null,
                        item(Json.object(entry, "n")),
                        Json.list(entry, "o").stream()
                                .map(other -> item(Json.asObject((Map<?, ?>) other)))
                                .toList()));
            default ->
                throw new IllegalStateException("Merge " + head.id() + " has an entry of type " + entry.get("t"));
        }
    }

    private static UUID id(Map<String, Object> entry, String name) {
        return UUID.fromString(Json.requiredText(entry, name));
    }

    private static @Nullable ValueSource source(Map<String, Object> entry) {
        String kind = Json.text(entry, "sk");
        return kind == null
                ? null
                : new ValueSource(
                        new Actor(ActorKind.valueOf(kind), Json.requiredText(entry, "si")),
                        Instant.parse(Json.requiredText(entry, "st")));
    }
}
