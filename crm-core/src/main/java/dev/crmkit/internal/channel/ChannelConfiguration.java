package dev.crmkit.internal.channel;

import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.ChannelSettings;
import dev.crmkit.channel.SharingReport;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.address.ChannelRow;
import dev.crmkit.internal.address.ChannelRows;
import dev.crmkit.internal.address.ChannelRules;
import dev.crmkit.internal.address.Claims;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.model.Attributes;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Changes what holds for addresses, while nobody else writes to the workspace: a kind that becomes unique is claimed by the records that have addresses of it, one that
 * becomes shared is given free. Not thread-safe.
 */
final class ChannelConfiguration {
    private static final int MAX_SAMPLES = 20;

    private final Tx tx;
    private final List<SharingReport.Sample> samples = new ArrayList<>();
    private long shared;

    ChannelConfiguration(Tx tx) {
        this.tx = tx;
    }

    SharingReport set(ChannelSettings settings) {
        check(settings);
        ChannelSettings before = ChannelRules.of(tx.lockSchema());
        try {
            return tx.storage().atomically(() -> {
                apply(before, settings);
                if (shared > 0) {
                    throw new Refused();
                }
                return new SharingReport(true, 0, List.of());
            });
        } catch (Refused e) {
            return new SharingReport(false, shared, samples);
        }
    }

    /** Undoes what was claimed. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super("Addresses are shared", null, false, false);
        }
    }

    private void check(ChannelSettings settings) {
        settings.findRegion().ifPresent(region -> {
            List<Violation> faults = tx.types().get("PHONE").check(Attributes.phone(region));
            if (!faults.isEmpty()) {
                throw new InvalidInputException("configure channels", faults);
            }
        });
    }

    private void apply(ChannelSettings before, ChannelSettings after) {
        Set<String> narrowed = new TreeSet<>(after.rules().keySet());
        narrowed.removeAll(before.rules().keySet());
        narrowed.forEach(slug -> claimAll(ChannelKind.of(slug)));
        Set<String> freed = new TreeSet<>(before.rules().keySet());
        freed.removeAll(after.rules().keySet());
        freed.forEach(slug -> free(ChannelKind.of(slug)));
        if (shared == 0 && !before.equals(after)) {
            Map<String, Object> workspace =
                    Json.readObject(tx.storage().schema().settings());
            tx.storage().schema().putSettings(Json.write(ChannelRules.with(workspace, after)));
            tx.reloadSchema();
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("before", before.toString());
            details.put("after", after.toString());
            new EventLog(tx).add(EventTypes.CHANNELS_CONFIGURED, details).write();
        }
    }

    private void claimAll(ChannelKind kind) {
        ChannelRows.forEachPortion(tx, ChannelRow.ITEM, Set.of(), Set.of(), items -> {
            List<ChannelRow> rows = items.stream()
                    .map(ChannelRow::of)
                    .filter(row -> row.address().kind().equals(kind))
                    .toList();
            if (!rows.isEmpty()) {
                claim(rows);
            }
        });
    }

    private void claim(List<ChannelRow> rows) {
        Set<UUID> records = new LinkedHashSet<>();
        rows.forEach(row -> records.add(row.record()));
        Map<UUID, RecordLabel> labels = tx.records().labels(records);
        Map<UUID, ChannelRow> wanted = new LinkedHashMap<>();
        Map<UUID, StoredItem> claims = new LinkedHashMap<>();
        for (ChannelRow row : rows) {
            RecordLabel label = labels.get(row.record());
            if (label != null && !label.archived()) {
                UUID id = Claims.id(label.objectId(), row.address());
                ChannelRow other = wanted.putIfAbsent(id, row);
                if (other == null) {
                    claims.put(id, Claims.of(label.objectId(), row.record(), row.address(), tx.now()));
                } else {
                    refuse(row, other.record());
                }
            }
        }
        ItemStorage items = tx.storage().items();
        Set<UUID> taken = claims.isEmpty() ? Set.of() : items.insert(claims.values());
        if (!taken.isEmpty()) {
            for (StoredItem held : items.load(taken)) {
                ChannelRow row = wanted.get(held.id());
                UUID holder = held.recordId();
                if (row != null && holder != null && !holder.equals(row.record())) {
                    refuse(row, holder);
                }
            }
        }
    }

    private void refuse(ChannelRow row, UUID holder) {
        shared++;
        if (samples.size() < MAX_SAMPLES) {
            samples.add(
                    new SharingReport.Sample(row.address().kind(), row.address().display(), holder, row.record()));
        }
    }

    private void free(ChannelKind kind) {
        ChannelRows.forEachPortion(
                tx,
                Claims.item(kind),
                Set.of(),
                Set.of(),
                items -> tx.storage()
                        .items()
                        .remove(items.stream().map(StoredItem::id).toList()));
    }
}
