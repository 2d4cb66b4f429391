package dev.crmkit.benchmarks.compare;

/** What an attribute holds. Immutable. */
enum Kind {
    /** A line of text, as {@code String}. */
    TEXT,
    /** Text of up to some thousand characters, as {@code String}. */
    LONG_TEXT,
    /** The name of a person, as {@code String}. */
    FULL_NAME,
    /** An address, as {@code String}. */
    EMAIL,
    /** A number to call, as {@code String}. */
    PHONE,
    /** A link, as {@code String}. */
    URL,
    /** An exact number, as {@code BigDecimal}. */
    NUMBER,
    /** One to five, as {@code BigDecimal}. */
    RATING,
    /** An amount with its currency, as {@link Money}. */
    MONEY,
    /** An option, as {@code String}. */
    CHOICE,
    /** Several options, as a list of {@code String}. */
    CHOICES,
    /** Yes or no, as {@code Boolean}. */
    FLAG,
    /** A day, as {@code LocalDate}. */
    DATE,
    /** A moment, as {@code Instant}. */
    MOMENT,
    /** A record of another object, as {@code UUID}. */
    REFERENCE,
    /** Somebody who works there, as {@code String}. */
    USER;

    /** Whether two values are the same text where only their case differs. */
    boolean isFolded() {
        return switch (this) {
            case TEXT, LONG_TEXT, FULL_NAME, EMAIL, PHONE, URL -> true;
            default -> false;
        };
    }
}
