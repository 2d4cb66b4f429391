package dev.crmkit.internal.score;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.score.Assessment;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ReviewState;
import dev.crmkit.score.ScoreCard;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A change of what holds for one record and product, under the lock of its sheet. Used once. Not thread-safe. */
final class Assessing {
    /** Marks of assessments that wait for a person. */
    static final String OPEN = "score_open";

    private final Tx tx;
    private final StoredRecord record;
    private final ScoreCard card;
    private final Sheet sheet;
    private final @Nullable BigDecimal totalBefore;

    Assessing(Tx tx, StoredRecord record, ScoreCard card, Sheet sheet) {
        this.tx = tx;
        this.record = record;
        this.card = card;
        this.sheet = sheet;
        this.totalBefore = sheet.total(card);
    }

    List<Assessment> assess(List<Mark> marks) {
        Map<String, UUID> known = new HashMap<>();
        List<Assessment> written = new ArrayList<>();
        Map<ReviewState, List<Object>> told = new LinkedHashMap<>();
        for (Mark mark : marks) {
            Optional<UUID> same = sheet.known(mark, tx.actor());
            if (same.isPresent()) {
                known.put(mark.criterion(), same.get());
                continue;
            }
            Assessment assessment = new Assessment(
                    tx.newId(),
                    record.id(),
                    card.product(),
                    mark.criterion(),
                    mark.value(),
                    mark.comment(),
                    tx.actor(),
                    tx.now(),
                    sheet.stateOf(mark, tx.actor()),
                    null);
            told.computeIfAbsent(assessment.state(), state -> new ArrayList<>()).add(told(assessment));
            sheet.take(assessment, assessment.at());
            written.add(assessment);
        }
        if (!written.isEmpty()) {
            List<StoredItem> items = new ArrayList<>();
            for (Assessment assessment : written) {
                items.add(AssessmentCodec.write(assessment));
                if (assessment.state() == ReviewState.PROPOSED) {
                    items.add(open(assessment));
                }
            }
            tx.storage().items().insert(items);
            saveSheet();
            EventLog log = new EventLog(tx);
            told.forEach((state, found) -> log.add(
                    state == ReviewState.PROPOSED ? EventTypes.SCORE_PROPOSED : EventTypes.SCORE_ASSESSED,
                    record,
                    details(found)));
            log.write();
        }
        return inOrder(marks, written, known);
    }

    private static StoredItem open(Assessment assessment) {
        return new StoredItem(
                ScoringService.openId(assessment.id()),
                OPEN,
                assessment.record(),
                assessment.product(),
                assessment.at(),
                Json.write(Map.of("assessment", assessment.id().toString())));
    }

    /** The assessment that waits, of its mark. */
    static UUID assessment(StoredItem open) {
        return UUID.fromString(Json.requiredText(Json.readObject(open.document()), "assessment"));
    }

    private List<Assessment> inOrder(List<Mark> marks, List<Assessment> written, Map<String, UUID> known) {
        Map<String, Assessment> byCriterion = new HashMap<>();
        written.forEach(assessment -> byCriterion.put(assessment.criterion(), assessment));
        if (!known.isEmpty()) {
            tx.storage().items().load(known.values()).stream()
                    .map(AssessmentCodec::read)
                    .forEach(assessment -> byCriterion.put(assessment.criterion(), assessment));
        }
        return marks.stream()
                .map(mark -> Objects.requireNonNull(byCriterion.get(mark.criterion())))
                .toList();
    }

    /** Decides over a proposal. */
    Assessment decide(StoredItem item, ReviewState decision) {
        Assessment proposal = AssessmentCodec.read(item);
        Assessment decided = new Assessment(
                proposal.id(),
                proposal.record(),
                proposal.product(),
                proposal.criterion(),
                proposal.value(),
                proposal.comment(),
                proposal.author(),
                proposal.at(),
                decision,
                tx.actor());
        List<Object> told = List.of(told(decided));
        tx.storage().items().update(List.of(AssessmentCodec.write(decided, AssessmentCodec.origin(item), tx.now())));
        tx.storage().items().remove(List.of(ScoringService.openId(decided.id())));
        if (decision == ReviewState.ACCEPTED) {
            sheet.take(decided, tx.now());
            saveSheet();
        }
        new EventLog(tx)
                .add(
                        decision == ReviewState.ACCEPTED ? EventTypes.SCORE_ACCEPTED : EventTypes.SCORE_REJECTED,
                        record,
                        details(told))
                .write();
        return decided;
    }

    private void saveSheet() {
        Ranks ranks = new Ranks(tx);
        BigDecimal total = sheet.total(card);
        if (!Sheet.isSame(totalBefore, total)) {
            sheet.reopen();
            ranks.move(sheet, totalBefore, total);
        }
        tx.storage().items().update(List.of(sheet.write()));
        ranks.write();
    }

    private Map<String, @Nullable Object> told(Assessment assessment) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("criterion", assessment.criterion());
        told.put("before", sheet.value(assessment.criterion()));
        told.put("after", assessment.value());
        return told;
    }

    private Map<String, @Nullable Object> details(List<Object> found) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("product", card.product());
        details.put("marks", found);
        details.put("totalBefore", totalBefore);
        details.put("totalAfter", sheet.total(card));
        return details;
    }
}
