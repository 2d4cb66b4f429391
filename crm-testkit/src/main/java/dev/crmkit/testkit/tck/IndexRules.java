package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.model.IndexState;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexFault;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.spi.storage.IndexWork;
import dev.crmkit.spi.storage.ObjectLayout;
import dev.crmkit.spi.storage.ObjectLayout.AttributeLayout;
import dev.crmkit.spi.storage.ObjectLayout.ComponentLayout;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.StoredIndex;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-17. */
abstract class IndexRules {
    private static final Duration IDLE = Duration.ofDays(30);

    /** Longer than any storage lets readers go on by an older state. */
    private static final Duration LONG = Duration.ofHours(2);

    private static final List<IndexWish> WISHES = List.of(IndexWish.values());

    private static final Set<IndexState> SERVED_LATER = Set.of(IndexState.FILLING, IndexState.UNUSED);

    private final StorageTck kit;

    IndexRules(StorageTck kit) {
        this.kit = kit;
    }

    @Test
    @SpecRule("STO-17.1")
    @DisplayName(
            "The list names every form of every attribute once, in order, and agrees with `indexed` and `accesses`")
    void list() {
        Desk desk = kit.desk();
        List<StoredIndex> indexes = desk.read(t -> t.indexes().list(desk.main.object));
        assertThat(indexes)
                .extracting(StoredIndex::field)
                .containsExactlyInAnyOrderElementsOf(desk.main.fields())
                .doesNotHaveDuplicates();
        assertThat(indexes.stream().map(index -> index.field().attributeId()).distinct())
                .containsExactlyElementsOf(desk.main.layout().attributes().stream()
                        .map(AttributeLayout::id)
                        .toList());
        Map<UUID, Boolean> indexed = desk.read(t -> t.schema().indexed(desk.main.object));
        for (StoredIndex index : indexes) {
            Field.Attribute field = index.field();
            boolean ready = index.state() == IndexState.READY;
            if (field.component().isEmpty()) {
                assertThat(indexed.get(field.attributeId())).as("%s", index).isEqualTo(ready);
            }
            RecordQuery question = desk.question(new Predicate.IsEmpty(field), List.of());
            assertThat(desk.<List<RecordStorage.FieldAccess>>read(
                            t -> t.records().accesses(question)))
                    .containsExactly(new RecordStorage.FieldAccess(field, index.state()));
            assertThat(SERVED_LATER).doesNotContain(index.state());
        }
        assertThat(desk.<List<StoredIndex>>read(t -> t.indexes().list(desk.newId())))
                .isEmpty();
    }

    @Test
    @SpecRule("STO-17.2")
    @DisplayName("A use is noted with its time; fields that are unknown or of another workspace are left out")
    void use() {
        Desk desk = kit.desk();
        Desk elsewhere = kit.desk();
        Field.Attribute field = desk.main.of(IndexKind.NUMBER);
        boolean wanting = desk.write(t -> t.indexes()
                .use(List.of(
                        field,
                        elsewhere.main.of(IndexKind.NUMBER),
                        new Field.Attribute(desk.newId(), "", IndexKind.TEXT))));
        assertThat(wanting)
                .as("all fields that were named have what they can have")
                .isFalse();
        boolean keeps = state(desk, field) != IndexState.UNSUPPORTED;
        for (StoredIndex index : desk.<List<StoredIndex>>read(t -> t.indexes().list(desk.main.object))) {
            assertThat(index.lastUsed())
                    .as("%s", index)
                    .isEqualTo(
                            keeps && index.field().equals(field) ? kit.clock().instant() : null);
        }
        assertThat(elsewhere.<List<StoredIndex>>read(t -> t.indexes().list(elsewhere.main.object)))
                .extracting(StoredIndex::lastUsed)
                .containsOnlyNulls();
    }

    @Test
    @SpecRule("STO-17.3")
    @DisplayName(
            "Where nothing is due, advancing waits for nobody and leaves the version; other workspaces are left alone")
    void nothingDue() {
        Desk desk = kit.desk();
        Desk elsewhere = kit.desk();
        wish(elsewhere, field -> IndexWish.ALWAYS);
        long before = desk.read(t -> t.workspace().schemaVersion());
        desk.run(transaction -> {
            Desk.store(transaction, desk.draft());
            IndexWork work = Race.result(
                    kit.race().start(() -> desk.write(other -> other.indexes().advance(IDLE))));
            assertThat(work).isEqualTo(new IndexWork(Set.of(), before, null));
        });
        desk.run(t -> t.indexes().rewritten(desk.main.object, before));
        assertThat(desk.<Long>read(t -> t.workspace().schemaVersion())).isEqualTo(before);
    }

    @Test
    @SpecRule({"STO-17.4", "STO-17.5"})
    @DisplayName(
            "An index that is always wanted is filled from the records that are there; every step answers the same")
    void filling() {
        Desk desk = filled(40);
        wish(desk, field -> IndexWish.ALWAYS);
        Samples samples = samples(desk);
        settle(desk, samples);
        for (StoredIndex index : desk.<List<StoredIndex>>read(t -> t.indexes().list(desk.main.object))) {
            assertThat(index.state())
                    .as("%s", index)
                    .isIn(IndexState.READY, IndexState.NO_ROOM, IndexState.UNSUPPORTED);
            assertThat(index.wish()).isEqualTo(IndexWish.ALWAYS);
        }
    }

    @Test
    @SpecRule({"STO-17.4", "STO-17.5"})
    @DisplayName("An index that is not wanted any more is given back, and its place is there for another")
    void releasing() {
        Desk desk = filled(40);
        Samples samples = samples(desk);
        Field.Attribute wanted = desk.main.of(IndexKind.NUMBER);
        boolean keeps = state(desk, wanted) == IndexState.READY;
        for (int round = 0; round < 3; round++) {
            wish(desk, field -> IndexWish.NEVER);
            settle(desk, samples);
            for (StoredIndex index :
                    desk.<List<StoredIndex>>read(t -> t.indexes().list(desk.main.object))) {
                boolean shared = index.field().kind() == IndexKind.CHOICES;
                assertThat(index.state())
                        .as("%s", index)
                        .isIn(
                                IndexState.UNWANTED,
                                IndexState.UNSUPPORTED,
                                shared ? IndexState.READY : IndexState.UNWANTED);
            }
            wish(desk, field -> field.equals(wanted) ? IndexWish.ALWAYS : IndexWish.NEVER);
            settle(desk, samples);
            assertThat(state(desk, wanted)).isEqualTo(keeps ? IndexState.READY : IndexState.UNSUPPORTED);
        }
    }

    @Test
    @SpecRule({"STO-17.4", "STO-17.5"})
    @DisplayName("A place of an attribute that is gone goes to another, which sees nothing of it")
    void placesOfThoseThatAreGone() {
        Desk desk = kit.desk();
        List<AttributeLayout> all = new ArrayList<>(desk.main.layout().attributes());
        List<AttributeLayout> numbers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            numbers.add(new AttributeLayout(
                    desk.newId(),
                    false,
                    List.of(new ComponentLayout("", IndexKind.NUMBER, false, IndexWish.ALWAYS)),
                    List.of()));
        }
        all.addAll(numbers);
        put(desk, all);
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Draft draft = desk.draft();
            for (AttributeLayout number : numbers) {
                draft.with(field(number), new IndexValue.Decimal(BigDecimal.valueOf(i)));
            }
            drafts.add(draft);
        }
        desk.store(drafts.toArray(Draft[]::new));
        List<AttributeLayout> rest = new ArrayList<>();
        for (AttributeLayout number : numbers) {
            rest.add(
                    rest.size() < 20 ? new AttributeLayout(number.id(), true, number.components(), List.of()) : number);
        }
        all.removeAll(numbers);
        all.addAll(rest);
        put(desk, all);
        List<AttributeLayout> left = rest.subList(20, 30);
        Set<UUID> leftIds = Set.copyOf(left.stream().map(AttributeLayout::id).toList());
        // The engine gives no values of attributes that are gone.
        List<RecordWrite> kept = drafts.stream()
                .map(draft -> again(draft.write(), field -> leftIds.contains(field.attributeId())))
                .toList();
        kept.forEach(desk.model::apply);
        settle(desk, null);
        boolean keeps = state(desk, field(numbers.get(0)), numbers.get(20).id()) != IndexState.UNSUPPORTED;
        for (AttributeLayout number : left) {
            assertThat(state(desk, field(number), number.id()))
                    .isIn(keeps ? Set.of(IndexState.READY, IndexState.NO_ROOM) : Set.of(IndexState.UNSUPPORTED));
            Predicate two = new Predicate.In(field(number), List.of(new IndexValue.Decimal(BigDecimal.valueOf(2))));
            assertThat(desk.matching(two)).containsExactly(drafts.get(2).id);
        }
        if (keeps) {
            assertThat(left)
                    .as("the places of those that are gone were given away")
                    .filteredOn(number -> state(desk, field(number), number.id()) == IndexState.READY)
                    .hasSizeGreaterThan(1);
        }
        AttributeLayout fresh = new AttributeLayout(
                desk.newId(),
                false,
                List.of(new ComponentLayout("", IndexKind.NUMBER, false, IndexWish.AS_NEEDED)),
                List.of());
        all.add(fresh);
        put(desk, all);
        assertThat(desk.matching(new Predicate.IsEmpty(field(fresh)))).hasSize(5);
    }

    @Test
    @SpecRule("STO-17.5")
    @DisplayName("Who reads on while indexes come and go, and others write, gets the same answers as before")
    void readersGoOn() {
        Desk desk = filled(12);
        Samples samples = samples(desk);
        Random random = new Random(kit.seed());
        for (int round = 0; round < 12; round++) {
            int now = round;
            wish(
                    desk,
                    field -> (field.attributeId().hashCode() + now / 4) % 2 == 0 ? IndexWish.ALWAYS : IndexWish.NEVER);
            List<Predicate> asked =
                    IntStream.range(0, 15).mapToObj(i -> samples.predicate(1)).toList();
            desk.look(reader -> {
                answers(desk, reader, asked);
                IndexWork work = desk.write(t -> t.indexes().advance(IDLE));
                List<RecordWrite> writes = everything(desk);
                rewrite(desk, writes.subList(0, random.nextInt(writes.size())));
                answers(desk, reader, asked);
                rewrite(desk, writes);
                work.rewrite().forEach(object -> desk.run(t -> t.indexes().rewritten(object, work.schemaVersion())));
                rewrite(desk, writes.subList(0, random.nextInt(writes.size())));
                answers(desk, reader, asked);
            });
            kit.clock().advance(LONG);
        }
    }

    private static void answers(Desk desk, StorageTransaction reader, List<Predicate> asked) {
        for (Predicate predicate : asked) {
            assertThat(reader.records()
                            .list(desk.question(predicate, List.of()))
                            .records())
                    .as("records of %s", predicate)
                    .extracting(record -> record.id())
                    .containsExactlyInAnyOrderElementsOf(desk.model.list(
                            desk.main.object, predicate, ArchivedFilter.LIVE, List.of(), desk.main::options));
        }
    }

    @Test
    @SpecRule("STO-17.6")
    @DisplayName("A check finds nothing in what was stored, and finds every place that should be another")
    void faults() {
        Desk desk = filled(10);
        Samples samples = samples(desk);
        assertThat(faults(desk, everything(desk))).isEmpty();
        for (Field.Attribute field : desk.main.fields()) {
            RecordWrite write = everything(desk).get(0);
            Map<Field.Attribute, IndexValue> index = new HashMap<>(write.index());
            if (index.remove(field) == null) {
                index.put(field, samples.value(field));
            }
            RecordWrite wrong = new RecordWrite(write.record(), false, index, write.searchText(), List.of(), List.of());
            assertThat(faults(desk, List.of(wrong)))
                    .as("%s should be another", field)
                    .isNotEmpty()
                    .allSatisfy(fault -> {
                        assertThat(fault.recordId()).isEqualTo(write.record().id());
                        assertThat(fault.field())
                                .isEqualTo(field.kind() == IndexKind.CHOICES && fault.field() == null ? null : field);
                    });
        }
        RecordWrite write = everything(desk).get(1);
        RecordWrite wrong = new RecordWrite(write.record(), false, write.index(), "other words", List.of(), List.of());
        assertThat(faults(desk, List.of(wrong))).hasSize(1).first().satisfies(fault -> {
            assertThat(fault.expected()).isEqualTo("other words");
            assertThat(fault.field()).isNull();
        });
        assertThat(faults(desk, List.of())).isEmpty();
        assertThat(faults(desk, List.of(desk.draft().write()))).isEmpty();
    }

    private static List<IndexFault> faults(Desk desk, List<RecordWrite> expected) {
        return desk.write(t -> t.indexes().faults(desk.main.object, expected));
    }

    @Test
    @SpecRule({"STO-17.4", "STO-17.5", "STO-17.6"})
    @DisplayName(
            "Indexes that come and go at random between writes and questions, on all nodes, change no answer and leave no fault")
    void random() throws Exception {
        Storage first = kit.fresh();
        try (Storage one = opened(first);
                Storage two = kit.declares(StorageCapability.MANY_NODES) ? opened(kit.reopen(first)) : one) {
            Desk desk = kit.desk(one);
            Desk through = desk.through(two);
            Random random = new Random(kit.seed());
            Samples samples = samples(desk);
            boolean[] ready = new boolean[2];
            for (int step = 0; step < kit.modelQuestions(); step++) {
                Desk at = random.nextBoolean() ? desk : through;
                act(at, desk, samples, random);
                for (int i = 0; i < 2; i++) {
                    Desk asking = random.nextBoolean() ? desk : through;
                    compare(asking, desk, samples.predicate(2), samples.sorts());
                }
                if (step % 10 == 0) {
                    assertThat(faults(at, everything(desk))).isEmpty();
                    at.<List<StoredIndex>>read(t -> t.indexes().list(desk.main.object))
                            .forEach(index -> ready[index.state() == IndexState.READY ? 0 : 1] |=
                                    index.field().kind() == IndexKind.NUMBER);
                }
            }
            assertThat(ready[1]).as("there were times without an index").isTrue();
        }
    }

    private Storage opened(Storage storage) {
        storage.open(new StorageContext(kit.clock()));
        return storage;
    }

    /** Does one thing, of which only what is written may change an answer. */
    private void act(Desk at, Desk desk, Samples samples, Random random) {
        List<RecordWrite> known = everything(desk);
        int dice = known.isEmpty() ? 0 : random.nextInt(10);
        if (dice < 2) {
            RecordWrite write = samples.fill(at.draft()).archived(null).write();
            at.run(t -> Desk.store(t, List.of(write)));
            desk.model.apply(write);
        } else if (dice < 4) {
            UUID id = known.get(random.nextInt(known.size())).record().id();
            RecordWrite write =
                    samples.fill(Draft.after(at.get(id))).archived(null).write();
            at.run(t -> Desk.store(t, List.of(write)));
            desk.model.apply(write);
        } else if (dice < 6) {
            int seed = random.nextInt();
            wish(at, field -> WISHES.get(Math.floorMod(31 * field.attributeId().hashCode() + seed, 3)));
        } else if (dice == 6) {
            at.run(t -> t.indexes()
                    .use(List.of(desk.main
                            .fields()
                            .get(random.nextInt(desk.main.fields().size())))));
        } else {
            kit.clock().advance(Duration.ofMinutes(random.nextInt(90)));
            pass(at, desk, random.nextInt(3) > 0 ? known.size() : random.nextInt(known.size()));
        }
    }

    /** Advances, and writes the first of the records once more; if that is all of them, says so. */
    private void pass(Desk at, Desk desk, int records) {
        IndexWork work = at.write(t -> t.indexes().advance(Duration.ofDays(1)));
        List<RecordWrite> all = everything(desk);
        rewrite(at, all.subList(0, Math.min(records, all.size())));
        if (records >= all.size()) {
            work.rewrite().forEach(object -> at.run(t -> t.indexes().rewritten(object, work.schemaVersion())));
        }
    }

    private void compare(Desk asking, Desk desk, Predicate predicate, List<SortKey> sorts) {
        assertThat(asking.list(asking.question(predicate, sorts), 5))
                .as("records of %s by %s", predicate, sorts)
                .isEqualTo(
                        desk.model.list(desk.main.object, predicate, ArchivedFilter.LIVE, sorts, desk.main::options));
    }

    /** Takes every step until nothing is left to do, and asks in between. */
    private void settle(Desk desk, @Nullable Samples samples) {
        for (int step = 0; step < 20; step++) {
            IndexWork work = desk.write(t -> t.indexes().advance(IDLE));
            List<RecordWrite> all = everything(desk);
            ask(desk, samples);
            rewrite(desk, all.subList(0, all.size() / 2));
            ask(desk, samples);
            rewrite(desk, all.subList(all.size() / 2, all.size()));
            work.rewrite().forEach(object -> desk.run(t -> t.indexes().rewritten(object, work.schemaVersion())));
            ask(desk, samples);
            assertThat(faults(desk, all)).isEmpty();
            if (work.rewrite().isEmpty() && work.next() == null) {
                return;
            }
            kit.clock().advance(LONG);
        }
        throw new AssertionError("Indexes do not come to rest: "
                + desk.<List<StoredIndex>>read(t -> t.indexes().list(desk.main.object)));
    }

    private static void ask(Desk desk, @Nullable Samples samples) {
        if (samples != null) {
            for (int i = 0; i < 4; i++) {
                desk.assertAgrees(samples.predicate(1));
                List<SortKey> sorts = samples.sorts();
                assertThat(desk.list(desk.question(Predicate.always(), sorts), 7))
                        .as("by %s", sorts)
                        .isEqualTo(desk.model.list(
                                desk.main.object, Predicate.always(), ArchivedFilter.LIVE, sorts, desk.main::options));
            }
        }
    }

    /** Writes records once more, each as it is. */
    private static void rewrite(Desk desk, List<RecordWrite> writes) {
        if (!writes.isEmpty()) {
            desk.run(t -> {
                t.records()
                        .lock(writes.stream().map(write -> write.record().id()).toList());
                Desk.store(t, writes);
            });
        }
    }

    /** Every record of the desk's main object as it should be stored. */
    private static List<RecordWrite> everything(Desk desk) {
        return desk.model
                .matching(desk.main.object, Predicate.always(), ArchivedFilter.ALL)
                .map(write -> again(write, field -> true))
                .sorted(Comparator.comparing(write -> write.record().id(), IndexOrder::compareIds))
                .toList();
    }

    private static RecordWrite again(RecordWrite write, java.util.function.Predicate<Field.Attribute> which) {
        Map<Field.Attribute, IndexValue> index = new HashMap<>(write.index());
        index.keySet().removeIf(which.negate());
        return new RecordWrite(write.record(), false, index, write.searchText(), List.of(), List.of());
    }

    private Desk filled(int records) {
        Desk desk = kit.desk();
        Samples samples = samples(desk);
        desk.store(IntStream.range(0, records)
                .mapToObj(i -> samples.fill(desk.draft()).archived(null).write())
                .toList());
        return desk;
    }

    private Samples samples(Desk desk) {
        return new Samples(new Random(kit.seed()), desk.main, List.of(desk.newId(), desk.newId()));
    }

    private static void wish(Desk desk, Function<Field.Attribute, IndexWish> wish) {
        put(
                desk,
                desk.main.layout().attributes().stream()
                        .map(attribute -> new AttributeLayout(
                                attribute.id(),
                                attribute.deleted(),
                                attribute.components().stream()
                                        .map(c -> new ComponentLayout(
                                                c.name(),
                                                c.kind(),
                                                c.single(),
                                                wish.apply(new Field.Attribute(attribute.id(), c.name(), c.kind()))))
                                        .toList(),
                                attribute.options()))
                        .toList());
    }

    private static void put(Desk desk, List<AttributeLayout> attributes) {
        desk.alter(t -> {
            t.schema().put(new ObjectLayout(desk.main.object, false, attributes), "{}");
            return true;
        });
    }

    private static Field.Attribute field(AttributeLayout attribute) {
        ComponentLayout main = attribute.components().get(0);
        return new Field.Attribute(attribute.id(), main.name(), main.kind());
    }

    private static IndexState state(Desk desk, Field.Attribute field) {
        return state(desk, field, field.attributeId());
    }

    private static IndexState state(Desk desk, Field.Attribute form, UUID attribute) {
        Field.Attribute field = new Field.Attribute(attribute, form.component(), form.kind());
        return desk.<List<StoredIndex>>read(t -> t.indexes().list(desk.main.object)).stream()
                .filter(index -> index.field().equals(field))
                .map(StoredIndex::state)
                .findFirst()
                .orElseThrow();
    }
}
