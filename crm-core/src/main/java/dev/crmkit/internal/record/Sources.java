package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.ValueSource;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Who wrote each value last, as a small document: a list of writers, and for each key that the first did not write the writer's place in the list;
 * beside it how each computed value stands. Immutable.
 */
final class Sources {
    private final List<ValueSource> writers;
    private final Map<String, Integer> exceptions;
    private final Map<String, Standing> standings;

    private Sources(List<ValueSource> writers, Map<String, Integer> exceptions, Map<String, Standing> standings) {
        this.writers = writers;
        this.exceptions = exceptions;
        this.standings = standings;
    }

    /** Everything was written by one. */
    static Sources all(ValueSource writer) {
        return new Sources(List.of(writer), Map.of(), Map.of());
    }

    static Sources read(String text) {
        Map<String, Object> document = Json.readObject(text);
        List<ValueSource> writers = new ArrayList<>();
        for (Object element : Json.list(document, "w")) {
            List<?> writer = (List<?>) element;
            long micros = ((BigDecimal) writer.get(2)).longValueExact();
            writers.add(new ValueSource(
                    new Actor(ActorKind.valueOf((String) writer.get(0)), (String) writer.get(1)),
                    Instant.EPOCH.plus(micros, ChronoUnit.MICROS)));
        }
        return new Sources(
                writers,
                sorted(Json.object(document, "k"), place -> ((BigDecimal) place).intValueExact()),
                sorted(Json.object(document, "c"), Standing::read));
    }

    private static <V> Map<String, V> sorted(Map<String, Object> written, Function<Object, V> reading) {
        if (written.isEmpty()) {
            return Map.of();
        }
        Map<String, V> sorted = new TreeMap<>();
        written.forEach((key, value) -> sorted.put(key, reading.apply(value)));
        return sorted;
    }

    /** Who wrote the value under the key. */
    ValueSource of(String key) {
        return writers.get(exceptions.getOrDefault(key, 0));
    }

    /** How the computed value under the key stands, if one was ever computed there. */
    Optional<Standing> standing(String key) {
        return Optional.ofNullable(standings.get(key));
    }

    /** The same with these standings of computed values, by key, and no others. */
    Sources withStandings(Map<String, Standing> computed) {
        return new Sources(writers, exceptions, new TreeMap<>(computed));
    }

    /** The same after the writer wrote the values under these keys. */
    Sources with(Collection<String> keys, ValueSource writer) {
        if (keys.isEmpty()) {
            return this;
        }
        Map<String, ValueSource> byKey = new TreeMap<>();
        exceptions.forEach((key, place) -> byKey.put(key, writers.get(place)));
        keys.forEach(key -> byKey.put(key, writer));
        // The first writer stands for every key that is not named, so it stays; others go with their last key.
        List<ValueSource> kept = new ArrayList<>(List.of(writers.get(0)));
        Map<String, Integer> places = new TreeMap<>();
        byKey.forEach((key, by) -> {
            int place = kept.indexOf(by);
            if (place < 0) {
                place = kept.size();
                kept.add(by);
            }
            if (place > 0) {
                places.put(key, place);
            }
        });
        return new Sources(kept, places, standings);
    }

    String write() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "w",
                writers.stream()
                        .map(w -> List.of(
                                w.actor().kind().name(),
                                w.actor().id(),
                                ChronoUnit.MICROS.between(Instant.EPOCH, w.at())))
                        .toList());
        if (!exceptions.isEmpty()) {
            document.put("k", exceptions);
        }
        if (!standings.isEmpty()) {
            Map<String, Object> written = new TreeMap<>();
            standings.forEach((key, standing) -> written.put(key, standing.write()));
            document.put("c", written);
        }
        return Json.write(document);
    }
}
