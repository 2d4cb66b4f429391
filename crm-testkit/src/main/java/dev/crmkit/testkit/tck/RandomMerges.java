package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.parent;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.textArea;

import dev.crmkit.Crm;
import dev.crmkit.Workspace;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ReviewState;
import dev.crmkit.score.ScoreCard;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TransactionRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Merges and unmerges in random graphs: whatever is merged into whatever, and undone in whatever order the engine takes, the workspace is in the end what
 * it was in the beginning. Not instantiable.
 */
public final class RandomMerges {
    private static final String PERSON = "person";
    private static final String DEAL = "deal";
    private static final List<String> LABELS = List.of("knows", "helps");
    private static final List<String> KINDS = List.of("kit_note", "kit_tag");
    private static final List<String> PRODUCTS = List.of("roof", "pump");
    private static final List<String> CRITERIA = List.of("need", "budget");

    /** What scores are kept in. */
    private static final Set<String> SCORES = Set.of("score_assessment", "score_sheet", "score_open", "score_rank");

    private static final int PERSONS = 8;
    private static final int DEALS = 3;
    private static final int ROUNDS = 25;
    private static final int STEPS = 10;

    private final Workspace workspace;
    private final Crm crm;
    private final Storage storage;
    private final Random random;
    private final String seed;
    private final List<UUID> persons = new ArrayList<>();
    private final List<UUID> deals = new ArrayList<>();
    private final List<InForce> inForce = new ArrayList<>();
    private final Map<String, String> shown = new TreeMap<>();
    private @Nullable Map<String, String> current;
    private int merges;
    private int refused;
    private int outOfOrder;

    private RandomMerges(Workspace workspace, Storage storage, long seed) {
        this.workspace = workspace;
        this.crm = workspace.as(Actor.user("ada"));
        this.storage = storage;
        this.random = new Random(seed);
        this.seed = "seed " + seed;
    }

    /** A merge that is not undone; the workspace before it, unless something below it was undone since. */
    private record InForce(UUID id, UUID survivor, @Nullable Map<String, String> before) {}

    /**
     * What a run did. Immutable.
     *
     * @param merges merges, each of which was undone
     * @param outOfOrder how many of them were undone while a later one was in force
     * @param refused merges that were refused, because they would have made a cycle or taken a unique value
     */
    public record Tally(int merges, int outOfOrder, int refused) {
        /** A run that did nothing. */
        public static final Tally NONE = new Tally(0, 0, 0);

        /** Both together. */
        public Tally plus(Tally other) {
            return new Tally(merges + other.merges, outOfOrder + other.outOfOrder, refused + other.refused);
        }
    }

    /**
     * Merges and undoes in workspaces of one engine until as many merges have been undone.
     *
     * @param workspace a workspace in which nothing is defined yet
     * @param storage the storage of its engine
     * @param seed where the random numbers begin
     * @throws AssertionError with the seed and the first difference, if the workspace is not what it was
     */
    public static Tally run(Workspace workspace, Storage storage, long seed) {
        RandomMerges run = new RandomMerges(workspace, storage, seed);
        run.fill();
        Map<String, String> holders = run.holders();
        for (int round = 0; round < ROUNDS; round++) {
            run.round();
        }
        run.assertSame(holders, run.holders(), "after everything was undone");
        return new Tally(run.merges, run.outOfOrder, run.refused);
    }

    private void fill() {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named(PERSON)
                                .attribute("name", text().required())
                                .attribute("email", email().unique())
                                .attribute("age", number())
                                .attribute("about", textArea())
                                .attribute("marks", multiSelect("a", "b", "c"))
                                .attribute("boss", parent(PERSON))
                                .attribute("friend", reference(PERSON))
                                .attribute("peers", references(PERSON))
                                .build(),
                        ObjectSchema.named(DEAL)
                                .attribute("name", text().required())
                                .attribute("buyer", reference(PERSON))
                                .attribute("team", references(PERSON))
                                .build()));
        for (int i = 0; i < PERSONS; i++) {
            Map<String, Object> values = new HashMap<>(Map.of("name", "Person " + i));
            maybe(() -> values.put("email", "p" + persons.size() + "@example.com"));
            maybe(() -> values.put("age", random.nextInt(90)));
            maybe(() -> values.put("about", "About " + random.nextInt(3)));
            maybe(() -> values.put("marks", random.nextBoolean() ? List.of("a", "b") : List.of("c")));
            maybe(() -> values.put("@owner", "user" + random.nextInt(2)));
            maybe(() -> values.put("@source", "web"));
            if (!persons.isEmpty()) {
                maybe(() -> values.put("boss", any(persons)));
                maybe(() -> values.put("friend", any(persons)));
                maybe(() -> values.put("peers", some(persons)));
            }
            persons.add(crm.records(PERSON).create(values).id());
        }
        for (UUID person : persons) {
            Map<String, Object> values = new HashMap<>();
            maybe(() -> values.put("friend", any(persons)));
            maybe(() -> values.put("peers", some(persons)));
            crm.records(PERSON).patch(person, values);
        }
        for (int i = 0; i < DEALS; i++) {
            Map<String, Object> values = new HashMap<>(Map.of("name", "Deal " + i));
            maybe(() -> values.put("buyer", any(persons)));
            maybe(() -> values.put("team", some(persons)));
            deals.add(crm.records(DEAL).create(values).id());
        }
        maybe(() -> crm.records(DEAL).archive(deals.get(0)));
        List<UUID> all = new ArrayList<>(persons);
        all.addAll(deals);
        for (int i = 0; i < 12; i++) {
            UUID from = any(all);
            UUID to = any(all);
            if (!from.equals(to)) {
                crm.relations().link(from, any(LABELS), to, Map.of("n", random.nextInt(5)));
            }
        }
        Map<UUID, StoredItem> items = new LinkedHashMap<>();
        for (int i = 0; i < 14; i++) {
            String kind = any(KINDS);
            UUID record = any(all);
            String key = "k" + random.nextInt(3);
            UUID id = kind.equals("kit_tag") ? once(kind, record, key) : new UUID(random.nextLong(), random.nextLong());
            Instant at = Instant.EPOCH.plusSeconds(random.nextInt(1000));
            items.put(id, new StoredItem(id, kind, record, key, at, Json.of("text", "item " + i)));
        }
        storage.inTransaction(
                TransactionRequest.write(crm.workspace()), t -> t.items().insert(items.values()));
        score(all);
    }

    /** People and a model score records; both decide and propose. */
    private void score(List<UUID> records) {
        for (String product : PRODUCTS) {
            ScoreCard card = ScoreCard.of(product, 0, 10);
            for (String criterion : CRITERIA) {
                card = card.criterion(criterion, 1 + random.nextInt(3));
            }
            crm.scoring().define(card);
        }
        for (int i = 0; i < 14; i++) {
            Actor actor = random.nextBoolean() ? Actor.ai("model") : Actor.user("u" + random.nextInt(2));
            UUID record = any(records);
            String product = any(PRODUCTS);
            workspace.as(actor).scoring().assess(record, product, List.of(Mark.of(any(CRITERIA), random.nextInt(11))));
            maybe(() -> crm.scoring().reviewTotal(record, product, ReviewState.ACCEPTED));
        }
        crm.scoring()
                .proposals(any(PRODUCTS), 100, null)
                .items()
                .forEach(proposal -> maybe(() -> crm.scoring()
                        .review(proposal.id(), random.nextBoolean() ? ReviewState.ACCEPTED : ReviewState.REJECTED)));
    }

    /** The id of an item that a record has once, as the engine makes it. */
    private static UUID once(String kind, UUID record, String key) {
        String text = kind + "\n" + record.toString().length() + ":" + record + "\n" + key.length() + ":" + key;
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new UUID((hash.getLong() & ~0xF000L) | 0x8000L, (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private void maybe(Runnable action) {
        if (random.nextBoolean()) {
            action.run();
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Set<UUID> some(List<UUID> ids) {
        Set<UUID> some = new LinkedHashSet<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            some.add(any(ids));
        }
        return some;
    }

    private void round() {
        Map<String, String> before = snapshot();
        for (int step = 0; step < STEPS; step++) {
            if (inForce.isEmpty() || random.nextInt(3) > 0) {
                merge();
            } else {
                undo(random.nextInt(inForce.size()));
            }
        }
        while (!inForce.isEmpty()) {
            if (!undo(random.nextInt(inForce.size()))) {
                undo(inForce.size() - 1);
            }
        }
        assertSame(before, snapshot(), "after everything was undone");
    }

    private void merge() {
        String object = random.nextInt(4) > 0 ? PERSON : DEAL;
        List<UUID> live = crm.records(object).list(ListQuery.all()).items().stream()
                .map(CrmRecord::id)
                .sorted()
                .toList();
        Set<UUID> chosen = new LinkedHashSet<>();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            chosen.add(any(live));
        }
        if (chosen.size() < 2) {
            return;
        }
        List<UUID> records = List.copyOf(chosen);
        UUID primary = records.get(0);
        List<UUID> others = records.subList(1, records.size());
        Map<String, MergeChoice> choices = new HashMap<>();
        if (random.nextInt(3) == 0) {
            choices.put("name", random.nextBoolean() ? MergeChoice.of(any(others)) : MergeChoice.value("Chosen"));
        }
        if (object.equals(PERSON) && random.nextInt(3) == 0) {
            choices.put(any(List.of("email", "age", "friend", "peers", "@owner", "boss")), MergeChoice.of(any(others)));
        }
        Map<String, String> before = snapshot();
        current = null;
        try {
            inForce.add(new InForce(crm.merges().merge(primary, others, choices).mergeId(), primary, before));
        } catch (InvalidInputException e) {
            boolean expected = e instanceof DuplicateValueException
                    || e.violations().stream().allMatch(v -> v.code() == ErrorCode.VALUE_CYCLE);
            if (!expected) {
                throw new AssertionError(seed + ": a merge was refused for no reason", e);
            }
            refused++;
            assertSame(before, snapshot(), "after a merge was refused");
            return;
        }
        merges++;
        for (UUID other : others) {
            if (!crm.records(object).get(other).id().equals(primary)) {
                throw new AssertionError(seed + ": " + other + " does not lead to " + primary);
            }
        }
    }

    private boolean undo(int place) {
        InForce merge = inForce.get(place);
        boolean isLatest = place == inForce.size() - 1;
        current = null;
        try {
            crm.merges().unmerge(merge.id());
        } catch (CrmException e) {
            if (isLatest || e.code() != ErrorCode.MERGE_BLOCKED) {
                throw new AssertionError(seed + ": the merge could not be undone", e);
            }
            return false;
        }
        inForce.remove(place);
        Map<String, String> before = merge.before();
        if (isLatest && before != null) {
            assertSame(before, snapshot(), "after the latest merge was undone");
        }
        if (!isLatest) {
            outOfOrder++;
            for (int i = place; i < inForce.size(); i++) {
                InForce later = inForce.get(i);
                inForce.set(i, new InForce(later.id(), later.survivor(), null));
            }
        }
        return true;
    }

    /** All that can be seen of the workspace, but for versions, the times of changes and the log. */
    private Map<String, String> snapshot() {
        Map<String, String> known = current;
        if (known == null) {
            known = new TreeMap<>();
            Set<UUID> ids = crm.inTransaction(this::records);
            known.putAll(shown);
            known.putAll(Objects.requireNonNull(
                    storage.inTransaction(TransactionRequest.read(crm.workspace()), t -> things(t, ids))));
            current = known;
        }
        return known;
    }

    private Set<UUID> records(Crm inside) {
        shown.clear();
        Set<UUID> ids = new TreeSet<>();
        for (String object : List.of(PERSON, DEAL)) {
            List<CrmRecord> records = inside.records(object)
                    .list(ListQuery.all().archived(ArchivedFilter.ALL).limit(1000))
                    .items();
            for (CrmRecord record : records) {
                ids.add(record.id());
                shown.put(
                        "record " + record.id(),
                        record.displayName() + " " + values(record) + " owner "
                                + record.state().owner() + " source "
                                + record.state().source() + " made "
                                + record.state().createdAt() + " archived "
                                + record.state().archivedAt());
            }
            long live = inside.records(object).count(ListQuery.all()).value();
            shown.put("live " + object, live + " of " + records.size());
        }
        return ids;
    }

    private Map<String, String> things(StorageTransaction t, Set<UUID> ids) {
        Map<String, String> seen = new TreeMap<>();
        for (UUID id : ids) {
            for (Edge edge : t.edges().outgoing(id, null, null, 1000)) {
                seen.put("edge " + edge.key(), edge.position() + " " + Json.compact(edge.metadata()));
            }
            seen.put(
                    "edges to " + id,
                    String.valueOf(t.edges().incoming(id, null, null, 1000).size()));
        }
        for (StoredItem item : t.items().belonging(ids, null, 10_000)) {
            if (KINDS.contains(item.kind()) || SCORES.contains(item.kind())) {
                seen.put(
                        "item " + item.id(),
                        item.kind() + " of " + item.recordId() + " " + item.key() + " " + item.at() + " "
                                + Json.compact(item.document()));
            } else if (inForce.isEmpty()) {
                throw new AssertionError(seed + ": no merge is in force, and this is left: " + item);
            }
        }
        return seen;
    }

    /** The holders of unique values. */
    private Map<String, String> holders() {
        Map<String, String> holders = new TreeMap<>();
        for (int i = 0; i < PERSONS; i++) {
            String address = "p" + i + "@example.com";
            holders.put("holder of " + address, holder(address));
        }
        return holders;
    }

    /** The values with who wrote each, and with what is shown of the records that they refer to. */
    private static Map<String, String> values(CrmRecord record) {
        Map<String, String> values = new TreeMap<>();
        record.values()
                .forEach((slug, value) ->
                        values.put(slug, value + " by " + record.source(slug) + " shown " + record.references(slug)));
        return values;
    }

    /** Who holds a unique value, as those who want it too are told. */
    private String holder(String address) {
        try {
            crm.useTransaction(inside -> {
                inside.records(PERSON).create(Map.of("name", "Holder", "email", address));
                throw new Free();
            });
        } catch (DuplicateValueException e) {
            return e.findHolder().map(UUID::toString).orElse("unnamed");
        } catch (Free e) {
            return "nobody";
        }
        throw new AssertionError("The transaction swallowed an exception");
    }

    private static final class Free extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void assertSame(Map<String, String> before, Map<String, String> after, String when) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<String> differences = keys.stream()
                .filter(key -> !Objects.equals(before.get(key), after.get(key)))
                .map(key -> key + "\n  was " + before.get(key) + "\n  is  " + after.get(key))
                .toList();
        if (!differences.isEmpty()) {
            throw new AssertionError(seed + ", " + when + " (" + merges + " merges, " + inForce.size()
                    + " in force), these differ:\n" + String.join("\n", differences));
        }
    }
}
