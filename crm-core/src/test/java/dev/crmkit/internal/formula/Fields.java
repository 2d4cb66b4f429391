package dev.crmkit.internal.formula;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record for formulas to read: names with kinds and values. Not thread-safe. */
final class Fields implements Scope, Inputs {
    private final Map<String, Input> inputs = new LinkedHashMap<>();
    private final Map<UUID, @Nullable Object> values = new LinkedHashMap<>();

    /** One name of each kind, with a value, and one without. */
    static Fields sample() {
        return new Fields()
                .with("n", Kind.NUMBER, new BigDecimal("7.5"))
                .with("zero", Kind.NUMBER, BigDecimal.ZERO)
                .with("none", Kind.NUMBER, null)
                .with("huge", Kind.NUMBER, new BigDecimal("999999999999999999999999999999"))
                .with("t", Kind.TEXT, "Straße 9")
                .with("notext", Kind.TEXT, null)
                .with("d", Kind.DATE, LocalDate.of(2026, 3, 1))
                .with("nodate", Kind.DATE, null)
                .with("at", Kind.TIMESTAMP, Instant.parse("2026-03-01T23:30:00Z"))
                .with("notime", Kind.TIMESTAMP, null)
                .with("yes", Kind.CHECKBOX, true)
                .with("unset", Kind.CHECKBOX, null)
                .with("eur", Kind.CURRENCY, new Money(new BigDecimal("12.50"), "EUR"))
                .with("usd", Kind.CURRENCY, new Money(new BigDecimal("3.00"), "USD"))
                .with("nomoney", Kind.CURRENCY, null)
                .options("stage", List.of("new", "won", "lost"), "won");
    }

    Fields with(String name, Kind kind, @Nullable Object value) {
        UUID id = new UUID(1, inputs.size());
        inputs.put(name, new Input(id, kind, kind == Kind.CURRENCY ? "EUR" : null, List.of()));
        values.put(id, value);
        return this;
    }

    private Fields options(String name, List<String> options, String value) {
        UUID id = new UUID(1, inputs.size());
        inputs.put(name, new Input(id, Kind.TEXT, null, options));
        values.put(id, value);
        return this;
    }

    /** The names of a kind, without those that take only some values. */
    List<String> names(Kind kind) {
        List<String> names = new ArrayList<>();
        inputs.forEach((name, input) -> {
            if (input.kind() == kind && input.options().isEmpty()) {
                names.add(name);
            }
        });
        return names;
    }

    @Override
    public Input find(String name) {
        Input input = inputs.get(name);
        if (input == null) {
            throw new UnreadableInputException("'" + name + "' is not there");
        }
        return input;
    }

    @Override
    public @Nullable Object value(UUID attribute) {
        return values.get(attribute);
    }

    @Override
    public ZoneId zone() {
        return ZoneId.of("Pacific/Apia");
    }
}
