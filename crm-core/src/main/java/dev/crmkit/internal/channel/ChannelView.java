package dev.crmkit.internal.channel;

import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.internal.address.ChannelRow;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.ValueSource;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Channels as callers see them: one that only attributes say which are hidden from the actor is not there. Not instantiable.
 */
final class ChannelView {
    private ChannelView() {}

    /** All channels of a record that the actor sees, in order. */
    static List<Channel> of(Tx tx, StoredRecord record, List<ChannelRow> rows) {
        DefinedObject object = tx.schema().get(record.objectId());
        List<ChannelRow> ordered = rows.stream()
                .filter(row -> row.isSeen(tx.access()))
                .sorted(ChannelRow.ORDER)
                .toList();
        Set<ChannelKind> seen = new HashSet<>();
        List<Channel> channels = new ArrayList<>();
        for (ChannelRow row : ordered) {
            channels.add(channel(tx, object, row, seen.add(row.address().kind())));
        }
        return channels;
    }

    private static Channel channel(Tx tx, DefinedObject object, ChannelRow row, boolean primary) {
        @Nullable ValueSource verified = row.verified();
        return new Channel(
                row.id(),
                row.record(),
                row.address().kind(),
                row.address().display(),
                row.address().text(),
                row.label(),
                primary,
                verified == null ? null : verified.at(),
                verified == null ? null : verified.actor(),
                row.isHeld(),
                object.attributes().stream()
                        .filter(attribute -> row.attributes().contains(attribute.id())
                                && !tx.access().isHidden(attribute.id()))
                        .map(CrmAttribute::slug)
                        .toList(),
                row.consents(),
                row.at());
    }
}
