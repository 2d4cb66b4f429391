package dev.crmkit.internal.channel;

import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.Choice;
import dev.crmkit.channel.Consent;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.channel.Purpose;
import dev.crmkit.channel.Sender;
import dev.crmkit.internal.address.ChannelRow;
import dev.crmkit.internal.address.ChannelRows;
import dev.crmkit.internal.address.NormalAddress;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Chooses channels and senders for a purpose: five statements for any number of records. Not thread-safe. */
final class ChannelChooser {
    private final Tx tx;
    private final Purpose purpose;

    ChannelChooser(Tx tx, Purpose purpose) {
        this.tx = tx;
        this.purpose = purpose;
    }

    /** The choice for each of the records that the actor may see. */
    Map<UUID, Choice> choose(Set<UUID> ids) {
        Map<UUID, StoredRecord> records = new RecordGate(tx).readable(ids);
        Map<UUID, List<ChannelRow>> rows =
                ChannelRows.of(tx, RecordGate.byOwnId(ids, records).keySet());
        Set<NormalAddress> asked = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (List<ChannelRow> some : rows.values()) {
            for (ChannelRow row : some) {
                if (purpose.kinds().contains(row.address().kind())) {
                    asked.add(row.address());
                    keys.add(row.address().key());
                }
            }
        }
        Set<NormalAddress> suppressed = SuppressionService.suppressed(tx, asked);
        Set<String> refused = refused(keys);
        Collection<Sender> senders = SenderService.read(tx).values();
        Map<UUID, Choice> choices = new LinkedHashMap<>();
        for (UUID id : ids) {
            StoredRecord record = records.get(id);
            if (record != null) {
                List<ChannelRow> own = rows.getOrDefault(record.id(), List.of());
                choices.put(id, new One(record, own, suppressed, refused, senders).choose());
            }
        }
        return choices;
    }

    /** The keys at which somebody, whosever the record, denied or withdrew consent. */
    private Set<String> refused(Set<String> keys) {
        Set<String> refused = new HashSet<>();
        List<String> all = List.copyOf(keys);
        int most = 10_000;
        for (int from = 0; from < all.size(); from += most) {
            Set<String> some = Set.copyOf(all.subList(from, Math.min(all.size(), from + most)));
            for (ChannelRow row : ChannelRows.withKeys(tx, some)) {
                Consent consent = row.consents().get(purpose.name());
                if (consent != null && consent.state().forbids()) {
                    refused.add(row.address().key());
                }
            }
        }
        return refused;
    }

    /** The choice for one record. */
    private final class One {
        private final StoredRecord record;
        private final Map<ChannelKind, List<Channel>> channels = new HashMap<>();
        private final Map<UUID, NormalAddress> addresses = new HashMap<>();
        private final Set<NormalAddress> suppressed;
        private final Set<String> refused;
        private final Collection<Sender> senders;
        private final List<Choice.PassedOver> passedOver = new ArrayList<>();

        One(
                StoredRecord record,
                List<ChannelRow> rows,
                Set<NormalAddress> suppressed,
                Set<String> refused,
                Collection<Sender> senders) {
            this.record = record;
            this.suppressed = suppressed;
            this.refused = refused;
            this.senders = senders;
            rows.forEach(row -> addresses.put(row.id(), row.address()));
            ChannelView.of(tx, record, rows)
                    .forEach(channel -> channels.computeIfAbsent(channel.kind(), kind -> new ArrayList<>())
                            .add(channel));
        }

        Choice choose() {
            for (ChannelKind kind : purpose.kinds()) {
                Optional<Sender> sender = sender(kind);
                List<Channel> some = channels.getOrDefault(kind, List.of());
                if (record.isArchived()) {
                    pass(kind, null, Choice.Reason.RECORD_ARCHIVED);
                } else if (some.isEmpty()) {
                    pass(kind, null, Choice.Reason.NO_ADDRESS);
                } else if (sender.isEmpty() && purpose.needsSender()) {
                    pass(kind, null, Choice.Reason.NO_SENDER);
                } else {
                    for (Channel channel : some) {
                        Choice.@Nullable Reason reason = reason(channel);
                        if (reason == null) {
                            return new Choice(record.id(), channel, sender.orElse(null), passedOver);
                        }
                        pass(kind, channel, reason);
                    }
                }
            }
            return new Choice(record.id(), null, null, passedOver);
        }

        private void pass(ChannelKind kind, @Nullable Channel channel, Choice.Reason reason) {
            passedOver.add(new Choice.PassedOver(kind, channel, reason));
        }

        private Choice.@Nullable Reason reason(Channel channel) {
            NormalAddress address = Objects.requireNonNull(addresses.get(channel.id()));
            if (suppressed.contains(address)) {
                return Choice.Reason.SUPPRESSED;
            } else if (refused.contains(address.key())) {
                return Choice.Reason.CONSENT_REFUSED;
            } else if (purpose.needsConsent() && channel.consent(purpose.name()) != ConsentState.GRANTED) {
                return Choice.Reason.NO_CONSENT;
            } else if (purpose.needsVerified() && !channel.isVerified()) {
                return Choice.Reason.UNVERIFIED;
            }
            return null;
        }

        /** The first sender of the record's owner, or else of the workspace. */
        private Optional<Sender> sender(ChannelKind kind) {
            String owner = record.state().owner();
            Sender shared = null;
            for (Sender sender : senders) {
                if (sender.kind().equals(kind)) {
                    if (owner != null && owner.equals(sender.owner())) {
                        return Optional.of(sender);
                    }
                    shared = shared == null && sender.owner() == null ? sender : shared;
                }
            }
            return Optional.ofNullable(shared);
        }
    }
}
