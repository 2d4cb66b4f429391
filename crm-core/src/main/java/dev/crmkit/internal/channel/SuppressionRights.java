package dev.crmkit.internal.channel;

import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.address.ChannelRow;
import dev.crmkit.internal.address.ChannelRows;
import dev.crmkit.internal.address.NormalAddress;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Power;
import dev.crmkit.member.Verb;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Who suppresses addresses, and who sees what was said of them: an address is within reach by the records that have it. Not instantiable. */
final class SuppressionRights {
    private static final int MOST = 10_000;

    private SuppressionRights() {}

    /**
     * Lets those suppress who manage settings, and of each address those who may change a record that has it.
     *
     * @throws dev.crmkit.error.ForbiddenException if the actor may not
     */
    static void requireToSuppress(Tx tx, Collection<NormalAddress> addresses) {
        if (!tx.access().has(Power.MANAGE_SETTINGS)) {
            Set<String> keys = keys(addresses);
            if (!reached(tx, keys, Verb.UPDATE).containsAll(keys)) {
                tx.access().require(Power.MANAGE_SETTINGS, "suppress addresses of no record that it may change");
            }
        }
    }

    /** Whether the actor manages settings, or sees a record that has one of the addresses. */
    static boolean maySee(Tx tx, Collection<NormalAddress> addresses) {
        return tx.access().has(Power.MANAGE_SETTINGS)
                || !reached(tx, keys(addresses), Verb.READ).isEmpty();
    }

    private static Set<String> keys(Collection<NormalAddress> addresses) {
        Set<String> keys = new HashSet<>();
        addresses.forEach(address -> keys.add(address.key()));
        return keys;
    }

    /** Those of the keys at which the actor sees a channel of a record that it reads, and that the verb reaches. */
    private static Set<String> reached(Tx tx, Set<String> keys, Verb verb) {
        List<ChannelRow> rows = new ArrayList<>();
        List<String> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += MOST) {
            Set<String> some = Set.copyOf(all.subList(from, Math.min(all.size(), from + MOST)));
            ChannelRows.withKeys(tx, some).stream()
                    .filter(row -> row.isSeen(tx.access()))
                    .forEach(rows::add);
        }
        Set<UUID> records = new HashSet<>();
        rows.forEach(row -> records.add(row.record()));
        Set<UUID> reached = permitted(tx, records, verb);
        Set<String> found = new HashSet<>();
        rows.stream()
                .filter(row -> reached.contains(row.record()))
                .forEach(row -> found.add(row.address().key()));
        return found;
    }

    private static Set<UUID> permitted(Tx tx, Set<UUID> records, Verb verb) {
        Map<UUID, Set<UUID>> byObject = new LinkedHashMap<>();
        Gate.readable(tx, tx.records().labels(records))
                .values()
                .forEach(label -> byObject.computeIfAbsent(label.objectId(), object -> new HashSet<>())
                        .add(label.id()));
        Set<UUID> reached = new HashSet<>();
        byObject.forEach((object, ids) -> reached.addAll(Gate.permitted(tx, object, verb, ids)));
        return reached;
    }
}
