package dev.crmkit.internal.catalog;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.list.ListRuns;
import dev.crmkit.internal.record.ComputedUpkeep;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.member.Power;
import dev.crmkit.type.InvalidValueException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** The settings of a workspace, kept with its schema, so that they change with its version. */
public final class SettingsService {
    private static final int MAX_PREFIXES = 20;

    private final Transactions transactions;

    /** The settings of the workspace that the transactions are of. */
    public SettingsService(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Reads the settings.
     *
     * @param reading gets the zone in which days begin, and the prefixes of system tags
     */
    public <R> R read(BiFunction<ZoneId, List<String>, R> reading) {
        return transactions.read(
                tx -> reading.apply(tx.schema().zone(), tx.schema().systemTagPrefixes()));
    }

    /**
     * Stores the settings.
     *
     * @throws InvalidInputException with every fault of the prefixes
     */
    public void write(ZoneId zone, List<String> systemTagPrefixes) {
        List<String> prefixes = prefixes(systemTagPrefixes);
        transactions.alter(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, "change the settings");
            WorkspaceSchema before = tx.lockSchema();
            Map<String, Object> settings = Json.readObject(tx.storage().schema().settings());
            settings.put("zone", zone.getId());
            settings.put(TagName.PREFIXES_SETTING, prefixes);
            tx.storage().schema().putSettings(Json.write(settings));
            WorkspaceSchema after = tx.reloadSchema();
            // Formulas may ask on what day an instant is.
            after.objects().forEach(object -> ComputedUpkeep.plan(tx, before, object));
            if (!after.zone().equals(before.zone())) {
                ListRuns.recheckRelative(tx);
            }
            return after;
        });
    }

    private static List<String> prefixes(List<String> given) {
        Set<String> prefixes = new LinkedHashSet<>();
        List<Violation> faults = new ArrayList<>();
        if (given.size() > MAX_PREFIXES) {
            faults.add(new Violation(
                    "systemTagPrefixes",
                    ErrorCode.VALUE_TOO_LONG,
                    "has " + given.size() + " prefixes; the limit is " + MAX_PREFIXES));
        }
        for (int i = 0; i < given.size(); i++) {
            try {
                prefixes.add(TagName.of(given.get(i)).key());
            } catch (InvalidValueException e) {
                faults.add(new Violation("systemTagPrefixes[" + i + "]", e.code(), e.reason()));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("configure the workspace", faults);
        }
        return List.copyOf(prefixes);
    }
}
