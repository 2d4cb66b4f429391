package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.spi.storage.ObjectLayout;
import dev.crmkit.spi.storage.ObjectLayout.AttributeLayout;
import dev.crmkit.spi.storage.ObjectLayout.ComponentLayout;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-3. */
abstract class SchemaRules {
    private final StorageTck kit;

    SchemaRules(StorageTck kit) {
        this.kit = kit;
    }

    @Test
    @SpecRule("STO-3.1")
    @DisplayName("Definitions and settings come back as they were put, the deleted ones too")
    void definitions() {
        Desk desk = kit.desk();
        String text = Json.of("name", "Ünïcödé \"quoted\" 😀");
        desk.run(transaction -> {
            transaction.schema().put(new ObjectLayout(desk.main.object, true, List.of()), text);
            transaction.schema().putSettings(text);
        });
        desk.run(transaction -> {
            Map<UUID, String> definitions = transaction.schema().definitions();
            assertThat(definitions).containsOnlyKeys(desk.main.object, desk.other.object);
            assertThat(Json.compact(definitions.getOrDefault(desk.main.object, "")))
                    .isEqualTo(Json.compact(text));
            assertThat(Json.compact(transaction.schema().settings())).isEqualTo(Json.compact(text));
        });
    }

    @Test
    @SpecRule("STO-3.2")
    @DisplayName("Each change raises the version, which later transactions begin with")
    void version() {
        Desk desk = Desk.in(kit.storage(), kit.newWorkspace(), kit.seed());
        desk.run(transaction -> transaction.schema().put(desk.main.layout(), "{}"));
        long first = desk.read(t -> t.workspace().schemaVersion());
        assertThat(first).isPositive();
        desk.run(transaction -> transaction.schema().put(desk.main.layout(), "{}"));
        long second = desk.read(t -> t.workspace().schemaVersion());
        assertThat(second).isGreaterThan(first);
        desk.run(transaction -> transaction.schema().putSettings("{}"));
        desk.look(t -> assertThat(t.workspace().schemaVersion()).isGreaterThan(second));
        assertThat(desk.<Long>write(t -> t.schema().lock()))
                .isEqualTo(desk.<Long>read(t -> t.workspace().schemaVersion()));
    }

    @Test
    @SpecRule("STO-3.3")
    @DisplayName("Whoever asks for the schema lock waits for the one who has it, and then sees the newest state")
    void lockWaits() {
        Desk desk = kit.desk();
        List<Future<String>> waiting = new ArrayList<>();
        desk.run(transaction -> {
            transaction.schema().lock();
            waiting.add(kit.race()
                    .start(() -> desk.write(other -> {
                        other.schema().lock();
                        return other.schema().settings();
                    })));
            assertThat(Race.isWaiting(waiting.get(0))).isTrue();
            transaction.schema().putSettings(Json.of("a", "new"));
        });
        assertThat(Json.compact(Race.result(waiting.get(0)))).isEqualTo(Json.of("a", "new"));
    }

    @Test
    @SpecRule("STO-3.3")
    @DisplayName(
            "Concurrent transactions that were opened to alter wait for each other, fail never, and each raise the version")
    void lockRace() {
        Desk desk = kit.desk();
        long before = desk.read(t -> t.workspace().schemaVersion());
        List<Long> seen = kit.race()
                .together(
                        kit.racers(),
                        number -> desk.alter(transaction -> {
                            long version = transaction.schema().lock();
                            assertThat(transaction.workspace().schemaVersion()).isEqualTo(version);
                            transaction.schema().putSettings(Json.of("by", "racer" + number));
                            return version;
                        }));
        assertThat(seen).doesNotHaveDuplicates();
        desk.look(t -> assertThat(t.workspace().schemaVersion()).isGreaterThanOrEqualTo(before + kit.racers()));
    }

    @Test
    @SpecRule("STO-3.7")
    @DisplayName(
            "Whoever writes waits for an open change of the schema and begins with the new version; whoever reads does not wait")
    void writersWaitForAChange() {
        Desk desk = kit.desk();
        long before = desk.read(t -> t.workspace().schemaVersion());
        List<Future<Long>> waiting = new ArrayList<>();
        desk.run(transaction -> {
            transaction.schema().putSettings(Json.of("a", "new"));
            waiting.add(
                    kit.race().start(() -> desk.write(other -> other.workspace().schemaVersion())));
            assertThat(Race.isWaiting(waiting.get(0))).isTrue();
            Future<Long> reader =
                    kit.race().start(() -> desk.read(other -> other.workspace().schemaVersion()));
            assertThat(Race.result(reader)).isEqualTo(before);
        });
        assertThat(Race.result(waiting.get(0))).isGreaterThan(before);
    }

    @Test
    @SpecRule("STO-3.7")
    @DisplayName(
            "A change of the schema waits for whoever writes, with the lock and without, and then sees what was written")
    void aChangeWaitsForWriters() {
        Desk desk = kit.desk();
        TransactionWork<Integer> change = transaction -> {
            transaction.schema().lock();
            return transaction
                    .records()
                    .list(desk.question(Predicate.always(), List.of()))
                    .records()
                    .size();
        };
        for (boolean opensToAlter : new boolean[] {true, false}) {
            int there = desk.matching(Predicate.always()).size();
            List<Future<Integer>> waiting = new ArrayList<>();
            desk.run(transaction -> {
                Desk.store(transaction, desk.draft());
                waiting.add(kit.race().start(() -> opensToAlter ? desk.alter(change) : desk.write(change)));
                assertThat(Race.isWaiting(waiting.get(0))).isTrue();
                Desk.store(transaction, desk.draft());
            });
            assertThat(Race.result(waiting.get(0))).isEqualTo(there + 2);
        }
    }

    @Test
    @SpecRule("STO-3.7")
    @DisplayName("Changes of the schema in one workspace hold nobody up in another")
    void otherWorkspacesGoOn() {
        Desk desk = kit.desk();
        Desk elsewhere = kit.desk();
        Draft draft = elsewhere.draft();
        desk.run(transaction -> {
            transaction.schema().lock();
            Race.result(kit.race()
                    .start(() -> elsewhere.write(other -> {
                        Desk.store(other, draft);
                        return true;
                    })));
        });
        assertThat(elsewhere.find(draft.id)).isNotNull();
    }

    @Test
    @SpecRule("STO-3.8")
    @DisplayName("A transaction that has written may change the schema, and go on writing")
    void writeThenChange() {
        Desk desk = kit.desk();
        Draft before = desk.draft();
        Draft after = desk.draft();
        desk.run(transaction -> {
            Desk.store(transaction, before);
            transaction.schema().lock();
            transaction.schema().put(desk.main.layout(), "{}");
            transaction.atomically(() -> {
                transaction.schema().putSettings("{}");
                return true;
            });
            Desk.store(transaction, after);
        });
        assertThat(desk.matching(Predicate.always())).containsExactlyInAnyOrder(before.id, after.id);
    }

    @Test
    @SpecRule("STO-3.8")
    @DisplayName(
            "Of two that have written and now change the schema one is refused as retryable, and succeeds the next time")
    void twoWriteThenChange() {
        Desk desk = kit.desk();
        long before = desk.read(t -> t.workspace().schemaVersion());
        CyclicBarrier bothWrote = new CyclicBarrier(2);
        List<Draft> drafts = List.of(desk.draft(), desk.draft());
        List<Integer> attempts = kit.race().together(2, number -> {
            AtomicInteger tries = new AtomicInteger();
            desk.retry(transaction -> {
                int attempt = tries.incrementAndGet();
                Desk.store(transaction, drafts.get(number));
                if (attempt == 1) {
                    TransactionRules.meet(bothWrote);
                }
                transaction.schema().putSettings(Json.of("by", "racer" + number));
                return true;
            });
            return tries.get();
        });
        assertThat(attempts.stream().mapToInt(Integer::intValue).sum()).isGreaterThan(2);
        assertThat(desk.matching(Predicate.always())).hasSize(2);
        desk.look(t -> assertThat(t.workspace().schemaVersion()).isEqualTo(before + 2));
    }

    @Test
    @SpecRule("STO-3.7")
    @DisplayName(
            "Among many writers that go by the schema and one that changes it, nobody writes by a schema that is gone")
    void writersGoByTheSchemaOfTheirCommit() {
        Desk desk = kit.desk();
        TransactionWork<Long> change = transaction -> {
            long version = transaction.schema().lock() + 1;
            transaction.schema().putSettings("{}");
            transaction.documents().put("schema", "now", Json.of("version", Long.toString(version)));
            return version;
        };
        desk.alter(change);
        List<Long> seen = kit.race()
                .together(
                        kit.racers(),
                        number -> number % 4 == 0
                                ? desk.alter(change)
                                : desk.write(transaction -> {
                                    long version = transaction.workspace().schemaVersion();
                                    transaction.ledger().add("writes", 1);
                                    assertThat(Json.compact(transaction
                                                    .documents()
                                                    .find("schema", "now")
                                                    .orElseThrow()))
                                            .isEqualTo(Json.of("version", Long.toString(version)));
                                    return version;
                                }));
        assertThat(seen).hasSize(kit.racers());
    }

    @Test
    @SpecRule("STO-3.4")
    @DisplayName("A new definition keeps the index values of attributes that keep their kind")
    void keepsValues() {
        Desk desk = kit.desk();
        Field.Attribute number = desk.main.of(IndexKind.NUMBER);
        Draft draft = desk.draft().with(number, new IndexValue.Decimal(BigDecimal.TEN));
        desk.store(draft);
        List<AttributeLayout> attributes = new ArrayList<>(desk.main.layout().attributes());
        UUID added = desk.newId();
        attributes.add(new AttributeLayout(
                added, false, List.of(new ComponentLayout("", IndexKind.TEXT, false, true)), List.of()));
        Collections.reverse(attributes);
        desk.run(transaction -> transaction.schema().put(new ObjectLayout(desk.main.object, false, attributes), "{}"));
        Predicate ten = new Predicate.In(number, List.of(new IndexValue.Decimal(BigDecimal.TEN)));
        assertThat(desk.matching(ten)).containsExactly(draft.id);
        Field.Attribute fresh = new Field.Attribute(added, "", IndexKind.TEXT);
        assertThat(desk.matching(new Predicate.IsEmpty(fresh))).containsExactly(draft.id);
        desk.store(Draft.after(desk.get(draft.id)).text(fresh, "Now"));
        assertThat(desk.matching(new Predicate.In(fresh, List.of(IndexValue.Text.of("now")))))
                .containsExactly(draft.id);
        assertThat(desk.matching(ten)).isEmpty();
    }

    @Test
    @SpecRule("STO-3.4")
    @DisplayName("Asking for an index, or for none, changes no answer")
    void indexingOnAndOff() {
        Desk desk = kit.desk();
        for (int i = 0; i < 12; i++) {
            desk.store(desk.draft()
                    .with(
                            desk.main.of(IndexKind.NUMBER),
                            i % 4 == 0 ? null : new IndexValue.Decimal(BigDecimal.valueOf(i % 5)))
                    .text(desk.main.plain(IndexKind.TEXT), "t" + i % 3));
        }
        List<AttributeLayout> turned = desk.main.layout().attributes().stream()
                .map(attribute -> new AttributeLayout(
                        attribute.id(),
                        false,
                        attribute.components().stream()
                                .map(c -> new ComponentLayout(
                                        c.name(), c.kind(), c.single(), c.wish() == IndexWish.NEVER))
                                .toList(),
                        attribute.options()))
                .toList();
        desk.run(transaction -> transaction.schema().put(new ObjectLayout(desk.main.object, false, turned), "{}"));
        desk.assertAgrees(
                new Predicate.In(desk.main.of(IndexKind.NUMBER), List.of(new IndexValue.Decimal(BigDecimal.ONE))));
        desk.assertAgrees(new Predicate.In(desk.main.plain(IndexKind.TEXT), List.of(IndexValue.Text.of("T1"))));
        desk.assertAgrees(new Predicate.IsEmpty(desk.main.of(IndexKind.NUMBER)));
    }

    @Test
    @SpecRule("STO-3.5")
    @DisplayName("It says of each attribute that is not deleted whether an index is kept")
    void indexed() {
        Desk desk = kit.desk();
        List<AttributeLayout> attributes = new ArrayList<>(desk.main.layout().attributes());
        AttributeLayout gone = attributes.remove(0);
        attributes.add(new AttributeLayout(gone.id(), true, gone.components(), gone.options()));
        desk.run(transaction -> transaction.schema().put(new ObjectLayout(desk.main.object, false, attributes), "{}"));
        List<UUID> expected = desk.main.layout().attributes().stream()
                .map(AttributeLayout::id)
                .filter(id -> !id.equals(gone.id()))
                .collect(Collectors.toList());
        desk.look(
                t -> assertThat(t.schema().indexed(desk.main.object)).containsOnlyKeys(expected.toArray(UUID[]::new)));
    }

    @Test
    @SpecRule({"STO-3.6", "STO-7.6"})
    @DisplayName("A new order of the options is the new order of the records")
    void optionsMove() {
        Desk desk = kit.desk();
        Field.Attribute choice = desk.main.of(IndexKind.CHOICE);
        List<String> options = desk.main.options(choice);
        List<Draft> drafts = options.stream()
                .map(option -> desk.draft().with(choice, new IndexValue.Choice(option)))
                .toList();
        desk.store(drafts.toArray(Draft[]::new));
        List<UUID> inOrder = drafts.stream().map(draft -> draft.id).toList();
        var question = desk.question(Predicate.always(), List.of(new SortKey(choice, false)));
        assertThat(desk.list(question, 2)).containsExactlyElementsOf(inOrder);
        List<AttributeLayout> turned = desk.main.layout().attributes().stream()
                .map(attribute -> {
                    List<String> reversed = new ArrayList<>(attribute.options());
                    Collections.reverse(reversed);
                    return new AttributeLayout(attribute.id(), false, attribute.components(), reversed);
                })
                .toList();
        desk.run(transaction -> transaction.schema().put(new ObjectLayout(desk.main.object, false, turned), "{}"));
        List<UUID> backwards = new ArrayList<>(inOrder);
        Collections.reverse(backwards);
        assertThat(desk.list(question, 2)).containsExactlyElementsOf(backwards);
    }
}
