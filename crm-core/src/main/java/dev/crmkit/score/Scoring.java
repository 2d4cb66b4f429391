package dev.crmkit.score;

import dev.crmkit.query.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Cards by which records are assessed, and what came of it. Thread-safe, except inside a transaction.
 *
 * <p>The latest accepted assessment of a criterion is the current one; all of them are kept. What a person or a rule finds is accepted at once. What a
 * model finds is accepted at once too, unless the current one is a person's, or was accepted by a person: then it is a proposal until a person decides.
 *
 * <p>Who reads a record reads its scores, and who may change it assesses and decides; else it is {@code NotFoundException} or
 * {@code ForbiddenException}.
 *
 * <p>Pages have 1 to 1,000 entries. The engine implements it; hosts do not.
 */
public interface Scoring {

    /**
     * Stores the card of a product, new or changed; totals are worked out anew. Values outside a changed scale no longer count.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault of the card
     * @throws dev.crmkit.error.ForbiddenException without {@link dev.crmkit.member.Power#MANAGE_SCHEMA}
     */
    void define(ScoreCard card);

    /** The card of a product. */
    Optional<ScoreCard> find(String product);

    /**
     * The card of a product.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    ScoreCard get(String product);

    /** The products that have a card, by code point. */
    List<String> products();

    /**
     * Assesses a record for a product. A mark that equals what its author found last changes nothing.
     *
     * @param marks each criterion once
     * @return the assessments, in the order of the marks
     * @throws dev.crmkit.error.NotFoundException if there is no such record or card
     * @throws dev.crmkit.error.InvalidInputException with every fault of the marks
     */
    List<Assessment> assess(UUID record, String product, List<Mark> marks);

    /**
     * Decides over an assessment that is proposed; only a person does. An accepted one becomes the current one. Deciding the same once more changes
     * nothing.
     *
     * @param decision ACCEPTED or REJECTED
     * @throws dev.crmkit.error.NotFoundException if there is no such assessment
     * @throws dev.crmkit.error.InvalidInputException if the actor is not a person, or it was decided otherwise
     */
    Assessment review(UUID assessment, ReviewState decision);

    /**
     * Decides over the total as it is now; only a person does.
     *
     * @param decision ACCEPTED or REJECTED
     * @throws dev.crmkit.error.NotFoundException if there is no such record or card
     * @throws dev.crmkit.error.InvalidInputException if the actor is not a person, or there is no total
     */
    ScoreTotal reviewTotal(UUID record, String product, ReviewState decision);

    /**
     * How a record stands for a product.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record or card
     */
    ScoreTotal total(UUID record, String product);

    /**
     * What was ever found about a record for a product, newest first.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    Page<Assessment> history(UUID record, String product, int limit, @Nullable String cursor);

    /** The assessments for a product that wait for a person, oldest first; those of records that the actor does not read are left out of the page. */
    Page<Assessment> proposals(String product, int limit, @Nullable String cursor);

    /** The live records that have a total for the product, the highest first, equal ones by id. */
    Page<ScoreTotal> ranking(String product, int limit, @Nullable String cursor);
}
