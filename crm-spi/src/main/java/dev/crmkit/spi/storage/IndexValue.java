package dev.crmkit.spi.storage;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** A value in the form in which it is filtered and sorted, one record per {@link IndexKind}. Immutable. */
public sealed interface IndexValue {

    /** The kind. */
    IndexKind kind();

    /**
     * {@link IndexKind#TEXT}.
     *
     * @param folded by {@link TextFolding#fold}
     * @param raw the text itself, NFC
     */
    record Text(String folded, String raw) implements IndexValue {
        /** Checks for null. */
        public Text {
            Objects.requireNonNull(folded, "folded");
            Objects.requireNonNull(raw, "raw");
        }

        /** The index form of a text that is NFC already. */
        public static Text of(String raw) {
            return new Text(TextFolding.fold(raw), raw);
        }

        @Override
        public IndexKind kind() {
            return IndexKind.TEXT;
        }
    }

    /**
     * {@link IndexKind#LONG_TEXT}.
     *
     * @param folded by {@link TextFolding#fold}
     */
    record LongText(String folded) implements IndexValue {
        /** Checks for null. */
        public LongText {
            Objects.requireNonNull(folded, "folded");
        }

        @Override
        public IndexKind kind() {
            return IndexKind.LONG_TEXT;
        }
    }

    /**
     * {@link IndexKind#TOKEN}.
     *
     * @param token not empty
     */
    record Token(String token) implements IndexValue {
        /** Checks for null. */
        public Token {
            Objects.requireNonNull(token, "token");
        }

        @Override
        public IndexKind kind() {
            return IndexKind.TOKEN;
        }
    }

    /**
     * {@link IndexKind#TOKENS}.
     *
     * @param tokens not empty, without repetition
     */
    record Tokens(List<String> tokens) implements IndexValue {
        /** Copies the list. */
        public Tokens {
            tokens = List.copyOf(tokens);
        }

        @Override
        public IndexKind kind() {
            return IndexKind.TOKENS;
        }
    }

    /**
     * {@link IndexKind#NUMBER}. Two numbers are equal when they compare as equal, whatever their scale.
     *
     * @param number the exact number
     */
    record Decimal(BigDecimal number) implements IndexValue {
        /** Takes trailing zeros away, so that equal numbers are equal values. */
        public Decimal {
            number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }

        @Override
        public IndexKind kind() {
            return IndexKind.NUMBER;
        }
    }

    /**
     * {@link IndexKind#MOMENT}.
     *
     * @param instant whole microseconds
     */
    record Moment(Instant instant) implements IndexValue {
        /** Checks for null. */
        public Moment {
            Objects.requireNonNull(instant, "instant");
        }

        @Override
        public IndexKind kind() {
            return IndexKind.MOMENT;
        }
    }

    /**
     * {@link IndexKind#CHOICE}.
     *
     * @param option the option's id
     */
    record Choice(String option) implements IndexValue {
        /** Checks for null. */
        public Choice {
            Objects.requireNonNull(option, "option");
        }

        @Override
        public IndexKind kind() {
            return IndexKind.CHOICE;
        }
    }

    /**
     * {@link IndexKind#CHOICES}.
     *
     * @param options the options' ids; not empty; the order does not matter
     */
    record Choices(Set<String> options) implements IndexValue {
        /** Copies the set. */
        public Choices {
            options = Collections.unmodifiableSet(new LinkedHashSet<>(options));
        }

        @Override
        public IndexKind kind() {
            return IndexKind.CHOICES;
        }
    }

    /**
     * {@link IndexKind#CODE}.
     *
     * @param number as it is
     */
    record Code(int number) implements IndexValue {
        @Override
        public IndexKind kind() {
            return IndexKind.CODE;
        }
    }

    /**
     * {@link IndexKind#REFERENCES}.
     *
     * @param ids not empty, without repetition
     */
    record References(List<UUID> ids) implements IndexValue {
        /** Copies the list. */
        public References {
            ids = List.copyOf(ids);
        }

        @Override
        public IndexKind kind() {
            return IndexKind.REFERENCES;
        }
    }

    /** {@link IndexKind#PRESENCE}: there is a value. */
    record Present() implements IndexValue {
        @Override
        public IndexKind kind() {
            return IndexKind.PRESENCE;
        }
    }
}
