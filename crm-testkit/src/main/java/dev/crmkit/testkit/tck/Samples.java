package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TextFolding;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random values and questions, made of what goes wrong most easily. Not thread-safe. */
final class Samples {
    /** Every piece is NFC, alone and next to any other. */
    private static final List<String> PIECES = List.of(
            "a",
            "A",
            "b",
            "B",
            "z",
            "Z",
            "1",
            "9",
            "10",
            "ä",
            "Ä",
            "ß",
            "ẞ",
            "ı",
            "I",
            "i",
            "İ",
            "Σ",
            "σ",
            "ς",
            "ǅ",
            "é",
            "ø",
            "%",
            "_",
            "\\",
            "'",
            "\"",
            "*",
            "?",
            "[",
            " ",
            "\t",
            "\n",
            "\u0001",
            "\u001F",
            "\u007F",
            "\u00A0",
            "\uE000",
            "\uFFFD",
            "\uFFFF",
            "😀",
            "\uD800\uDC00",
            "\uDBFF\uDFFF",
            "𐐀",
            "𐐨",
            "字",
            "ﬁ",
            "K",
            "k",
            "K");

    private static final List<String> ITEM_KINDS = List.of("tag", "mark");

    private static final List<String> ITEM_KEYS = List.of("", "a", "A", "%", "\uFFFD", "😀");

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "0.1",
            "1.10",
            "2",
            "10",
            "-0.000000000000000001",
            "0.000000000000000001",
            "9007199254740992",
            "9007199254740993",
            "999999999999999999999999999999.999999999999999999",
            "-999999999999999999999999999999.999999999999999999");

    private static final List<String> MOMENTS = List.of(
            "0001-01-01T00:00:00Z",
            "0004-02-29T12:00:00Z",
            "1582-10-10T00:00:00Z",
            "1969-12-31T23:59:59.999999Z",
            "1970-01-01T00:00:00Z",
            "2026-03-29T01:30:00Z",
            "2026-03-29T01:30:00.000001Z",
            "2026-10-25T00:30:00Z",
            "9999-12-31T23:59:59.999999Z");

    private final Random random;
    private final Columns columns;
    private final List<UUID> references;

    /**
     * Samples for an object.
     *
     * @param references what references lead to
     */
    Samples(Random random, Columns columns, List<UUID> references) {
        this.random = random;
        this.columns = columns;
        this.references = references;
    }

    <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private <T> List<T> some(int most, Supplier<T> maker) {
        List<T> made = new ArrayList<>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            made.add(maker.get());
        }
        return made;
    }

    String text() {
        StringBuilder text = new StringBuilder(one(PIECES));
        some(4, () -> text.append(one(PIECES)));
        // Longer than any prefix that an index may keep, and different only behind it.
        return random.nextInt(8) == 0 ? "😀x".repeat(120) + text : text.toString();
    }

    Instant moment() {
        return Instant.parse(one(MOMENTS));
    }

    /** A record of the object with some of its values. */
    Draft fill(Draft draft) {
        draft.named(random.nextInt(6) == 0 ? "" : text())
                .owner(token())
                .assignee(token())
                .source(token())
                .createdAt(moment())
                .updatedAt(moment())
                .archived(random.nextInt(5) == 0 ? moment() : null)
                .search(text() + text());
        columns.fields().forEach(field -> draft.with(field, random.nextInt(3) == 0 ? null : value(field)));
        return draft;
    }

    /** Up to three items of a record. */
    List<StoredItem> items(UUID record, Supplier<UUID> ids) {
        return some(3, () -> new StoredItem(ids.get(), one(ITEM_KINDS), record, one(ITEM_KEYS), Draft.MADE, ""));
    }

    private @Nullable String token() {
        return random.nextInt(3) == 0 ? null : one(List.of("ada", "Ada", "bob", "böb", "😀"));
    }

    /** A value of the field's kind; few different ones, so that there are ties. */
    IndexValue value(Field field) {
        return switch (field.kind()) {
            case TEXT -> IndexValue.Text.of(text());
            case LONG_TEXT -> new IndexValue.LongText(TextFolding.fold(text() + text()));
            case TOKEN -> new IndexValue.Token(text());
            case TOKENS ->
                new IndexValue.Tokens(List.copyOf(new LinkedHashSet<>(
                        columns.isSingle(field) ? List.of(one(PIECES)) : atLeastOne(() -> one(PIECES)))));
            case NUMBER -> new IndexValue.Decimal(new BigDecimal(one(NUMBERS)));
            case MOMENT -> new IndexValue.Moment(moment());
            case CHOICE -> new IndexValue.Choice(one(columns.options(field)));
            case CHOICES -> new IndexValue.Choices(new LinkedHashSet<>(atLeastOne(() -> one(columns.options(field)))));
            case CODE -> new IndexValue.Code(one(List.of(0, 1, 2, 5, -3, 1_000_000)));
            case REFERENCES ->
                new IndexValue.References(List.copyOf(new LinkedHashSet<>(
                        columns.isSingle(field) ? List.of(one(references)) : atLeastOne(() -> one(references)))));
            case PRESENCE -> new IndexValue.Present();
        };
    }

    private <T> List<T> atLeastOne(Supplier<T> maker) {
        List<T> made = some(3, maker);
        made.add(maker.get());
        return made;
    }

    private Field field(IndexKind... kinds) {
        IndexKind kind = one(List.of(kinds));
        List<Field> fields = new ArrayList<>(columns.fields());
        fields.addAll(List.of(Field.SystemField.values()));
        return one(fields.stream().filter(field -> field.kind() == kind).toList());
    }

    /** A condition at most that deep. */
    Predicate predicate(int depth) {
        if (depth > 0 && random.nextInt(3) != 0) {
            return switch (random.nextInt(4)) {
                case 0 -> new Predicate.All(some(3, () -> predicate(depth - 1)));
                case 1 -> new Predicate.Any(some(3, () -> predicate(depth - 1)));
                case 2 -> predicate(depth - 1).negate();
                default ->
                    new Predicate.Via(
                            one(List.of(
                                    columns.of(IndexKind.REFERENCES),
                                    columns.plain(IndexKind.REFERENCES),
                                    columns.singleReferences())),
                            columns.object,
                            comparison());
            };
        }
        return comparison();
    }

    private Predicate comparison() {
        return switch (random.nextInt(11)) {
            case 0 -> new Predicate.IsEmpty(field(IndexKind.values()));
            case 1, 2 -> {
                Field field = field(
                        IndexKind.TEXT,
                        IndexKind.TOKEN,
                        IndexKind.NUMBER,
                        IndexKind.MOMENT,
                        IndexKind.CHOICE,
                        IndexKind.CODE);
                yield new Predicate.In(field, some(3, () -> value(field)));
            }
            case 3, 4 -> range(field(IndexKind.NUMBER, IndexKind.MOMENT, IndexKind.CODE));
            case 5, 6 ->
                new Predicate.Matches(
                        field(IndexKind.TEXT, IndexKind.LONG_TEXT),
                        one(List.of(Predicate.Where.values())),
                        TextFolding.fold(one(PIECES)));
            case 7 -> members(field(IndexKind.CHOICES, IndexKind.TOKENS));
            case 8 -> references(field(IndexKind.REFERENCES));
            case 9 -> items();
            default -> new Predicate.Search(some(2, () -> TextFolding.fold(one(PIECES))));
        };
    }

    private Predicate items() {
        Set<String> keys = new LinkedHashSet<>(some(3, () -> one(ITEM_KEYS)));
        return random.nextBoolean()
                ? new Predicate.HasItem(one(ITEM_KINDS), keys)
                : new Predicate.HasOtherItem(one(ITEM_KINDS), keys);
    }

    private Predicate range(Field field) {
        IndexValue low = random.nextInt(3) == 0 ? null : value(field);
        IndexValue high = random.nextInt(3) == 0 ? null : value(field);
        return new Predicate.Range(field, low, random.nextBoolean(), high, random.nextBoolean());
    }

    private Predicate members(Field field) {
        Set<String> members = new LinkedHashSet<>(
                some(3, () -> field.kind() == IndexKind.CHOICES ? one(columns.options(field)) : one(PIECES)));
        return switch (random.nextInt(3)) {
            case 0 -> new Predicate.HasAny(field, members);
            case 1 -> new Predicate.HasAll(field, members);
            default -> size(field);
        };
    }

    private Predicate references(Field field) {
        Set<UUID> ids = new LinkedHashSet<>(some(3, () -> one(references)));
        return switch (random.nextInt(3)) {
            case 0 -> new Predicate.RefersToAny(field, ids);
            case 1 -> new Predicate.RefersToAll(field, ids);
            default -> size(field);
        };
    }

    private Predicate size(Field field) {
        int least = random.nextInt(3);
        return new Predicate.SizeBetween(field, least, least + random.nextInt(3));
    }

    /** Up to three sort keys over different fields. */
    List<SortKey> sorts() {
        List<SortKey> sorts = new ArrayList<>();
        some(3, () -> field(IndexKind.values())).stream()
                .filter(field -> field.kind().isSortable())
                .distinct()
                .forEach(field -> sorts.add(new SortKey(field, random.nextBoolean())));
        return sorts;
    }
}
