package dev.crmkit.internal.record;

import dev.crmkit.spi.storage.IndexValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Index values as JSON, for cursors. Not instantiable. */
final class IndexValueCodec {
    private IndexValueCodec() {}

    static @Nullable List<Object> write(@Nullable IndexValue value) {
        if (value == null) {
            return null;
        } else if (value instanceof IndexValue.Text text) {
            return List.of("T", text.raw());
        } else if (value instanceof IndexValue.Token token) {
            return List.of("K", token.token());
        } else if (value instanceof IndexValue.Tokens tokens) {
            return List.of("S", tokens.tokens());
        } else if (value instanceof IndexValue.Decimal decimal) {
            return List.of("N", decimal.number());
        } else if (value instanceof IndexValue.Moment moment) {
            return List.of("M", ChronoUnit.MICROS.between(Instant.EPOCH, moment.instant()));
        } else if (value instanceof IndexValue.Choice choice) {
            return List.of("C", choice.option());
        } else if (value instanceof IndexValue.Choices choices) {
            return List.of("O", List.copyOf(choices.options()));
        } else if (value instanceof IndexValue.Code code) {
            return List.of("I", code.number());
        } else if (value instanceof IndexValue.References references) {
            return List.of("R", references.ids().stream().map(UUID::toString).toList());
        }
        throw new IllegalStateException("No cursor over " + value.kind());
    }

    static @Nullable IndexValue read(@Nullable Object json) {
        if (!(json instanceof List<?> pair)) {
            return null;
        }
        Object value = pair.get(1);
        return switch ((String) pair.get(0)) {
            case "T" -> IndexValue.Text.of((String) value);
            case "K" -> new IndexValue.Token((String) value);
            case "S" -> new IndexValue.Tokens(texts(value));
            case "N" -> new IndexValue.Decimal((BigDecimal) value);
            case "M" ->
                new IndexValue.Moment(Instant.EPOCH.plus(((BigDecimal) value).longValueExact(), ChronoUnit.MICROS));
            case "C" -> new IndexValue.Choice((String) value);
            case "O" -> new IndexValue.Choices(new LinkedHashSet<>(texts(value)));
            case "I" -> new IndexValue.Code(((BigDecimal) value).intValueExact());
            case "R" ->
                new IndexValue.References(
                        texts(value).stream().map(UUID::fromString).toList());
            default -> throw new IllegalStateException("Unknown tag in a sealed cursor: " + pair.get(0));
        };
    }

    private static List<String> texts(Object list) {
        List<String> texts = new ArrayList<>();
        ((List<?>) list).forEach(element -> texts.add((String) element));
        return texts;
    }
}
