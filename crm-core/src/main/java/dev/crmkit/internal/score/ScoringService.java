package dev.crmkit.internal.score;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.member.Power;
import dev.crmkit.model.ActorKind;
import dev.crmkit.query.Page;
import dev.crmkit.score.Assessment;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ReviewState;
import dev.crmkit.score.ScoreCard;
import dev.crmkit.score.ScoreTotal;
import dev.crmkit.score.Scoring;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Scores of the records of a workspace. */
public final class ScoringService implements Scoring {
    private static final int PORTION = 1_000;

    private final Transactions transactions;

    /** The scores of the workspace that the transactions are of. */
    public ScoringService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void define(ScoreCard card) {
        ScoreCards.check(card);
        transactions.write(tx -> {
            tx.access().require(Power.MANAGE_SCHEMA, "define score cards");
            // First assessments of a record wait here, so that none is missed below.
            tx.storage().ledger().lock(ScoreCards.lockName(card.product()));
            Optional<ScoreCard> before = ScoreCards.find(tx, card.product());
            if (before.isPresent() && before.get().equals(card)) {
                return card;
            }
            ScoreCards.put(tx, card);
            if (before.isPresent()) {
                rankAll(tx, before.get(), card);
            }
            new EventLog(tx)
                    .add(
                            EventTypes.SCORE_DEFINED,
                            Map.of(
                                    "product",
                                    card.product(),
                                    "criteria",
                                    card.criteria().size()))
                    .write();
            return card;
        });
    }

    private static void rankAll(Tx tx, ScoreCard old, ScoreCard card) {
        ItemQuery.Place place = null;
        List<StoredItem> page;
        do {
            page = tx.storage()
                    .items()
                    .list(new ItemQuery(Sheet.KIND, Set.of(), Set.of(card.product()), false, place, PORTION));
            List<StoredItem> changed = new ArrayList<>();
            Ranks ranks = new Ranks(tx);
            for (StoredItem item :
                    tx.storage().items().lock(page.stream().map(StoredItem::id).toList())) {
                Sheet sheet = Sheet.read(item);
                BigDecimal before = sheet.total(old);
                BigDecimal after = sheet.total(card);
                if (!Sheet.isSame(before, after)) {
                    sheet.reopen();
                    changed.add(sheet.write());
                    ranks.move(sheet, before, after);
                }
            }
            if (!changed.isEmpty()) {
                tx.storage().items().update(changed);
            }
            ranks.write();
            if (!page.isEmpty()) {
                StoredItem last = page.get(page.size() - 1);
                place = new ItemQuery.Place(last.at(), last.id());
            }
        } while (page.size() == PORTION);
    }

    @Override
    public Optional<ScoreCard> find(String product) {
        return transactions.read(tx -> ScoreCards.find(tx, product));
    }

    @Override
    public ScoreCard get(String product) {
        return transactions.read(tx -> ScoreCards.get(tx, product));
    }

    @Override
    public List<String> products() {
        return transactions.read(ScoreCards::products);
    }

    @Override
    public List<Assessment> assess(UUID record, String product, List<Mark> marks) {
        List<Mark> given = List.copyOf(marks);
        return transactions.write(tx -> {
            // Locked, so that the record is not merged or erased meanwhile.
            StoredRecord stored = new RecordGate(tx).writable(record);
            ScoreCards.get(tx, product);
            Sheet sheet = lockSheet(tx, stored.id(), product);
            // Only what is read under the lock is sure to be the card by which others work the totals out.
            ScoreCard card = ScoreCards.get(tx, product);
            MarkCheck.check(card, given);
            return new Assessing(tx, stored, card, sheet).assess(given);
        });
    }

    /** The sheet, which nobody else changes until the transaction ends; made if it is not there. */
    private static Sheet lockSheet(Tx tx, UUID record, String product) {
        UUID id = Sheet.id(record, product);
        List<StoredItem> locked = tx.storage().items().lock(List.of(id));
        if (locked.isEmpty()) {
            tx.storage().ledger().lock(ScoreCards.lockName(product));
            Sheet empty = Sheet.empty(record, product, tx.now());
            if (tx.storage().items().insert(List.of(empty.write())).isEmpty()) {
                return empty;
            }
            locked = tx.storage().items().lock(List.of(id));
        }
        return Sheet.read(locked.get(0));
    }

    @Override
    public Assessment review(UUID assessment, ReviewState decision) {
        checkDecision(decision);
        return transactions.write(tx -> {
            checkPerson(tx, "review an assessment");
            StoredRecord record = writable(tx, AssessmentCodec.read(load(tx, assessment)), assessment);
            StoredItem item = load(tx, assessment);
            Assessment now = AssessmentCodec.read(item);
            if (!now.record().equals(record.id())) {
                throw unknown(assessment);
            }
            Sheet sheet = lockSheet(tx, record.id(), now.product());
            if (now.state() == decision) {
                return now;
            }
            if (now.state() != ReviewState.PROPOSED) {
                throw new InvalidInputException(
                        "review an assessment",
                        List.of(new Violation(
                                "",
                                ErrorCode.VALUE_READ_ONLY,
                                "assessment " + assessment + " is " + now.state()
                                        + " already. Assess the criterion anew instead")));
            }
            return new Assessing(tx, record, ScoreCards.get(tx, now.product()), sheet).decide(item, decision);
        });
    }

    private static StoredRecord writable(Tx tx, Assessment assessment, UUID id) {
        StoredRecord record =
                new RecordGate(tx).writable(List.of(assessment.record())).get(assessment.record());
        if (record == null) {
            throw unknown(id);
        }
        return record;
    }

    private static StoredItem load(Tx tx, UUID id) {
        return tx.storage().items().load(List.of(id)).stream()
                .filter(item -> item.kind().equals(AssessmentCodec.KIND))
                .findFirst()
                .orElseThrow(() -> unknown(id));
    }

    private static NotFoundException unknown(UUID id) {
        return new NotFoundException(
                ErrorCode.DOCUMENT_NOT_FOUND,
                "There is no assessment " + id + ". Look it up in the history of its record",
                Map.of("id", id));
    }

    private static void checkDecision(ReviewState decision) {
        if (decision == ReviewState.PROPOSED) {
            throw new IllegalArgumentException("A decision is ACCEPTED or REJECTED");
        }
    }

    private static void checkPerson(Tx tx, String what) {
        if (tx.actor().kind() != ActorKind.USER) {
            throw new InvalidInputException(
                    what,
                    List.of(new Violation(
                            "",
                            ErrorCode.VALUE_READ_ONLY,
                            "only a person decides, and the actor is "
                                    + tx.actor().kind() + ". Let a person decide")));
        }
    }

    @Override
    public ScoreTotal reviewTotal(UUID record, String product, ReviewState decision) {
        checkDecision(decision);
        return transactions.write(tx -> {
            checkPerson(tx, "review a total");
            StoredRecord stored = new RecordGate(tx).writable(record);
            List<StoredItem> locked = tx.storage().items().lock(List.of(Sheet.id(stored.id(), product)));
            ScoreCard card = ScoreCards.get(tx, product);
            Sheet sheet = locked.isEmpty() ? Sheet.empty(stored.id(), product, tx.now()) : Sheet.read(locked.get(0));
            BigDecimal total = sheet.total(card);
            if (total == null) {
                throw new InvalidInputException(
                        "review a total",
                        List.of(new Violation(
                                "",
                                ErrorCode.VALUE_REQUIRED,
                                "record " + record + " has no total for '" + product + "'. Assess it first")));
            }
            if (sheet.review(decision, card)) {
                tx.storage().items().update(List.of(sheet.write()));
                Map<String, Object> details = new LinkedHashMap<>();
                details.put("product", product);
                details.put("total", total);
                details.put("decision", decision.name());
                new EventLog(tx)
                        .add(EventTypes.SCORE_TOTAL_REVIEWED, stored, details)
                        .write();
            }
            return sheet.shown(card);
        });
    }

    @Override
    public ScoreTotal total(UUID record, String product) {
        return transactions.read(tx -> {
            UUID own = new RecordGate(tx).readable(record).id();
            ScoreCard card = ScoreCards.get(tx, product);
            return tx.storage().items().load(List.of(Sheet.id(own, product))).stream()
                    .findFirst()
                    .map(Sheet::read)
                    .orElseGet(() -> Sheet.empty(own, product, tx.now()))
                    .shown(card);
        });
    }

    @Override
    public Page<Assessment> history(UUID record, String product, int limit, @Nullable String cursor) {
        checkLimit(limit);
        return transactions.read(tx -> {
            UUID own = new RecordGate(tx).readable(record).id();
            String list = CallText.fingerprint("score history", tx.workspace().id(), own, product);
            ItemQuery.Place after = cursor == null ? null : place(CursorCodec.open(tx, list, cursor));
            List<StoredItem> found = tx.storage()
                    .items()
                    .list(new ItemQuery(AssessmentCodec.KIND, Set.of(own), Set.of(product), true, after, limit + 1));
            List<StoredItem> page = found.size() > limit ? found.subList(0, limit) : found;
            return new Page<>(
                    page.stream().map(AssessmentCodec::read).toList(),
                    found.size() > limit ? seal(tx, list, page.get(limit - 1)) : null,
                    null);
        });
    }

    @Override
    public Page<Assessment> proposals(String product, int limit, @Nullable String cursor) {
        checkLimit(limit);
        return transactions.read(tx -> {
            String list = CallText.fingerprint("score proposals", tx.workspace().id(), product);
            ItemQuery.Place after = cursor == null ? null : place(CursorCodec.open(tx, list, cursor));
            List<StoredItem> found = tx.storage()
                    .items()
                    .list(new ItemQuery(Assessing.OPEN, Set.of(), Set.of(product), false, after, limit + 1));
            List<StoredItem> page = found.size() > limit ? found.subList(0, limit) : found;
            Map<UUID, StoredItem> marks = new LinkedHashMap<>();
            page.forEach(item -> marks.put(Assessing.assessment(item), item));
            Map<UUID, Assessment> loaded = new HashMap<>();
            tx.storage()
                    .items()
                    .load(marks.keySet())
                    .forEach(item -> loaded.put(item.id(), AssessmentCodec.read(item)));
            Set<UUID> visible = new RecordGate(tx)
                    .readable(loaded.values().stream()
                            .map(Assessment::record)
                            .distinct()
                            .toList())
                    .keySet();
            List<Assessment> shown = marks.keySet().stream()
                    .map(loaded::get)
                    .filter(Objects::nonNull)
                    .filter(assessment -> visible.contains(assessment.record()))
                    .toList();
            return new Page<>(shown, found.size() > limit ? seal(tx, list, page.get(limit - 1)) : null, null);
        });
    }

    private static ItemQuery.Place place(List<@Nullable Object> place) {
        return new ItemQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }

    private static String seal(Tx tx, String list, StoredItem last) {
        return CursorCodec.seal(
                tx, list, List.of(last.at().toString(), last.id().toString()));
    }

    @Override
    public Page<ScoreTotal> ranking(String product, int limit, @Nullable String cursor) {
        checkLimit(limit);
        return transactions.read(tx -> {
            ScoreCard card = ScoreCards.get(tx, product);
            String list = CallText.fingerprint("score ranking", tx.workspace().id(), product);
            String after = cursor == null
                    ? null
                    : String.valueOf(CursorCodec.open(tx, list, cursor).get(0));
            List<String> shown = new ArrayList<>();
            Ranks ranks = new Ranks(tx);
            // Archived records and those that the actor may not see are passed over, so a page may take several reads.
            boolean more = true;
            while (more && shown.size() <= limit) {
                int wanted = Math.min(PORTION, limit + 1 - shown.size());
                List<String> keys = ranks.keys(product, after, wanted);
                shown.addAll(live(tx, keys));
                more = keys.size() == wanted;
                after = keys.isEmpty() ? after : keys.get(keys.size() - 1);
            }
            List<String> page = shown.size() > limit ? shown.subList(0, limit) : shown;
            return new Page<>(
                    totals(tx, card, page),
                    shown.size() > limit ? CursorCodec.seal(tx, list, List.of(page.get(limit - 1))) : null,
                    null);
        });
    }

    private static List<String> live(Tx tx, List<String> keys) {
        if (keys.isEmpty()) {
            return keys;
        }
        Map<UUID, StoredRecord> records =
                new RecordGate(tx).readable(keys.stream().map(Ranks::record).toList());
        return keys.stream()
                .filter(key -> {
                    StoredRecord record = records.get(Ranks.record(key));
                    return record != null && !record.isArchived();
                })
                .toList();
    }

    private static List<ScoreTotal> totals(Tx tx, ScoreCard card, List<String> keys) {
        Map<UUID, Sheet> sheets = new HashMap<>();
        List<UUID> ids = keys.stream()
                .map(key -> Sheet.id(Ranks.record(key), card.product()))
                .toList();
        if (!ids.isEmpty()) {
            tx.storage().items().load(ids).forEach(item -> sheets.put(item.id(), Sheet.read(item)));
        }
        return ids.stream()
                .map(sheets::get)
                .filter(Objects::nonNull)
                .map(sheet -> sheet.shown(card))
                .toList();
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > PORTION) {
            throw new InvalidInputException(
                    "list scores",
                    List.of(new Violation(
                            "limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + PORTION + ", not " + limit)));
        }
    }

    /** The id of the mark that an assessment waits for a person. */
    static UUID openId(UUID assessment) {
        return ItemIds.of(Assessing.OPEN, assessment);
    }
}
