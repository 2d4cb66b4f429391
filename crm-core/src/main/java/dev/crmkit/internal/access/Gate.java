package dev.crmkit.internal.access;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Verb;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordLabel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Asks the storage which of some records the actor reaches, with the predicate that also makes the actor's lists; so what is found by id is what is
 * listed. Asks nothing where the actor reaches all or none. Not instantiable.
 */
public final class Gate {
    private static final int MOST_IDS = 10_000;

    private Gate() {}

    /** Those of the object's records that the verb reaches. */
    public static Set<UUID> permitted(Tx tx, UUID object, Verb verb, Collection<UUID> ids) {
        Predicate reach = tx.access().predicate(object, verb);
        if (ids.isEmpty() || reach.equals(Predicate.never())) {
            return Set.of();
        }
        if (reach.equals(Predicate.always())) {
            return new HashSet<>(ids);
        }
        List<UUID> all = List.copyOf(new HashSet<>(ids));
        Set<UUID> permitted = new HashSet<>();
        for (int from = 0; from < all.size(); from += MOST_IDS) {
            Set<UUID> some = Set.copyOf(all.subList(from, Math.min(all.size(), from + MOST_IDS)));
            Predicate asked = new Predicate.All(List.of(new Predicate.RefersToAny(SystemField.ID, some), reach));
            Grouping grouping = new Grouping(
                    object, asked, ArchivedFilter.ALL, List.of(new Grouping.Key(SystemField.ID, List.of())), List.of());
            for (Grouping.Row row : tx.records().group(grouping)) {
                if (row.keys().get(0) instanceof IndexValue.References references) {
                    permitted.addAll(references.ids());
                }
            }
        }
        return permitted;
    }

    /**
     * Those of the labels whose records the actor reads, under the ids they stand under: as if there were no others, and without names that it does not
     * see.
     *
     * @param labels by any ids
     */
    public static Map<UUID, RecordLabel> readable(Tx tx, Map<UUID, RecordLabel> labels) {
        Map<UUID, List<UUID>> byObject = new LinkedHashMap<>();
        labels.values()
                .forEach(label -> byObject.computeIfAbsent(label.objectId(), object -> new ArrayList<>())
                        .add(label.id()));
        Set<UUID> permitted = new HashSet<>();
        byObject.forEach((object, ids) -> permitted.addAll(permitted(tx, object, Verb.READ, ids)));
        Map<UUID, RecordLabel> readable = new HashMap<>();
        labels.forEach((id, label) -> {
            if (permitted.contains(label.id())) {
                readable.put(id, shown(tx, label));
            }
        });
        return readable;
    }

    private static RecordLabel shown(Tx tx, RecordLabel label) {
        return tx.access().isNamed(label.objectId())
                ? label
                : new RecordLabel(label.id(), label.objectId(), "", label.archived());
    }
}
