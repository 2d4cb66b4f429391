package dev.crmkit.internal.score;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.score.Assessment;
import dev.crmkit.score.ReviewState;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Assessments as items, found by record and product. Not instantiable. */
final class AssessmentCodec {
    static final String KIND = "score_assessment";

    private AssessmentCodec() {}

    /** A new assessment, of the record that it is about now. */
    static StoredItem write(Assessment assessment) {
        return write(assessment, assessment.record(), null);
    }

    /**
     * An assessment.
     *
     * @param origin the record that was assessed, which may have been merged into another one since
     * @param decidedAt when a person decided over it, or null
     */
    static StoredItem write(Assessment assessment, UUID origin, @Nullable Instant decidedAt) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("criterion", assessment.criterion());
        document.put("value", assessment.value());
        document.put("comment", assessment.comment());
        document.put("author", write(assessment.author()));
        document.put("state", assessment.state().name());
        Actor reviewer = assessment.reviewer();
        document.put("reviewer", reviewer == null ? null : write(reviewer));
        document.put("origin", origin.toString());
        document.put("decided", decidedAt == null ? null : decidedAt.toString());
        return new StoredItem(
                assessment.id(),
                KIND,
                assessment.record(),
                assessment.product(),
                assessment.at(),
                Json.write(document));
    }

    static Assessment read(StoredItem item) {
        Map<String, Object> document = Json.readObject(item.document());
        return new Assessment(
                item.id(),
                Objects.requireNonNull(item.recordId()),
                item.key(),
                Json.requiredText(document, "criterion"),
                Json.number(document, "value"),
                Json.text(document, "comment"),
                Objects.requireNonNull(actor(document.get("author"))),
                item.at(),
                ReviewState.valueOf(Json.requiredText(document, "state")),
                actor(document.get("reviewer")));
    }

    /** The record that was assessed, which may have been merged into another one since. */
    static UUID origin(StoredItem item) {
        return UUID.fromString(Json.requiredText(Json.readObject(item.document()), "origin"));
    }

    /** Since when what it says may be the current word: since it was made, or since a person decided over it. */
    static Instant spokenAt(StoredItem item) {
        String decided = Json.text(Json.readObject(item.document()), "decided");
        return decided == null ? item.at() : Instant.parse(decided);
    }

    static List<String> write(Actor actor) {
        return List.of(actor.kind().name(), actor.id());
    }

    static @Nullable Actor actor(@Nullable Object stored) {
        return stored instanceof List<?> parts
                ? new Actor(ActorKind.valueOf(String.valueOf(parts.get(0))), String.valueOf(parts.get(1)))
                : null;
    }
}
