package dev.crmkit.internal.address;

import dev.crmkit.channel.AddressRule;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.ChannelSettings;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.schema.WorkspaceSchema;
import java.util.LinkedHashMap;
import java.util.Map;

/** What holds for addresses, kept among the workspace's settings, so that writers know it without asking. Not instantiable. */
public final class ChannelRules {
    private static final String SETTING = "channels";

    private ChannelRules() {}

    /** What holds by this state of the schema. */
    public static ChannelSettings of(WorkspaceSchema schema) {
        Map<String, Object> stored = Json.object(schema.settings(), SETTING);
        ChannelSettings settings = ChannelSettings.defaults().region(Json.text(stored, "region"));
        for (Map.Entry<String, Object> rule : Json.object(stored, "rules").entrySet()) {
            settings = settings.rule(ChannelKind.of(rule.getKey()), AddressRule.valueOf((String) rule.getValue()));
        }
        return settings;
    }

    /** The workspace's settings with other ones for addresses. */
    public static Map<String, Object> with(Map<String, Object> workspace, ChannelSettings settings) {
        Map<String, Object> rules = new LinkedHashMap<>();
        settings.rules().forEach((kind, rule) -> rules.put(kind, rule.name()));
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put("rules", rules);
        settings.findRegion().ifPresent(region -> stored.put("region", region));
        Map<String, Object> changed = new LinkedHashMap<>(workspace);
        changed.put(SETTING, stored);
        return changed;
    }
}
