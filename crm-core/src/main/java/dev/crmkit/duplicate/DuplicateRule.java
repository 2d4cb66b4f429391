package dev.crmkit.duplicate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When two records of an object may be about the same thing. Immutable.
 *
 * @param kind how values are compared
 * @param attribute the slug of the attribute that is compared
 * @param within the slug of a reference attribute: only records that refer to the same record by it are compared; null for all
 * @param similarity how alike two names must be, from 0.7 to 1; 1 for the other kinds
 * @param action what happens when a record that is written matches another
 */
public record DuplicateRule(
        Kind kind, String attribute, @Nullable String within, double similarity, DuplicateAction action) {
    /** The similarity of names where none is said. */
    public static final double DEFAULT_SIMILARITY = 0.92;

    /** The least similarity that a rule may ask for: below it names match that have little in common. */
    public static final double LEAST_SIMILARITY = 0.7;

    /** How values are compared. */
    public enum Kind {
        /** The same address, without case. */
        EMAIL,
        /** The same number. */
        PHONE,
        /** The same registrable domain, as {@code acme.co.uk} of {@code https://www.acme.co.uk/about}. */
        DOMAIN,
        /** A similar name. */
        NAME
    }

    /**
     * Checks what can be checked without the object.
     *
     * @throws IllegalArgumentException if the similarity is out of its range, or said of another kind than {@code NAME}
     */
    public DuplicateRule {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(action, "action");
        if (kind != Kind.NAME && similarity != 1) {
            throw new IllegalArgumentException("Only names are similar; a rule of kind " + kind + " has similarity 1");
        }
        // Written so that a number that is none fails too.
        if (!(similarity >= LEAST_SIMILARITY && similarity <= 1)) {
            throw new IllegalArgumentException("A similarity is " + LEAST_SIMILARITY + " to 1, not " + similarity
                    + ". Leave it out for " + DEFAULT_SIMILARITY);
        }
    }

    /** Records with the same e-mail address match; warns. For attributes of type EMAIL. */
    public static DuplicateRule email(String attribute) {
        return new DuplicateRule(Kind.EMAIL, attribute, null, 1, DuplicateAction.WARN);
    }

    /** Records with the same phone number match; warns. For attributes of type PHONE. */
    public static DuplicateRule phone(String attribute) {
        return new DuplicateRule(Kind.PHONE, attribute, null, 1, DuplicateAction.WARN);
    }

    /**
     * Records with the same registrable domain match; warns. For attributes of type URL, EMAIL and TEXT. The domains of mail providers for everybody, such
     * as {@code gmail.com}, match nothing.
     */
    public static DuplicateRule domain(String attribute) {
        return new DuplicateRule(Kind.DOMAIN, attribute, null, 1, DuplicateAction.WARN);
    }

    /** Records with similar names match; warns. For attributes of type TEXT and PERSON_NAME. */
    public static DuplicateRule name(String attribute) {
        return new DuplicateRule(Kind.NAME, attribute, null, DEFAULT_SIMILARITY, DuplicateAction.WARN);
    }

    /**
     * The same rule with how alike two names must be.
     *
     * @param least 0.7 to 1
     * @throws IllegalArgumentException if it is out of this range, or the rule is not about names
     */
    public DuplicateRule similarity(double least) {
        return new DuplicateRule(kind, attribute, within, least, action);
    }

    /** The same rule among records that refer to the same record by this attribute; those that refer to none match nothing. */
    public DuplicateRule within(String reference) {
        return new DuplicateRule(kind, attribute, Objects.requireNonNull(reference, "reference"), similarity, action);
    }

    /** The same rule, by which duplicates are written and noted. */
    public DuplicateRule warn() {
        return new DuplicateRule(kind, attribute, within, similarity, DuplicateAction.WARN);
    }

    /** The same rule, by which duplicates are not written. */
    public DuplicateRule refuse() {
        return new DuplicateRule(kind, attribute, within, similarity, DuplicateAction.REFUSE);
    }

    /** The rule in words, as in {@code name within company}. */
    @Override
    public String toString() {
        return attribute + (kind == Kind.DOMAIN ? " by domain" : "") + (within == null ? "" : " within " + within);
    }
}
