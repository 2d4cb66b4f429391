package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.model.Actor;
import dev.crmkit.model.RecordState;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.spi.storage.IndexedRecord;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.PredicateEvaluator;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.AttributeMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.OptionMap;
import dev.crmkit.storage.jooq.internal.schema.SlotState;
import dev.crmkit.storage.jooq.internal.schema.WorkspaceMap;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** A workspace with random records in Java, and random questions about them: what a storage is compared with. */
final class World {
    /** Every kind in a slot and in a document, and the shapes that matter to the SQL of each. */
    private static final List<Shape> SHAPES = List.of(
            new Shape(IndexKind.TEXT, true, "t2", 0),
            new Shape(IndexKind.TEXT, true, null, 0),
            new Shape(IndexKind.LONG_TEXT, true, null, 0),
            new Shape(IndexKind.TOKEN, true, "t3", 0),
            new Shape(IndexKind.TOKEN, true, null, 0),
            new Shape(IndexKind.TOKENS, true, "t4", 0),
            new Shape(IndexKind.TOKENS, false, null, 0),
            new Shape(IndexKind.NUMBER, true, "n1", 0),
            new Shape(IndexKind.NUMBER, true, null, 0),
            new Shape(IndexKind.MOMENT, true, "d1", 0),
            new Shape(IndexKind.MOMENT, true, null, 0),
            new Shape(IndexKind.CHOICE, true, "k1", 1),
            new Shape(IndexKind.CHOICE, true, "k2", -1),
            new Shape(IndexKind.CHOICE, true, null, -1),
            new Shape(IndexKind.CHOICE, true, null, 1),
            new Shape(IndexKind.CHOICES, false, null, 1),
            new Shape(IndexKind.CHOICES, false, null, -1),
            new Shape(IndexKind.CODE, true, "k3", 0),
            new Shape(IndexKind.CODE, true, null, 0),
            new Shape(IndexKind.REFERENCES, true, "r1", 0),
            new Shape(IndexKind.REFERENCES, true, null, 0),
            new Shape(IndexKind.REFERENCES, false, null, 0),
            new Shape(IndexKind.PRESENCE, true, null, 0),
            new Shape(IndexKind.PRESENCE, true, "k4", 0));

    private static final int[] CODE_POINTS = {
        1, 2, 3, 4, 5, 6, ' ', '%', '_', '\\', '\'', '"', '?', 'a', 'A', 'a', 'b', 'B', 'I', 0x130, 0x131, 0xDF, 0xF6,
        0xD6, 0xD7FF, 0xE000, 0xFFFE, 0xFFFF, 0x10000, 0x10400, 0x10428, 0x1F600, 0x10FFFF
    };

    private final Random random;
    private final UUID main;
    private final UUID target;
    private final WorkspaceMap map;
    private final Map<UUID, List<Field.Attribute>> fields = new HashMap<>();
    private final Map<UUID, Sample> samples = new LinkedHashMap<>();
    private final List<UUID> ids = new ArrayList<>();

    /** Where an attribute's values are kept; options ascend (1), descend (-1) or are none (0). */
    private record Shape(IndexKind kind, boolean single, String slot, int options) {}

    /** A record with its index values. */
    record Sample(StoredRecord record, Map<Field.Attribute, IndexValue> index, String searchText) {
        UUID id() {
            return record.id();
        }

        RecordWrite write(boolean isNew) {
            return new RecordWrite(record, isNew, index, searchText, List.of(), List.of());
        }
    }

    /**
     * An empty world.
     *
     * @param number the number of the workspace; objects, attributes and options take theirs from it
     */
    World(Random random, int number, int mainBucket, int targetBucket) {
        this.random = random;
        this.main = id();
        this.target = id();
        int base = number * 10_000;
        map = new WorkspaceMap(
                "workspace" + number,
                number,
                1,
                Map.of(
                        main, object(main, base + 1, mainBucket, base + 100),
                        target, object(target, base + 2, targetBucket, base + 200)));
    }

    private ObjectMap object(UUID object, int number, int bucket, int firstAttribute) {
        Map<UUID, AttributeMap> attributes = new HashMap<>();
        List<Field.Attribute> own = new ArrayList<>();
        for (int i = 0; i < SHAPES.size(); i++) {
            Shape shape = SHAPES.get(i);
            int attribute = firstAttribute + i;
            UUID attributeId = id();
            String component = i % 2 == 0 ? "" : "it's";
            String key = attribute + (component.isEmpty() ? "" : "." + component);
            int first = attribute * 10;
            List<OptionMap> options = shape.options() == 0
                    ? List.of()
                    : IntStream.range(0, 5)
                            .mapToObj(o -> new OptionMap("option" + o, shape.options() > 0 ? first + o : first - o + 9))
                            .toList();
            attributes.put(
                    attributeId,
                    new AttributeMap(
                            attributeId,
                            attribute,
                            false,
                            Map.of(
                                    component,
                                    new ComponentMap(
                                            component,
                                            shape.kind(),
                                            shape.single(),
                                            IndexWish.AS_NEEDED,
                                            shape.slot(),
                                            shape.slot() == null ? null : SlotState.READY,
                                            key)),
                            options));
            own.add(new Field.Attribute(attributeId, component, shape.kind()));
        }
        fields.put(object, own);
        return new ObjectMap(object, number, bucket, null, attributes);
    }

    WorkspaceMap map() {
        return map;
    }

    UUID main() {
        return main;
    }

    UUID target() {
        return target;
    }

    List<Field.Attribute> fields(UUID object) {
        return List.copyOf(fields.get(object));
    }

    Map<UUID, Sample> samples() {
        return Collections.unmodifiableMap(samples);
    }

    List<Sample> samples(UUID object) {
        return samples.values().stream()
                .filter(sample -> sample.record().objectId().equals(object))
                .toList();
    }

    UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most) + 1; i > 0; i--) {
            text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
        }
        return text.toString();
    }

    Instant moment() {
        return switch (random.nextInt(6)) {
            case 0 -> Instant.parse("0001-01-01T00:00:00Z");
            case 1 -> Instant.parse("9999-12-31T23:59:59.999999Z");
            case 2 -> Instant.parse("1883-11-18T12:03:57.000001Z");
            case 3 -> Instant.parse("2011-12-30T10:00:00Z").plusSeconds(random.nextInt(5) * 86_400L);
            default -> Instant.parse("2024-02-29T23:30:00.123456Z").plusNanos(random.nextInt(4) * 1_000L);
        };
    }

    private BigDecimal number() {
        return switch (random.nextInt(5)) {
            case 0 -> new BigDecimal("123456789012345678901234567890.123456789012345678");
            case 1 -> new BigDecimal("-0.000000000000000001");
            case 2 -> new BigDecimal("1E+29");
            default -> BigDecimal.valueOf(random.nextInt(7) - 3L, random.nextInt(3));
        };
    }

    /** A record like no other, in the world from now on. */
    Sample put(UUID object, UUID id, long version) {
        Map<Field.Attribute, IndexValue> index = new HashMap<>();
        for (Field.Attribute field : fields.get(object)) {
            if (random.nextInt(4) > 0) {
                index.put(field, value(field, object));
            }
        }
        RecordState state = new RecordState(
                random.nextBoolean() ? null : text(2),
                random.nextBoolean() ? null : text(1),
                random.nextBoolean() ? null : text(1),
                moment(),
                random.nextBoolean() ? Actor.user(text(3) + "x") : Actor.system(),
                moment(),
                random.nextInt(3) > 0 ? null : moment(),
                moment());
        StoredRecord record = new StoredRecord(
                id,
                object,
                version,
                random.nextInt(4) == 0 ? "" : text(4),
                state,
                "{\"a\": " + random.nextInt(100) + "}",
                random.nextBoolean() ? "" : "{\"b\": \"" + "long".repeat(random.nextInt(2_000)) + "\"}",
                "{}");
        Sample sample = new Sample(record, index, random.nextInt(4) == 0 ? "" : TextFolding.fold(text(12)));
        if (samples.put(id, sample) == null) {
            ids.add(id);
        }
        return sample;
    }

    private IndexValue value(Field field, UUID object) {
        boolean single = field instanceof Field.Attribute attribute
                && component(object, attribute).single();
        int members = single ? 1 : random.nextInt(3) + 1;
        return switch (field.kind()) {
            case TEXT -> IndexValue.Text.of(text(3));
            case LONG_TEXT -> new IndexValue.LongText(TextFolding.fold(text(20)));
            case TOKEN -> new IndexValue.Token(text(2));
            case TOKENS -> {
                Set<String> tokens = new LinkedHashSet<>();
                for (int i = 0; i < members; i++) {
                    tokens.add(text(1));
                }
                yield new IndexValue.Tokens(List.copyOf(tokens));
            }
            case NUMBER -> new IndexValue.Decimal(number());
            case MOMENT -> new IndexValue.Moment(moment());
            case CHOICE -> new IndexValue.Choice("option" + random.nextInt(5));
            case CHOICES -> {
                Set<String> options = new LinkedHashSet<>();
                for (int i = 0; i < members; i++) {
                    options.add("option" + random.nextInt(5));
                }
                yield new IndexValue.Choices(options);
            }
            case CODE -> new IndexValue.Code(random.nextInt(5) - 2);
            case REFERENCES -> {
                Set<UUID> ids = new LinkedHashSet<>();
                for (int i = 0; i < members; i++) {
                    ids.add(anyId());
                }
                yield new IndexValue.References(List.copyOf(ids));
            }
            case PRESENCE -> new IndexValue.Present();
        };
    }

    private UUID anyId() {
        return ids.isEmpty() || random.nextInt(8) == 0 ? id() : one(ids);
    }

    private ComponentMap component(UUID object, Field.Attribute field) {
        return map.objects()
                .get(object)
                .attributes()
                .get(field.attributeId())
                .components()
                .get(field.component());
    }

    /** The ids of a field's options in order. */
    List<String> options(UUID object, Field field) {
        return field instanceof Field.Attribute attribute
                ? map.objects().get(object).attributes().get(attribute.attributeId()).options().stream()
                        .map(OptionMap::id)
                        .toList()
                : List.of();
    }

    Field anyField(UUID object) {
        return random.nextInt(3) == 0 ? one(List.of(Field.SystemField.values())) : one(fields.get(object));
    }

    /** A random predicate. */
    Predicate predicate(UUID object, int depth) {
        if (depth > 0) {
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    return new Predicate.All(predicates(object, depth - 1));
                }
                case 2, 3 -> {
                    return new Predicate.Any(predicates(object, depth - 1));
                }
                case 4 -> {
                    return new Predicate.Not(predicate(object, depth - 1));
                }
                default -> {
                    // A leaf.
                }
            }
        }
        int special = random.nextInt(16);
        if (special == 0) {
            return new Predicate.Constant(random.nextBoolean());
        } else if (special == 1) {
            List<String> words = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                words.add(TextFolding.fold(text(1)));
            }
            return new Predicate.Search(words);
        }
        return leaf(object, anyField(object));
    }

    private List<Predicate> predicates(UUID object, int depth) {
        List<Predicate> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(predicate(object, depth));
        }
        return parts;
    }

    private Predicate leaf(UUID object, Field field) {
        if (random.nextInt(6) == 0) {
            return new Predicate.IsEmpty(field);
        }
        int most = random.nextInt(12) == 0 ? 40 : 3;
        return switch (field.kind()) {
            case TEXT -> random.nextBoolean() ? in(object, field, most) : matches(field);
            case LONG_TEXT -> matches(field);
            case TOKEN, CHOICE -> in(object, field, most);
            case NUMBER, MOMENT, CODE ->
                random.nextBoolean()
                        ? in(object, field, most)
                        : new Predicate.Range(
                                field,
                                random.nextInt(3) == 0 ? null : value(field, object),
                                random.nextBoolean(),
                                random.nextInt(3) == 0 ? null : value(field, object),
                                random.nextBoolean());
            case TOKENS, CHOICES -> {
                Set<String> members = new LinkedHashSet<>();
                for (int i = random.nextInt(most); i > 0; i--) {
                    members.add(
                            random.nextInt(9) == 0
                                    ? "unknown"
                                    : field.kind() == IndexKind.TOKENS ? text(1) : "option" + random.nextInt(5));
                }
                yield switch (random.nextInt(3)) {
                    case 0 -> new Predicate.HasAny(field, members);
                    case 1 -> new Predicate.HasAll(field, members);
                    default -> size(field);
                };
            }
            case REFERENCES -> {
                Set<UUID> ids = new LinkedHashSet<>();
                for (int i = random.nextInt(most); i > 0; i--) {
                    ids.add(anyId());
                }
                yield switch (random.nextInt(5)) {
                    case 0 -> new Predicate.RefersToAny(field, ids);
                    case 1 -> new Predicate.RefersToAll(field, ids);
                    case 2 -> size(field);
                    default ->
                        field instanceof Field.Attribute attribute && object.equals(main)
                                ? new Predicate.Via(attribute, target, predicate(target, 1))
                                : size(field);
                };
            }
            case PRESENCE -> new Predicate.IsEmpty(field);
        };
    }

    private Predicate size(Field field) {
        int least = random.nextInt(3);
        return new Predicate.SizeBetween(field, least, least + random.nextInt(2));
    }

    private Predicate in(UUID object, Field field, int most) {
        List<IndexValue> values = new ArrayList<>();
        for (int i = random.nextInt(most); i > 0; i--) {
            values.add(
                    field.kind() == IndexKind.CHOICE && random.nextInt(9) == 0
                            ? new IndexValue.Choice("unknown")
                            : value(field, object));
        }
        return new Predicate.In(field, values);
    }

    private Predicate matches(Field field) {
        Predicate.Where where = one(List.of(Predicate.Where.values()));
        return new Predicate.Matches(field, where, TextFolding.fold(text(random.nextInt(4) == 0 ? 2 : 1)));
    }

    /** Random sort keys. */
    List<SortKey> sorts(UUID object) {
        List<SortKey> sorts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Field field = anyField(object);
            if (field.kind().isSortable()) {
                sorts.add(new SortKey(field, random.nextBoolean()));
            }
        }
        return sorts;
    }

    /** The records that the query is about, in its order, without its page. */
    List<Sample> answer(RecordQuery query) {
        List<Comparator<Sample>> keys = new ArrayList<>();
        for (SortKey key : query.sorts()) {
            List<String> options = options(query.objectId(), key.field());
            keys.add((a, b) ->
                    IndexOrder.compare(value(a, key.field()), value(b, key.field()), key.descending(), options));
        }
        Comparator<Sample> byId = (a, b) -> IndexOrder.compareIds(a.id(), b.id());
        keys.add(query.isIdDescending() ? byId.reversed() : byId);
        Comparator<Sample> order =
                keys.stream().reduce(Comparator::thenComparing).orElseThrow();
        return samples(query.objectId()).stream()
                .filter(sample -> isWanted(sample, query.archived(), query.predicate()))
                .sorted(order)
                .toList();
    }

    boolean isWanted(Sample sample, ArchivedFilter archived, Predicate predicate) {
        boolean looked = switch (archived) {
            case LIVE -> !sample.record().isArchived();
            case ARCHIVED -> sample.record().isArchived();
            case ALL -> true;
        };
        return looked && PredicateEvaluator.test(predicate, view(sample));
    }

    private IndexedRecord view(Sample sample) {
        return new IndexedRecord() {
            @Override
            public IndexValue value(Field field) {
                return World.this.value(sample, field);
            }

            @Override
            public String searchText() {
                return sample.searchText();
            }

            @Override
            public Set<String> itemKeys(String kind) {
                return Set.of();
            }

            @Override
            public IndexedRecord findTarget(UUID targetObject, UUID id) {
                Sample found = samples.get(id);
                return found == null
                                || found.record().isArchived()
                                || !found.record().objectId().equals(targetObject)
                        ? null
                        : view(found);
            }
        };
    }

    /** The value of the field, or null. */
    IndexValue value(Sample sample, Field field) {
        if (field instanceof Field.Attribute attribute) {
            return sample.index().get(attribute);
        }
        RecordState state = sample.record().state();
        return switch ((Field.SystemField) field) {
            case ID -> new IndexValue.References(List.of(sample.id()));
            case DISPLAY_NAME ->
                sample.record().displayName().isEmpty()
                        ? null
                        : IndexValue.Text.of(sample.record().displayName());
            case OWNER -> token(state.owner());
            case ASSIGNEE -> token(state.assignee());
            case SOURCE -> token(state.source());
            case CREATED_AT -> new IndexValue.Moment(state.createdAt());
            case UPDATED_AT -> new IndexValue.Moment(state.updatedAt());
            case ARCHIVED_AT -> state.archivedAt() == null ? null : new IndexValue.Moment(state.archivedAt());
            case LAST_ACTIVITY_AT -> new IndexValue.Moment(state.lastActivityAt());
        };
    }

    private static IndexValue token(String text) {
        return text == null ? null : new IndexValue.Token(text);
    }
}
