package dev.crmkit.internal.catalog;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.member.Power;
import java.time.ZoneId;
import java.util.Map;

/** The settings of a workspace, kept with its schema, so that they change with its version. */
public final class SettingsService {
    private final Transactions transactions;

    /** The settings of the workspace that the transactions are of. */
    public SettingsService(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The zone in which days begin. */
    public ZoneId zone() {
        return transactions.read(tx -> tx.schema().zone());
    }

    /** Sets the zone in which days begin. */
    public void zone(ZoneId zone) {
        transactions.alter(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, "change the settings");
            tx.lockSchema();
            Map<String, Object> settings = Json.readObject(tx.storage().schema().settings());
            settings.put("zone", zone.getId());
            tx.storage().schema().putSettings(Json.write(settings));
            return tx.reloadSchema();
        });
    }
}
