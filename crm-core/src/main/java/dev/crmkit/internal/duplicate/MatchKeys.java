package dev.crmkit.internal.duplicate;

import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.MatchRule;
import dev.crmkit.internal.type.HostNames;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.TextFolding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The keys that follow from the values of a record of one object. Immutable. */
public final class MatchKeys {
    /** So many of the records that one refers to count for {@code within}. */
    static final int MOST_WITHIN = 10;

    private final DefinedObject object;
    private final TypeRegistry types;

    /** The keys by the object's rules. */
    public MatchKeys(DefinedObject object, TypeRegistry types) {
        this.object = object;
        this.types = types;
    }

    /** The keys of a live record with these values, by attribute id; no key twice. */
    public List<MatchKey> of(Map<UUID, Object> values) {
        List<MatchKey> keys = new ArrayList<>();
        for (MatchRule rule : object.matchRules()) {
            Optional<CrmAttribute> attribute = object.object().findAttribute(rule.attribute());
            Object value = values.get(rule.attribute());
            if (attribute.isPresent() && value != null) {
                keys.addAll(keys(rule, attribute.get(), value, values));
            }
        }
        return keys;
    }

    private List<MatchKey> keys(MatchRule rule, CrmAttribute attribute, Object value, Map<UUID, Object> values) {
        String text = types.get(attribute.spec().type()).display(attribute.spec(), value);
        return switch (rule.kind()) {
            case EMAIL -> plain(rule, Optional.of(email((String) value)), values);
            case PHONE -> plain(rule, Optional.of((String) value), values);
            case DOMAIN -> plain(rule, Domains.ofOneOwner(text), values);
            case NAME ->
                name(value, text).map(name -> named(rule, name, values)).orElse(List.of());
        };
    }

    private static String email(String address) {
        int at = address.lastIndexOf('@');
        String domain = address.substring(at + 1);
        String ascii = HostNames.toAscii(domain);
        return TextFolding.fold(address.substring(0, at + 1)) + (ascii == null ? TextFolding.fold(domain) : ascii);
    }

    private List<MatchKey> plain(MatchRule rule, Optional<String> normal, Map<UUID, Object> values) {
        return normal.map(text -> places(rule, values).stream()
                        .map(place -> new MatchKey(rule, MatchKey.prefix(rule.id()) + place + text, ""))
                        .toList())
                .orElse(List.of());
    }

    /** Titles and middle names are left out of a name that has parts: people give them or not. */
    private static Optional<NameForm> name(Object value, String text) {
        if (value instanceof Map<?, ?> parts) {
            StringBuilder name = new StringBuilder();
            for (String part : List.of("first", "last")) {
                if (parts.get(part) instanceof String said) {
                    name.append(said).append(' ');
                }
            }
            return NameForm.of(name.isEmpty() ? text : name.toString(), false);
        }
        return NameForm.of(text, true);
    }

    /** Within a record, names are compared without blocks: there are few, and more is found. */
    private List<MatchKey> named(MatchRule rule, NameForm name, Map<UUID, Object> values) {
        Collection<String> blocks = rule.within() == null ? name.blocks() : places(rule, values);
        return blocks.stream()
                .map(block -> new MatchKey(rule, MatchKey.prefix(rule.id()) + block, name.text()))
                .toList();
    }

    /** What the rule's {@code within} puts before its keys; the empty text where it says nothing. */
    private Collection<String> places(MatchRule rule, Map<UUID, Object> values) {
        UUID within = rule.within();
        if (within == null) {
            return Set.of("");
        }
        Optional<CrmAttribute> reference = object.object().findAttribute(within);
        Object value = values.get(within);
        if (reference.isEmpty() || value == null) {
            return Set.of();
        }
        List<String> places = new ArrayList<>();
        for (IndexValue indexed : types.get(reference.get().spec().type())
                .index(reference.get().spec(), value)
                .values()) {
            if (indexed instanceof IndexValue.References references) {
                references.ids().forEach(id -> places.add(id + ":"));
            }
        }
        return places.stream().distinct().limit(MOST_WITHIN).toList();
    }
}
