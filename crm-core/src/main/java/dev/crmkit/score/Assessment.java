package dev.crmkit.score;

import dev.crmkit.model.Actor;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody found about a record. Immutable.
 *
 * @param id its id
 * @param record the record
 * @param product the product
 * @param criterion the criterion's key
 * @param value the value
 * @param comment why, or null
 * @param author a person, a rule or a model
 * @param at when
 * @param state ACCEPTED counts as soon as it is the latest; PROPOSED waits for a person
 * @param reviewer the person who decided, or null if nobody had to
 */
public record Assessment(
        UUID id,
        UUID record,
        String product,
        String criterion,
        BigDecimal value,
        @Nullable String comment,
        Actor author,
        Instant at,
        ReviewState state,
        @Nullable Actor reviewer) {
    /** Checks for null. */
    public Assessment {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(criterion, "criterion");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(state, "state");
    }
}
