package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-6. */
abstract class PredicateRules {
    private static final Instant ARCHIVED = Instant.parse("2026-03-02T00:00:00Z");

    private final StorageTck kit;

    PredicateRules(StorageTck kit) {
        this.kit = kit;
    }

    private static IndexValue number(String text) {
        return new IndexValue.Decimal(new BigDecimal(text));
    }

    @Test
    @SpecRule({"STO-6.1", "STO-6.2"})
    @DisplayName("Constants, all of nothing and any of nothing")
    void constants() {
        Desk desk = kit.desk();
        desk.store(desk.draft(), desk.draft());
        assertThat(desk.matching(Predicate.always())).hasSize(2);
        desk.assertAgrees(Predicate.always());
        desk.assertAgrees(Predicate.never());
        desk.assertAgrees(new Predicate.All(List.of()));
        desk.assertAgrees(new Predicate.Any(List.of()));
    }

    @Test
    @SpecRule({"STO-6.2", "STO-6.3"})
    @DisplayName("Emptiness of every kind, and its complement")
    void emptiness() {
        Desk desk = kit.desk();
        Samples samples = new Samples(new Random(kit.seed()), desk.main, List.of(desk.newId()));
        desk.store(desk.draft());
        for (Field.Attribute field : desk.main.fields()) {
            desk.store(desk.draft().with(field, samples.value(field)));
        }
        for (Field.Attribute field : desk.main.fields()) {
            assertThat(desk.matching(new Predicate.IsEmpty(field).negate()))
                    .as("records with %s", field)
                    .hasSize(1);
            desk.assertAgrees(new Predicate.IsEmpty(field));
        }
        for (Field field : Field.SystemField.values()) {
            desk.assertAgrees(new Predicate.IsEmpty(field));
        }
    }

    @Test
    @SpecRule("STO-6.2")
    @DisplayName("A comparison of any kind and its negation share out the records, the empty ones too")
    void complements() {
        Desk desk = kit.desk();
        Samples samples = new Samples(new Random(kit.seed()), desk.main, List.of(desk.newId(), desk.newId()));
        Draft empty = desk.draft();
        desk.store(
                empty,
                samples.fill(desk.draft()).archived(null),
                samples.fill(desk.draft()).archived(null));
        for (int i = 0; i < 60; i++) {
            desk.assertAgrees(samples.predicate(0));
        }
        for (Field.Attribute field : desk.main.both(IndexKind.CHOICE)) {
            IndexValue option = new IndexValue.Choice(desk.main.options(field).get(0));
            assertThat(desk.matching(new Predicate.In(field, List.of(option)).negate()))
                    .contains(empty.id);
        }
    }

    @Test
    @SpecRule("STO-6.4")
    @DisplayName("Texts are equal when their folded forms are, in every script")
    void folding() {
        Desk desk = kit.desk();
        for (Field.Attribute field : desk.main.both(IndexKind.TEXT)) {
            for (String text :
                    List.of("Straße", "STRASSE", "STRAẞE", "I", "i", "ı", "İ", "ΣΑΣ", "σας", "𐐀", "𐐨", "")) {
                if (!text.isEmpty()) {
                    desk.store(desk.draft().named(text).text(field, text));
                }
            }
            for (String asked : List.of("strasse", "STRAßE", "straẞe", "i", "I", "ı", "İ", "σασ", "ΣΑς", "𐐨")) {
                desk.assertAgrees(new Predicate.In(field, List.of(IndexValue.Text.of(asked))));
                desk.assertAgrees(new Predicate.In(Field.SystemField.DISPLAY_NAME, List.of(IndexValue.Text.of(asked))));
            }
            assertThat(desk.matching(new Predicate.In(field, List.of(IndexValue.Text.of("ΣΑς")))))
                    .hasSize(2);
        }
    }

    @Test
    @SpecRule("STO-6.4")
    @DisplayName("Tokens are equal only when they are the same, code point by code point")
    void tokens() {
        Desk desk = kit.desk();
        for (Field.Attribute field : desk.main.both(IndexKind.TOKEN)) {
            for (String token : List.of("key", "KEY", "key ", " key", "é", "e", "\uFFFF", "😀", "ß", "ss")) {
                desk.store(desk.draft().with(field, new IndexValue.Token(token)));
            }
            for (String token : List.of("key", "KEY", "key ", "é", "E", "\uFFFF", "😀", "ß")) {
                Predicate asked = new Predicate.In(field, List.of(new IndexValue.Token(token)));
                desk.assertAgrees(asked);
            }
            assertThat(desk.matching(new Predicate.In(field, List.of(new IndexValue.Token("key")))))
                    .hasSize(1);
        }
    }

    @Test
    @SpecRule("STO-6.5")
    @DisplayName("Every character of a literal means itself")
    void literals() {
        Desk desk = kit.desk();
        List<String> literals = List.of(
                "%",
                "_", "\\", "100%", "a_b", "a\\b", "'", "\"", "*", "?", ".", "[a]", "^", "$", "\n", "\t", "\uFFFF",
                "😀");
        for (String literal : literals) {
            desk.store(
                    both(desk, literal),
                    both(desk, "x" + literal),
                    both(desk, literal + "x"),
                    both(desk, "x" + literal + "y"));
        }
        desk.store(both(desk, "100 x"), both(desk, "axb"), both(desk, "A_B"), both(desk, "ab"), desk.draft());
        for (String literal : literals) {
            for (Predicate.Where where : Predicate.Where.values()) {
                String folded = TextFolding.fold(literal);
                desk.assertAgrees(new Predicate.Matches(desk.main.of(IndexKind.TEXT), where, folded));
                desk.assertAgrees(new Predicate.Matches(desk.main.plain(IndexKind.LONG_TEXT), where, folded));
            }
        }
    }

    private static Draft both(Desk desk, String text) {
        return desk.draft()
                .text(desk.main.of(IndexKind.TEXT), text)
                .with(desk.main.plain(IndexKind.LONG_TEXT), new IndexValue.LongText(TextFolding.fold(text)));
    }

    @Test
    @SpecRule("STO-6.5")
    @DisplayName("A long text is searched to its end")
    void longText() {
        Desk desk = kit.desk();
        String text = "x".repeat(100_000) + "needle";
        for (Field.Attribute field : desk.main.both(IndexKind.LONG_TEXT)) {
            Draft draft = desk.draft().with(field, new IndexValue.LongText(text));
            desk.store(draft);
            for (Predicate.Where where : List.of(Predicate.Where.INSIDE, Predicate.Where.END)) {
                assertThat(desk.matching(new Predicate.Matches(field, where, "needle")))
                        .containsExactly(draft.id);
            }
        }
    }

    @Test
    @SpecRule("STO-6.6")
    @DisplayName("Numbers compare exactly, far beyond what a double holds")
    void numbers() {
        Desk desk = kit.desk();
        List<String> numbers = List.of(
                "0",
                "1",
                "1.10",
                "1.1000000000000001",
                "9007199254740992",
                "9007199254740993",
                "999999999999999999999999999999.999999999999999998",
                "999999999999999999999999999999.999999999999999999",
                "-0.000000000000000001");
        for (Field.Attribute field : desk.main.both(IndexKind.NUMBER)) {
            desk.store(numbers.stream()
                    .map(number -> desk.draft().with(field, number(number)).write())
                    .toList());
            for (String text : numbers) {
                IndexValue number = number(text);
                assertThat(desk.matching(new Predicate.In(field, List.of(number))))
                        .hasSize(1);
                desk.assertAgrees(new Predicate.In(field, List.of(number, number("1.1"))));
                desk.assertAgrees(new Predicate.Range(field, number, true, null, false));
                desk.assertAgrees(new Predicate.Range(field, number, false, null, false));
                desk.assertAgrees(new Predicate.Range(field, null, false, number, true));
                desk.assertAgrees(new Predicate.Range(field, number("0"), false, number, false));
            }
        }
    }

    @Test
    @SpecRule("STO-6.6")
    @DisplayName("Moments compare to the microsecond, from year 1 to 9999; codes as they are")
    void momentsAndCodes() {
        Desk desk = kit.desk();
        List<IndexValue> moments = Stream.of(
                        "0001-01-01T00:00:00Z",
                        "1582-10-10T00:00:00Z",
                        "1969-12-31T23:59:59.999999Z",
                        "1970-01-01T00:00:00Z",
                        "2026-03-29T01:30:00.000001Z",
                        "9999-12-31T23:59:59.999999Z")
                .<IndexValue>map(text -> new IndexValue.Moment(Instant.parse(text)))
                .toList();
        List<IndexValue> codes = Stream.of(Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE)
                .<IndexValue>map(IndexValue.Code::new)
                .toList();
        for (boolean indexed : List.of(true, false)) {
            compareAll(desk, indexed ? desk.main.of(IndexKind.MOMENT) : desk.main.plain(IndexKind.MOMENT), moments);
            compareAll(desk, indexed ? desk.main.of(IndexKind.CODE) : desk.main.plain(IndexKind.CODE), codes);
        }
    }

    private static void compareAll(Desk desk, Field.Attribute field, List<IndexValue> values) {
        desk.store(values.stream()
                .map(value -> desk.draft().with(field, value).write())
                .toList());
        for (IndexValue value : values) {
            desk.assertAgrees(new Predicate.In(field, List.of(value)));
            desk.assertAgrees(new Predicate.Range(field, value, true, null, true));
            desk.assertAgrees(new Predicate.Range(field, value, false, null, true));
            desk.assertAgrees(new Predicate.Range(field, null, true, value, true));
            desk.assertAgrees(new Predicate.Range(field, null, true, value, false));
        }
    }

    @Test
    @SpecRule("STO-6.7")
    @DisplayName("Sets: any, all and how many, on empty fields and for no members too")
    void sets() {
        Desk desk = kit.desk();
        for (IndexKind kind : List.of(IndexKind.CHOICES, IndexKind.TOKENS)) {
            for (Field.Attribute field : desk.main.both(kind)) {
                List<String> all =
                        kind == IndexKind.CHOICES ? desk.main.options(field) : List.of("a", "A", "b", "c d", "%");
                desk.store(desk.draft());
                for (int mask = 1; mask < 16; mask++) {
                    int bits = mask;
                    List<String> members = IntStream.range(0, 4)
                            .filter(i -> (bits >> i & 1) == 1)
                            .mapToObj(all::get)
                            .toList();
                    desk.store(desk.draft()
                            .with(
                                    field,
                                    kind == IndexKind.CHOICES
                                            ? new IndexValue.Choices(new LinkedHashSet<>(members))
                                            : new IndexValue.Tokens(members)));
                }
                for (List<String> asked : List.of(
                        List.<String>of(),
                        all.subList(0, 1),
                        all.subList(1, 3),
                        all.subList(0, 5),
                        all.subList(4, 5))) {
                    desk.assertAgrees(new Predicate.HasAny(field, Set.copyOf(asked)));
                    desk.assertAgrees(new Predicate.HasAll(field, Set.copyOf(asked)));
                }
                desk.assertAgrees(new Predicate.SizeBetween(field, 0, 0));
                desk.assertAgrees(new Predicate.SizeBetween(field, 0, 1));
                desk.assertAgrees(new Predicate.SizeBetween(field, 2, 3));
                desk.assertAgrees(new Predicate.SizeBetween(field, 3, 2));
            }
        }
    }

    @Test
    @SpecRule("STO-6.7")
    @DisplayName("References: any, all and how many; the id is a reference to the record itself")
    void references() {
        Desk desk = kit.desk();
        List<UUID> ids = List.of(desk.newId(), desk.newId(), desk.newId());
        for (Field.Attribute field : desk.main.both(IndexKind.REFERENCES)) {
            desk.store(desk.draft());
            desk.store(desk.draft().with(field, new IndexValue.References(ids)));
            desk.store(desk.draft().with(field, new IndexValue.References(ids.subList(1, 2))));
            for (List<UUID> asked : List.of(List.<UUID>of(), ids.subList(0, 1), ids.subList(1, 3))) {
                desk.assertAgrees(new Predicate.RefersToAny(field, Set.copyOf(asked)));
                desk.assertAgrees(new Predicate.RefersToAll(field, Set.copyOf(asked)));
            }
            desk.assertAgrees(new Predicate.SizeBetween(field, 1, 2));
        }
        List<UUID> own = desk.model.ids();
        desk.assertAgrees(new Predicate.RefersToAny(Field.SystemField.ID, Set.copyOf(own.subList(0, 2))));
        desk.assertAgrees(new Predicate.RefersToAll(Field.SystemField.ID, Set.copyOf(own.subList(0, 2))));
        desk.assertAgrees(new Predicate.RefersToAll(Field.SystemField.ID, Set.of(own.get(0))));
    }

    @Test
    @SpecRule("STO-6.8")
    @DisplayName("A path leads to live records of the target object only; any of several targets is enough")
    void paths() {
        Desk desk = kit.desk();
        Draft good =
                desk.draftOfOther().text(desk.other.of(IndexKind.TEXT), "yes").named("yes");
        Draft bad = desk.draftOfOther().text(desk.other.of(IndexKind.TEXT), "no");
        Draft gone =
                desk.draftOfOther().text(desk.other.of(IndexKind.TEXT), "yes").archived(ARCHIVED);
        desk.store(good, bad, gone);
        Draft sameObject = desk.draft().named("yes");
        desk.store(sameObject);
        UUID unknown = desk.newId();
        for (Field.Attribute field : desk.main.both(IndexKind.REFERENCES)) {
            for (List<UUID> targets : List.of(
                    List.of(good.id),
                    List.of(bad.id),
                    List.of(gone.id),
                    List.of(bad.id, good.id),
                    List.of(unknown),
                    List.of(sameObject.id))) {
                desk.store(desk.draft().with(field, new IndexValue.References(targets)));
            }
            Predicate yes = new Predicate.In(desk.other.of(IndexKind.TEXT), List.of(IndexValue.Text.of("YES")));
            for (Predicate inner : List.of(
                    yes,
                    yes.negate(),
                    Predicate.always(),
                    new Predicate.IsEmpty(Field.SystemField.DISPLAY_NAME),
                    new Predicate.All(List.of(yes, Predicate.always())))) {
                desk.assertAgrees(new Predicate.Via(field, desk.other.object, inner));
            }
            assertThat(desk.matching(new Predicate.Via(field, desk.other.object, yes)))
                    .hasSize(2);
        }
    }

    @Test
    @SpecRule("STO-6.9")
    @DisplayName("Search wants every word somewhere in the search text")
    void search() {
        Desk desk = kit.desk();
        for (String text : List.of("Ada Lovelace London", "ada", "LOVELACE 100%", "a_b 😀", "")) {
            desk.store(desk.draft().search(text));
        }
        for (List<String> words : List.of(
                List.<String>of(),
                List.of("ada"),
                List.of("love", "ada"),
                List.of("%"),
                List.of("_"),
                List.of("😀"),
                List.of("none"))) {
            desk.assertAgrees(new Predicate.Search(words));
        }
    }

    @Test
    @SpecRule("STO-6.10")
    @DisplayName("Live, archived or both")
    void archived() {
        Desk desk = kit.desk();
        Draft live = desk.draft();
        Draft archived = desk.draft().archived(ARCHIVED);
        desk.store(live, archived);
        for (ArchivedFilter filter : ArchivedFilter.values()) {
            RecordQuery query = new RecordQuery(desk.main.object, Predicate.always(), filter, List.of(), null, 10);
            assertThat(desk.list(query, 10))
                    .as("%s", filter)
                    .containsExactlyInAnyOrderElementsOf(desk.model.list(
                            desk.main.object, Predicate.always(), filter, List.of(), desk.main::options));
        }
    }

    @Test
    @SpecRule("STO-6.11")
    @DisplayName("Ten thousand values in one comparison")
    void manyValues() {
        Desk desk = kit.desk();
        Draft draft = desk.draft()
                .with(desk.main.of(IndexKind.NUMBER), number("9999"))
                .text(desk.main.of(IndexKind.TEXT), "text 9999")
                .with(desk.main.of(IndexKind.TOKENS), new IndexValue.Tokens(List.of("token 9999")));
        desk.store(draft, desk.draft());
        List<IndexValue> numbers = new ArrayList<>();
        List<IndexValue> texts = new ArrayList<>();
        Set<String> tokens = new LinkedHashSet<>();
        Set<UUID> ids = new LinkedHashSet<>(Set.of(draft.id));
        for (int i = 0; i < 10_000; i++) {
            numbers.add(number(Integer.toString(i)));
            texts.add(IndexValue.Text.of("TEXT " + i));
            tokens.add("token " + i);
            if (i > 0) {
                ids.add(desk.newId());
            }
        }
        desk.give(draft.id, "tag", "token 9999");
        for (Predicate asked : List.of(
                new Predicate.HasItem("tag", tokens),
                new Predicate.In(desk.main.of(IndexKind.NUMBER), numbers),
                new Predicate.In(desk.main.of(IndexKind.TEXT), texts),
                new Predicate.HasAny(desk.main.of(IndexKind.TOKENS), tokens),
                new Predicate.RefersToAny(Field.SystemField.ID, ids))) {
            assertThat(desk.matching(asked)).containsExactly(draft.id);
        }
    }

    @Test
    @SpecRule("STO-6.12")
    @DisplayName("A condition twenty deep with five hundred comparisons")
    void deep() {
        Desk desk = kit.desk();
        Field.Attribute field = desk.main.of(IndexKind.NUMBER);
        desk.store(desk.draft().with(field, number("7")), desk.draft());
        Predicate nested = new Predicate.In(field, List.of(number("7")));
        for (int level = 0; level < 20; level++) {
            int at = level;
            List<Predicate> parts = new ArrayList<>(List.of(nested));
            IntStream.range(0, 24)
                    .forEach(i -> parts.add(new Predicate.In(field, List.of(number(at + 100 + "." + (i + 1))))));
            nested = level % 2 == 0 ? new Predicate.Any(parts) : new Predicate.All(parts).negate();
        }
        desk.assertAgrees(nested);
    }

    @Test
    @SpecRule("STO-6.13")
    @DisplayName("Has an item: of the kind, with one of the keys or any, of the record itself")
    void items() {
        Desk desk = kit.desk();
        Draft both = desk.draft();
        Draft one = desk.draft();
        Draft none = desk.draft();
        Draft gone = desk.draftOfOther().archived(ARCHIVED);
        Draft target = desk.draftOfOther();
        desk.store(both, one, none);
        desk.store(gone, target);
        desk.give(both.id, "tag", "a", "a", "\uFFFD", "😀");
        desk.give(both.id, "mark", "b");
        desk.give(one.id, "tag", "A", "");
        desk.give(gone.id, "tag", "a");
        desk.give(target.id, "tag", "a");
        Field.Attribute reference = desk.main.of(IndexKind.REFERENCES);
        desk.store(
                desk.draft().with(reference, new IndexValue.References(List.of(gone.id))),
                desk.draft().with(reference, new IndexValue.References(List.of(target.id))));
        for (String kind : List.of("tag", "mark", "none")) {
            for (Set<String> keys : List.of(
                    Set.<String>of(), Set.of("a"), Set.of("A", "never"), Set.of(""), Set.of("😀"), Set.of("b", "%"))) {
                Predicate asked = new Predicate.HasItem(kind, keys);
                desk.assertAgrees(asked);
                desk.assertAgrees(new Predicate.Via(reference, desk.other.object, asked));
                desk.assertAgrees(new Predicate.HasOtherItem(kind, keys));
                desk.assertAgrees(new Predicate.All(List.of(asked, new Predicate.HasItem("tag", Set.of("😀")))));
            }
        }
        assertThat(desk.matching(new Predicate.HasItem("tag", Set.of("a")))).containsExactly(both.id);
        assertThat(desk.matching(new Predicate.HasItem("tag", Set.of()))).containsExactlyInAnyOrder(both.id, one.id);
        assertThat(desk.matching(
                        new Predicate.Via(reference, desk.other.object, new Predicate.HasItem("tag", Set.of("a")))))
                .hasSize(1);
    }

    @Test
    @SpecRule({"STO-6.1", "STO-6.2", "STO-7.1", "STO-7.6", "STO-8.1"})
    @DisplayName("Random records and questions: the storage agrees with the reference evaluators")
    void model() {
        Desk desk = kit.desk();
        RandomRecords records = RandomRecords.in(desk, kit.seed(), kit.modelRecords());
        records.ask(kit.modelQuestions());
        assertThat(desk.model.ids()).hasSizeGreaterThanOrEqualTo(kit.modelRecords() / 2);
    }
}
