package dev.crmkit.internal.duplicate;

import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.duplicate.DuplicateScan;
import dev.crmkit.duplicate.Duplicates;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.MatchRule;
import dev.crmkit.model.CrmObject;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.StoredItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far the latest scan of an object has come: one item for each object. Not thread-safe. */
final class ScanState {
    private static final String KIND = "duplicate.scan";
    private static final int MOST_SHOWN = 100;

    private final StoredItem item;
    private final Map<String, Object> document;
    private @Nullable String groupKey;
    private long groupSize;

    private ScanState(StoredItem item) {
        this.item = item;
        this.document = Json.readObject(item.document());
        this.groupKey = Json.text(document, "group");
        this.groupSize = Json.number(document, "groupSize").longValue();
    }

    static Optional<ScanState> find(Tx tx, UUID object) {
        return tx.storage().items().load(List.of(ItemIds.of(KIND, object))).stream()
                .findFirst()
                .map(ScanState::new);
    }

    /** Begins a scan in the place of an earlier one. */
    static ScanState begin(Tx tx, DefinedObject object, @Nullable ScanState earlier, boolean waits) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(PortionedJob.NAME, tx.newId().toString());
        document.put("state", (waits ? DuplicateScan.State.WAITING : DuplicateScan.State.RUNNING).name());
        // Equal keys first: what they find has the highest score, and names need not find it again.
        document.put(
                "rules",
                object.matchRules().stream()
                        .sorted(Comparator.comparing(rule -> rule.kind() == DuplicateRule.Kind.NAME))
                        .map(rule -> rule.id().toString())
                        .toList());
        document.put("startedAt", tx.now().toString());
        if (earlier != null) {
            List<Object> clear = new ArrayList<>(Json.list(earlier.document, "clear"));
            clear.add(earlier.id().toString());
            document.put("clear", clear);
        }
        ScanState state = new ScanState(new StoredItem(
                ItemIds.of(KIND, object.id()), KIND, null, object.id().toString(), tx.now(), Json.write(document)));
        if (earlier == null) {
            tx.storage().items().insert(List.of(state.item));
        } else {
            state.store(tx);
        }
        return state;
    }

    void store(Tx tx) {
        String group = groupKey;
        if (group == null) {
            document.remove("group");
            document.remove("groupSize");
        } else {
            document.put("group", group);
            document.put("groupSize", groupSize);
        }
        tx.storage()
                .items()
                .update(List.of(new StoredItem(item.id(), KIND, null, item.key(), item.at(), Json.write(document))));
    }

    UUID id() {
        return UUID.fromString(Json.requiredText(document, PortionedJob.NAME));
    }

    UUID object() {
        return UUID.fromString(item.key());
    }

    DuplicateScan.State state() {
        return DuplicateScan.State.valueOf(Json.requiredText(document, "state"));
    }

    void run() {
        document.put("state", DuplicateScan.State.RUNNING.name());
    }

    void finish(Instant at) {
        document.put("state", DuplicateScan.State.DONE.name());
        document.put("finishedAt", at.toString());
    }

    /** An earlier scan whose pairs are still there. */
    Optional<UUID> toClear() {
        return Json.list(document, "clear").stream().findFirst().map(id -> UUID.fromString((String) id));
    }

    void cleared() {
        List<Object> clear = Json.list(document, "clear");
        document.put("clear", clear.subList(1, clear.size()));
    }

    /** The rule whose keys are looked through; empty at the end. */
    Optional<UUID> rule() {
        return Json.list(document, "rules").stream().findFirst().map(id -> UUID.fromString((String) id));
    }

    /** All keys of the rule are looked at, or it was dropped. */
    void nextRule(int size) {
        endGroup(size);
        List<Object> rules = Json.list(document, "rules");
        document.put("rules", rules.subList(1, rules.size()));
        document.remove("place");
    }

    /** Where the next portion begins, or null for the first one of a rule. */
    ItemStorage.@Nullable KeyPlace place() {
        Map<String, Object> place = Json.object(document, "place");
        return place.isEmpty()
                ? null
                : new ItemStorage.KeyPlace(
                        Json.requiredText(place, "key"),
                        Instant.parse(Json.requiredText(place, "at")),
                        UUID.fromString(Json.requiredText(place, "id")));
    }

    /**
     * Some records of a group were compared with each other.
     *
     * @param size how many are compared at most
     */
    void compared(List<StoredItem> some, int size) {
        StoredItem last = some.get(some.size() - 1);
        document.put(
                "place",
                Map.of(
                        "key",
                        last.key(),
                        "at",
                        last.at().toString(),
                        "id",
                        last.id().toString()));
        if (!last.key().equals(groupKey)) {
            endGroup(size);
            groupKey = last.key();
            groupSize = 0;
        }
        groupSize += some.size();
    }

    /** The group is compared whole; one that is larger than what is compared is shown. */
    private void endGroup(int size) {
        if (groupKey == null) {
            return;
        }
        add("keys", 1);
        if (groupSize > size) {
            List<Object> large = Json.list(document, "large");
            if (large.size() < MOST_SHOWN) {
                large.add(Map.of("rule", MatchKey.ruleOf(groupKey).toString(), "records", groupSize, "portion", size));
                document.put("large", large);
            }
            add("largeGroups", 1);
        }
        groupKey = null;
    }

    void found(long pairs) {
        add("pairs", pairs);
    }

    private void add(String counter, long more) {
        document.put(counter, Json.number(document, counter).add(BigDecimal.valueOf(more)));
    }

    /** The scan as an actor sees it, for whom the object is as it is given. */
    DuplicateScan shown(DefinedObject object, CrmObject seen) {
        List<DuplicateScan.LargeGroup> large = new ArrayList<>();
        for (Object element : Json.list(document, "large")) {
            Map<String, Object> group = Json.asObject((Map<?, ?>) element);
            String rule = Json.requiredText(group, "rule");
            object.matchRules().stream()
                    .filter(r -> r.id().toString().equals(rule))
                    .findFirst()
                    .flatMap(r -> r.shown(seen))
                    .ifPresent(r -> large.add(new DuplicateScan.LargeGroup(
                            r,
                            Json.number(group, "records").longValue(),
                            Json.number(group, "portion").intValue())));
        }
        String finished = Json.text(document, "finishedAt");
        return new DuplicateScan(
                id(),
                object.slug(),
                state(),
                Json.number(document, "keys").longValue(),
                Json.number(document, "pairs").longValue(),
                large,
                Json.number(document, "largeGroups").longValue(),
                Instant.parse(Json.requiredText(document, "startedAt")),
                finished == null ? null : Instant.parse(finished));
    }

    /** How many records of a group are compared with each other at a time. */
    static int portion(MatchRule rule) {
        return rule.kind() == DuplicateRule.Kind.NAME ? Duplicates.MOST_COMPARED : Duplicates.MOST_EQUAL;
    }

    /** How many pairs were found so far. */
    long pairs() {
        return Json.number(document, "pairs").longValue();
    }
}
