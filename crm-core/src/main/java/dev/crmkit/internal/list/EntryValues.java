package dev.crmkit.internal.list;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.internal.type.Emptiness;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a static list says of a record: kept by the ids of the list's entry attributes, given and shown by their names. Not thread-safe. */
final class EntryValues {
    private final Tx tx;
    private final DefinedList list;

    EntryValues(Tx tx, DefinedList list) {
        this.tx = tx;
        this.list = list;
    }

    /**
     * What is kept once somebody has given values by name; what is not named stays.
     *
     * @param kept what was kept before, or null for a new entry
     * @param faults gets every fault
     */
    Map<String, Object> read(@Nullable Map<String, Object> kept, Map<String, ?> given, List<Violation> faults) {
        Map<String, Object> after = new LinkedHashMap<>(kept == null ? Map.of() : kept);
        given.forEach((name, value) -> {
            Optional<CrmAttribute> attribute = list.findEntryAttribute(String.valueOf(name));
            if (attribute.isPresent()) {
                read(after, attribute.get(), value, faults);
            } else {
                List<String> names =
                        list.entryAttributes().stream().map(CrmAttribute::slug).toList();
                faults.add(new Violation(
                        String.valueOf(name),
                        ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                        "is not an entry attribute of list '" + list.key() + "'."
                                + DidYouMean.hint(String.valueOf(name), names) + " "
                                + (names.isEmpty() ? "It has none" : "It has " + DidYouMean.list(names))));
            }
        });
        for (CrmAttribute attribute : list.entryAttributes()) {
            boolean named = given.containsKey(attribute.slug());
            if (attribute.spec().isRequired()
                    && !after.containsKey(attribute.id().toString())
                    && (named || kept == null)
                    && faults.stream().noneMatch(fault -> fault.path().equals(attribute.slug()))) {
                faults.add(new Violation(attribute.slug(), ErrorCode.VALUE_REQUIRED, "must have a value. Give one"));
            }
        }
        return after;
    }

    private void read(
            Map<String, Object> after, CrmAttribute attribute, @Nullable Object value, List<Violation> faults) {
        AttributeType type = tx.types().get(attribute.spec().type());
        String id = attribute.id().toString();
        try {
            Object canonical =
                    value == null || Emptiness.isEmpty(value) ? null : type.normalise(attribute.spec(), value);
            if (canonical == null) {
                after.remove(id);
            } else {
                after.put(id, type.store(attribute.spec(), canonical));
            }
        } catch (InvalidValueException e) {
            faults.add(new Violation(attribute.slug(), e.code(), e.reason()));
        }
    }

    /** What is kept, as events tell it. */
    Map<String, Object> named(Map<String, Object> kept) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (CrmAttribute attribute : list.entryAttributes()) {
            Object stored = kept.get(attribute.id().toString());
            if (stored != null) {
                named.put(attribute.slug(), stored);
            }
        }
        return named;
    }

    /** What is kept, as readers get it. */
    Map<String, Object> shown(Map<String, Object> kept) {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (CrmAttribute attribute : list.entryAttributes()) {
            Object stored = kept.get(attribute.id().toString());
            if (stored != null) {
                shown.put(
                        attribute.slug(),
                        tx.types().get(attribute.spec().type()).restore(attribute.spec(), stored));
            }
        }
        return shown;
    }
}
