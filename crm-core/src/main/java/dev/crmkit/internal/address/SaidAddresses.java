package dev.crmkit.internal.address;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The addresses that values of an object's records say. Not thread-safe. */
final class SaidAddresses {
    private final Tx tx;
    private final List<CrmAttribute> attributes;
    private @Nullable Addresses addresses;

    SaidAddresses(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.attributes = object.attributes().stream()
                .filter(attribute -> Addresses.mayProject(attribute.spec()))
                .toList();
    }

    /** An address with the attributes that say it, as the first of them writes it. */
    record Said(NormalAddress address, int place, Set<UUID> attributes) {

        /** The row of a record whose values say this from now on. */
        ChannelRow on(@Nullable ChannelRow before, UUID record, Tx tx) {
            ChannelRow row = before;
            if (row == null) {
                row = ChannelRow.begin(record, address, tx.now(), place);
            } else if (!row.isThere()) {
                row = row.again(tx.now(), place).written(address, place);
            } else if (!row.given()) {
                row = row.written(address, place);
            }
            return row.merged(Set.of()).saidBy(attributes);
        }
    }

    /** Whether no value says any. */
    boolean isNever() {
        return attributes.isEmpty();
    }

    /**
     * Those of a record, by the ids of their rows.
     *
     * @param values canonical, by attribute id
     */
    Map<UUID, Said> of(UUID record, Map<UUID, Object> values) {
        Map<UUID, Said> said = new LinkedHashMap<>();
        for (int i = 0; i < attributes.size(); i++) {
            CrmAttribute attribute = attributes.get(i);
            Object value = values.get(attribute.id());
            if (value == null) {
                continue;
            }
            int place = i;
            addresses()
                    .projected(attribute.spec(), value)
                    .ifPresent(address -> said.computeIfAbsent(
                                    ChannelRow.id(record, address),
                                    id -> new Said(address, place, new LinkedHashSet<>()))
                            .attributes()
                            .add(attribute.id()));
        }
        return said;
    }

    /** The slug of the first of these attributes that the actor sees; empty if it sees none. */
    String slug(Said said) {
        return attributes.stream()
                .filter(attribute -> said.attributes().contains(attribute.id())
                        && !tx.access().isHidden(attribute.id()))
                .map(CrmAttribute::slug)
                .findFirst()
                .orElse("");
    }

    private Addresses addresses() {
        Addresses known = addresses;
        if (known == null) {
            known = Addresses.in(tx);
            addresses = known;
        }
        return known;
    }
}
