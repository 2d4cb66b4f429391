package dev.crmkit.channel;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What holds for the addresses of a workspace: by default records share them, and telephone numbers carry their country code. Immutable. */
public final class ChannelSettings {
    private final Map<String, AddressRule> rules;
    private final @Nullable String region;

    private ChannelSettings(Map<String, AddressRule> rules, @Nullable String region) {
        this.rules = Collections.unmodifiableMap(new TreeMap<>(rules));
        this.region = region;
    }

    /** What holds where nothing was configured. */
    public static ChannelSettings defaults() {
        return new ChannelSettings(Map.of(), null);
    }

    /** With that rule for a kind. */
    public ChannelSettings rule(ChannelKind kind, AddressRule rule) {
        Map<String, AddressRule> changed = new TreeMap<>(rules);
        if (rule == AddressRule.SHARED) {
            changed.remove(kind.slug());
        } else {
            changed.put(kind.slug(), rule);
        }
        return new ChannelSettings(changed, region);
    }

    /** At most one live record of each object has an address of the kind. */
    public ChannelSettings unique(ChannelKind kind) {
        return rule(kind, AddressRule.UNIQUE);
    }

    /** Any number of records have an address of the kind. */
    public ChannelSettings shared(ChannelKind kind) {
        return rule(kind, AddressRule.SHARED);
    }

    /** Telephone numbers without a country code are of that country (ISO 3166), or refused if it is null. */
    public ChannelSettings region(@Nullable String country) {
        return new ChannelSettings(rules, country);
    }

    /** The rule for a kind. */
    public AddressRule rule(ChannelKind kind) {
        return rules.getOrDefault(kind.slug(), AddressRule.SHARED);
    }

    /** The rules that differ from {@code SHARED}, by the slug of the kind; unmodifiable. */
    public Map<String, AddressRule> rules() {
        return rules;
    }

    /** The country of telephone numbers without a country code. */
    public Optional<String> findRegion() {
        return Optional.ofNullable(region);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChannelSettings that
                && rules.equals(that.rules)
                && findRegion().equals(that.findRegion());
    }

    @Override
    public int hashCode() {
        return rules.hashCode() * 31 + findRegion().hashCode();
    }

    @Override
    public String toString() {
        return "ChannelSettings" + rules + findRegion().map(r -> " in " + r).orElse("");
    }
}
