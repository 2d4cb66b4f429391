package dev.crmkit.internal.score;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.score.Assessment;
import dev.crmkit.score.Criterion;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ReviewState;
import dev.crmkit.score.ScoreCard;
import dev.crmkit.score.ScoreTotal;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.StoredItem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one record and product: the latest of each criterion, the total and how a person stands to it. One item, whose lock lets changes go one
 * after the other. Not thread-safe.
 */
final class Sheet {
    static final String KIND = "score_sheet";
    static final int SCALE = 4;

    private final UUID record;
    private final String product;
    private final Instant at;
    private final Map<String, Entry> current = new TreeMap<>();
    private final Map<String, Entry> proposed = new TreeMap<>();
    private @Nullable Review review;

    /** How a person stood to a total. It holds while the total is that one. */
    private record Review(ReviewState decision, BigDecimal total) {}

    /** What was found for a criterion, and since when it is the word; guarded against models if a person stands behind it. */
    private record Entry(
            UUID assessment, BigDecimal value, @Nullable String comment, Actor author, boolean guarded, Instant since) {

        /**
         * Whether it stays the word when that of another record is there too: a person's does before any other, and of equals the latest. That is an order
         * of all words, so it does not matter in which order records become one.
         */
        boolean outlasts(Entry other) {
            if (guarded != other.guarded) {
                return guarded;
            }
            int later = since.compareTo(other.since);
            return later > 0 || (later == 0 && IndexOrder.compareIds(assessment, other.assessment) >= 0);
        }

        boolean says(Mark mark, Actor by) {
            return value.compareTo(mark.value()) == 0 && Objects.equals(comment, mark.comment()) && author.equals(by);
        }
    }

    private Sheet(UUID record, String product, Instant at) {
        this.record = record;
        this.product = product;
        this.at = at;
    }

    static UUID id(UUID record, String product) {
        return ItemIds.of(KIND, record, product);
    }

    /** A sheet on which nothing stands yet. */
    static Sheet empty(UUID record, String product, Instant now) {
        return new Sheet(record, product, now);
    }

    static Sheet read(StoredItem item) {
        Sheet sheet = new Sheet(Objects.requireNonNull(item.recordId()), item.key(), item.at());
        Map<String, Object> document = Json.readObject(item.document());
        read(document, "current", sheet.current);
        read(document, "proposed", sheet.proposed);
        Map<String, Object> review = Json.object(document, "review");
        if (!review.isEmpty()) {
            sheet.review = new Review(
                    ReviewState.valueOf(Json.requiredText(review, "decision")), Json.number(review, "total"));
        }
        return sheet;
    }

    private static void read(Map<String, Object> document, String name, Map<String, Entry> entries) {
        Json.object(document, name).forEach((criterion, stored) -> {
            if (stored instanceof Map<?, ?> map) {
                Map<String, Object> entry = Json.asObject(map);
                entries.put(
                        criterion,
                        new Entry(
                                UUID.fromString(Json.requiredText(entry, "id")),
                                Json.number(entry, "value"),
                                Json.text(entry, "comment"),
                                Objects.requireNonNull(AssessmentCodec.actor(entry.get("author"))),
                                Json.flag(entry, "guarded"),
                                Instant.parse(Json.requiredText(entry, "since"))));
            }
        });
    }

    StoredItem write() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("current", write(current));
        document.put("proposed", write(proposed));
        Review given = review;
        if (given != null) {
            document.put("review", Map.of("decision", given.decision().name(), "total", given.total()));
        }
        return new StoredItem(id(record, product), KIND, record, product, at, Json.write(document));
    }

    private static Map<String, Object> write(Map<String, Entry> entries) {
        Map<String, Object> document = new LinkedHashMap<>();
        entries.forEach((criterion, entry) -> {
            Map<String, @Nullable Object> stored = new LinkedHashMap<>();
            stored.put("id", entry.assessment().toString());
            stored.put("value", entry.value());
            stored.put("comment", entry.comment());
            stored.put("author", AssessmentCodec.write(entry.author()));
            stored.put("guarded", entry.guarded());
            stored.put("since", entry.since().toString());
            document.put(criterion, stored);
        });
        return document;
    }

    UUID record() {
        return record;
    }

    String product() {
        return product;
    }

    Instant at() {
        return at;
    }

    /** The assessments that stand on it. */
    Set<UUID> assessments() {
        Set<UUID> ids = new HashSet<>();
        current.values().forEach(entry -> ids.add(entry.assessment()));
        proposed.values().forEach(entry -> ids.add(entry.assessment()));
        return ids;
    }

    /** Takes over what stands on another sheet and outlasts what stands here; tells whether that is anything. */
    boolean join(Sheet other) {
        boolean changes = false;
        for (Map.Entry<String, Entry> found : other.current.entrySet()) {
            Entry own = current.get(found.getKey());
            if (own == null || !own.outlasts(found.getValue())) {
                current.put(found.getKey(), found.getValue());
                changes = true;
            }
        }
        for (Map.Entry<String, Entry> found : other.proposed.entrySet()) {
            Entry own = proposed.get(found.getKey());
            if (own == null || !own.outlasts(found.getValue())) {
                proposed.put(found.getKey(), found.getValue());
                changes = true;
            }
        }
        return changes;
    }

    /** The assessment in which the author says the same already. */
    Optional<UUID> known(Mark mark, Actor author) {
        for (Map<String, Entry> entries : List.of(current, proposed)) {
            Entry entry = entries.get(mark.criterion());
            if (entry != null && entry.says(mark, author)) {
                return Optional.of(entry.assessment());
            }
        }
        return Optional.empty();
    }

    /** How an assessment by that author begins. */
    ReviewState stateOf(Mark mark, Actor author) {
        Entry entry = current.get(mark.criterion());
        return author.kind() == ActorKind.AI && entry != null && entry.guarded()
                ? ReviewState.PROPOSED
                : ReviewState.ACCEPTED;
    }

    /** The current value of a criterion, or null. */
    @Nullable
    BigDecimal value(String criterion) {
        Entry entry = current.get(criterion);
        return entry == null ? null : entry.value();
    }

    /**
     * Takes an assessment in.
     *
     * @param since when it was made, or decided over
     */
    void take(Assessment assessment, Instant since) {
        Entry entry = entry(assessment, since);
        (assessment.state() == ReviewState.ACCEPTED ? current : proposed).put(assessment.criterion(), entry);
    }

    private static Entry entry(Assessment assessment, Instant since) {
        boolean person = assessment.author().kind() == ActorKind.USER || assessment.reviewer() != null;
        return new Entry(assessment.id(), assessment.value(), assessment.comment(), assessment.author(), person, since);
    }

    /**
     * Writes down anew what assessments say, the earliest word first. Of each record that was assessed the last word counts, and of these the one that
     * outlasts the others.
     */
    void retake(List<StoredItem> assessments) {
        proposed.clear();
        Map<UUID, Map<String, Entry>> words = new LinkedHashMap<>();
        for (StoredItem item : assessments) {
            Assessment assessment = AssessmentCodec.read(item);
            if (assessment.state() == ReviewState.ACCEPTED) {
                words.computeIfAbsent(AssessmentCodec.origin(item), origin -> new LinkedHashMap<>())
                        .put(assessment.criterion(), entry(assessment, AssessmentCodec.spokenAt(item)));
            }
            if (assessment.state() != ReviewState.ACCEPTED || assessment.reviewer() != null) {
                Entry unheard = new Entry(
                        assessment.id(),
                        assessment.value(),
                        assessment.comment(),
                        assessment.author(),
                        false,
                        item.at());
                proposed.put(assessment.criterion(), unheard);
            }
        }
        current.clear();
        words.values()
                .forEach(last -> last.forEach((criterion, entry) -> {
                    Entry other = current.get(criterion);
                    if (other == null || !other.outlasts(entry)) {
                        current.put(criterion, entry);
                    }
                }));
    }

    /** The total by the card: what its criteria weigh and are worth; null if none is assessed. */
    @Nullable
    BigDecimal total(ScoreCard card) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal weights = BigDecimal.ZERO;
        for (Criterion criterion : counting(card)) {
            BigDecimal value = Objects.requireNonNull(value(criterion.key()));
            sum = sum.add(criterion.weight().multiply(value));
            weights = weights.add(criterion.weight());
        }
        return weights.signum() == 0 ? null : sum.divide(weights, SCALE, RoundingMode.HALF_EVEN);
    }

    static boolean isSame(@Nullable BigDecimal total, @Nullable BigDecimal other) {
        if (total == null || other == null) {
            return total == null && other == null;
        }
        return total.compareTo(other) == 0;
    }

    /** A person has to look at the total again. */
    void reopen() {
        review = null;
    }

    private ReviewState state(ScoreCard card) {
        Review given = review;
        return given != null && isSame(given.total(), total(card)) ? given.decision() : ReviewState.PROPOSED;
    }

    /** The criteria whose current value counts: it is there and on the scale. */
    private List<Criterion> counting(ScoreCard card) {
        List<Criterion> counting = new ArrayList<>();
        for (Criterion criterion : card.criteria()) {
            BigDecimal value = value(criterion.key());
            if (value != null && value.compareTo(card.lowest()) >= 0 && value.compareTo(card.highest()) <= 0) {
                counting.add(criterion);
            }
        }
        return counting;
    }

    /** Writes down how a person stands to the total by the card, which there must be; tells whether that is new. */
    boolean review(ReviewState decision, ScoreCard card) {
        boolean changes = state(card) != decision;
        review = new Review(decision, Objects.requireNonNull(total(card)));
        return changes;
    }

    ScoreTotal shown(ScoreCard card) {
        BigDecimal all = BigDecimal.ZERO;
        BigDecimal assessed = BigDecimal.ZERO;
        Map<String, BigDecimal> values = new LinkedHashMap<>();
        for (Criterion criterion : card.criteria()) {
            all = all.add(criterion.weight());
        }
        for (Criterion criterion : counting(card)) {
            assessed = assessed.add(criterion.weight());
            values.put(criterion.key(), Objects.requireNonNull(value(criterion.key())));
        }
        return new ScoreTotal(
                record, product, total(card), assessed.divide(all, SCALE, RoundingMode.HALF_EVEN), values, state(card));
    }
}
