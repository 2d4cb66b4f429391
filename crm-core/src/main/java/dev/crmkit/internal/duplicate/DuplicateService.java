package dev.crmkit.internal.duplicate;

import dev.crmkit.duplicate.DuplicateMatch;
import dev.crmkit.duplicate.DuplicatePair;
import dev.crmkit.duplicate.DuplicateReason;
import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.duplicate.DuplicateRules;
import dev.crmkit.duplicate.DuplicateScan;
import dev.crmkit.duplicate.Duplicates;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.catalog.RuleCatalog;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.record.RecordKeys;
import dev.crmkit.internal.record.RecordRefs;
import dev.crmkit.internal.record.RecordService;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.MatchRule;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.member.Power;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Duplicates of one workspace. */
public final class DuplicateService implements Duplicates {
    private static final String COMPANY = "company";
    private static final int MOST_LISTED = 100;

    private final Transactions transactions;

    /** The duplicates of the workspace that the transactions are of. */
    public DuplicateService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public DuplicateRules define(String object, List<DuplicateRule> rules) {
        Objects.requireNonNull(object, "object");
        List<DuplicateRule> all = List.copyOf(rules);
        return transactions.alter(tx -> {
            RuleCatalog.Change change = RuleCatalog.define(tx, object, all);
            KeyUpkeep.plan(tx, change);
            return shown(tx, change.after(), change.after().object());
        });
    }

    @Override
    public DuplicateRules define(String object, DuplicateRule... rules) {
        return define(object, List.of(rules));
    }

    @Override
    public DuplicateRules rules(String object) {
        Objects.requireNonNull(object, "object");
        return transactions.read(tx -> shown(tx, tx.schema().get(object), seen(tx, object)));
    }

    private static DuplicateRules shown(Tx tx, DefinedObject object, CrmObject seen) {
        return new DuplicateRules(
                object.matchRules().stream()
                        .flatMap(rule -> rule.shown(seen).stream())
                        .toList(),
                object.matchRules().isEmpty() || KeyUpkeep.isComplete(tx, object.id()));
    }

    /** The object without what is hidden from the actor. */
    private static CrmObject seen(Tx tx, String object) {
        return tx.access().view().get(object).object();
    }

    @Override
    public List<DuplicateMatch> find(String object, Map<String, ?> values) {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(values, "values");
        return transactions.read(tx -> {
            DefinedObject defined = tx.schema().get(object);
            return matches(tx, defined, RecordKeys.of(tx, defined, values), null);
        });
    }

    @Override
    public List<DuplicateMatch> of(UUID record) {
        Objects.requireNonNull(record, "record");
        return transactions.read(tx -> {
            StoredRecord stored = new RecordGate(tx).readable(record);
            DefinedObject object = tx.schema().get(stored.objectId());
            return matches(tx, object, RecordKeys.of(tx, object, stored), stored.id());
        });
    }

    /** What a record with these keys matches, as the actor may see it; itself and what was dismissed left out. */
    private static List<DuplicateMatch> matches(Tx tx, DefinedObject object, List<MatchKey> keys, @Nullable UUID self) {
        CrmObject seen = seen(tx, object.slug());
        List<MatchKey> telling =
                keys.stream().filter(key -> key.rule().shown(seen).isPresent()).toList();
        if (telling.isEmpty()) {
            return List.of();
        }
        Map<UUID, Map<MatchRule, Double>> found =
                MatchSearch.of(tx, telling, false).matches(telling);
        if (self != null) {
            found.remove(self);
            if (!found.isEmpty()) {
                Dismissals dismissed = Dismissals.of(tx, List.of(self));
                found.keySet().removeIf(other -> dismissed.contains(self, other));
            }
        }
        Map<UUID, RecordLabel> labels = Aliases.labels(tx, found.keySet());
        List<DuplicateMatch> matches = new ArrayList<>();
        found.forEach((id, scores) -> {
            RecordLabel label = labels.get(id);
            if (label != null) {
                matches.add(new DuplicateMatch(RecordRefs.of(tx, label), reasons(seen, scores)));
            }
        });
        return matches.stream()
                .sorted(Comparator.comparingDouble(DuplicateMatch::score)
                        .reversed()
                        .thenComparing(match -> match.record().id().toString()))
                .limit(MOST_MATCHES)
                .toList();
    }

    private static List<DuplicateReason> reasons(CrmObject seen, Map<MatchRule, Double> scores) {
        List<DuplicateReason> reasons = new ArrayList<>();
        scores.forEach(
                (rule, score) -> rule.shown(seen).ifPresent(shown -> reasons.add(new DuplicateReason(shown, score))));
        return reasons;
    }

    @Override
    public void dismiss(UUID record, UUID other) {
        pair("dismiss a duplicate", record, other, (tx, two) -> {
            StoredRecord one = two.get(0);
            StoredRecord another = two.get(1);
            if (!Dismissals.of(tx, List.of(one.id())).contains(one.id(), another.id())) {
                tx.storage().items().insert(Dismissals.items(tx, one.id(), another.id()));
                tell(tx, EventTypes.DUPLICATE_DISMISSED, two);
            }
            return two;
        });
    }

    @Override
    public void reinstate(UUID record, UUID other) {
        pair("reinstate a duplicate", record, other, (tx, two) -> {
            List<UUID> ids = Dismissals.ids(tx, two.get(0).id(), two.get(1).id());
            if (!ids.isEmpty()) {
                tx.storage().items().remove(ids);
                tell(tx, EventTypes.DUPLICATE_REINSTATED, two);
            }
            return two;
        });
    }

    private void pair(
            String what, UUID record, UUID other, BiFunction<Tx, List<StoredRecord>, List<StoredRecord>> work) {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(other, "other");
        transactions.write(tx -> {
            Map<UUID, StoredRecord> found = new RecordGate(tx).writable(new LinkedHashSet<>(List.of(record, other)));
            List<StoredRecord> two = new ArrayList<>();
            for (UUID id : List.of(record, other)) {
                StoredRecord there = found.get(id);
                if (there == null) {
                    throw RecordGate.unknown(id);
                }
                two.add(there);
            }
            if (two.get(0).id().equals(two.get(1).id())) {
                throw refused(what, "other", "is the same record. Name another one");
            }
            if (!two.get(0).objectId().equals(two.get(1).objectId())) {
                throw refused(what, "other", "is of another object. Only records of one object can be duplicates");
            }
            return work.apply(tx, two);
        });
    }

    private static InvalidInputException refused(String what, String path, String message) {
        return new InvalidInputException(what, List.of(new Violation(path, ErrorCode.VALUE_MALFORMED, message)));
    }

    private static void tell(Tx tx, String type, List<StoredRecord> two) {
        Map<String, String> ends =
                Map.of("from", two.get(0).id().toString(), "to", two.get(1).id().toString());
        EventLog log = new EventLog(tx);
        two.forEach(record -> log.add(type, record, ends));
        log.write();
    }

    @Override
    public DuplicateScan scan(String object) {
        Objects.requireNonNull(object, "object");
        return transactions.write(tx -> {
            tx.access().require(Power.MERGE, "scan for duplicates");
            DefinedObject defined = tx.schema().get(object);
            if (defined.matchRules().isEmpty()) {
                throw new InvalidInputException(
                        "scan " + object + " records for duplicates",
                        List.of(new Violation(
                                "object",
                                ErrorCode.INVALID_INPUT,
                                "'" + object + "' has no duplicate rules. Define some first")));
            }
            return ScanJob.start(tx, defined).shown(defined, seen(tx, object));
        });
    }

    @Override
    public Optional<DuplicateScan> findScan(String object) {
        Objects.requireNonNull(object, "object");
        return transactions.read(tx -> {
            tx.access().require(Power.MERGE, "see scans for duplicates");
            DefinedObject defined = tx.schema().get(object);
            return ScanState.find(tx, defined.id()).map(state -> state.shown(defined, seen(tx, object)));
        });
    }

    @Override
    public Page<DuplicatePair> list(String object, int limit, @Nullable String after) {
        Objects.requireNonNull(object, "object");
        return transactions.read(tx -> {
            if (limit < 1 || limit > MOST_LISTED) {
                throw new InvalidInputException(
                        "list duplicates",
                        List.of(new Violation(
                                "limit",
                                ErrorCode.QUERY_LIMIT,
                                "A page has 1 to " + MOST_LISTED + " pairs, not " + limit)));
            }
            DefinedObject defined = tx.schema().get(object);
            Optional<ScanState> state = ScanState.find(tx, defined.id());
            UUID scan = state.map(ScanState::id).orElse(new UUID(0, 0));
            String list = CallText.fingerprint(
                    "duplicates", tx.workspace().id(), defined.id().toString(), scan.toString());
            String place = after == null
                    ? null
                    : String.valueOf(CursorCodec.open(tx, list, after).get(0));
            List<String> keys =
                    tx.storage().items().keys(FoundPair.KIND, FoundPair.prefix(scan), place, limit + 1).stream()
                            .map(ItemStorage.KeyCount::key)
                            .toList();
            List<String> page = keys.subList(0, Math.min(limit, keys.size()));
            return new Page<>(
                    pairs(tx, defined, page.stream().map(FoundPair::read).toList()),
                    keys.size() > limit ? CursorCodec.seal(tx, list, List.of(page.get(limit - 1))) : null,
                    null);
        });
    }

    /** Those of the pairs that match now, as the actor may see them. */
    private static List<DuplicatePair> pairs(Tx tx, DefinedObject object, List<FoundPair> found) {
        Set<UUID> ids = new LinkedHashSet<>();
        found.forEach(pair -> {
            ids.add(pair.first());
            ids.add(pair.second());
        });
        StoredKeys keys = StoredKeys.of(tx, object, ids);
        Dismissals dismissed = Dismissals.of(tx, ids);
        Map<UUID, RecordLabel> labels = Aliases.labels(tx, ids);
        CrmObject seen = seen(tx, object.slug());
        List<DuplicatePair> pairs = new ArrayList<>();
        for (FoundPair pair : found) {
            RecordLabel first = labels.get(pair.first());
            RecordLabel second = labels.get(pair.second());
            List<DuplicateReason> reasons = reasons(seen, keys.match(pair.first(), pair.second()));
            if (first != null
                    && second != null
                    && !reasons.isEmpty()
                    && !dismissed.contains(pair.first(), pair.second())) {
                pairs.add(new DuplicatePair(RecordRefs.of(tx, first), RecordRefs.of(tx, second), reasons));
            }
        }
        return pairs;
    }

    @Override
    public Optional<CrmRecord> companyFor(String address) {
        Objects.requireNonNull(address, "address");
        return transactions.read(tx -> {
            CrmObject seen = seen(tx, COMPANY);
            List<MatchRule> rules = tx.schema().get(COMPANY).matchRules().stream()
                    .filter(rule -> rule.kind() == DuplicateRule.Kind.DOMAIN
                            && rule.within() == null
                            && rule.shown(seen).isPresent())
                    .toList();
            if (rules.isEmpty()) {
                throw new InvalidInputException(
                        "look for the company of an address",
                        List.of(new Violation(
                                "object",
                                ErrorCode.INVALID_INPUT,
                                "'" + COMPANY + "' has no rule that compares domains. Define DuplicateRule.domain(...)"
                                        + " for the attribute that holds its web address")));
            }
            Optional<String> domain = Domains.ofOneOwner(address);
            if (domain.isEmpty()) {
                return Optional.empty();
            }
            Set<String> keys = rules.stream()
                    .map(rule -> MatchKey.prefix(rule.id()) + domain.get())
                    .collect(Collectors.toUnmodifiableSet());
            List<UUID> ids = tx.storage().items().list(ItemQuery.withKeys(MatchKey.KIND, keys, MOST_COMPARED)).stream()
                    .map(StoredItem::recordId)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .toList();
            return ids.isEmpty()
                    ? Optional.empty()
                    : new RecordService(Transactions.partOf(tx), COMPANY)
                            .findAll(ids).stream().findFirst();
        });
    }
}
