package dev.crmkit.internal.channel;

import dev.crmkit.channel.Address;
import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelChange;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.ChannelSettings;
import dev.crmkit.channel.Channels;
import dev.crmkit.channel.Choice;
import dev.crmkit.channel.Consent;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.channel.NewChannel;
import dev.crmkit.channel.Purpose;
import dev.crmkit.channel.Senders;
import dev.crmkit.channel.SharingReport;
import dev.crmkit.channel.Suppressions;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.address.Addresses;
import dev.crmkit.internal.address.ChannelRow;
import dev.crmkit.internal.address.ChannelRows;
import dev.crmkit.internal.address.ChannelRules;
import dev.crmkit.internal.address.NormalAddress;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.member.Power;
import dev.crmkit.model.RecordRef;
import dev.crmkit.model.ValueSource;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Channels, kept as items of their records. */
public final class ChannelService implements Channels {
    private static final int MAX_BATCH = 1_000;
    private static final int MAX_CHANNELS = 200;
    private static final int MAX_PURPOSES = 100;

    private final Transactions transactions;

    /** The channels of the workspace that the transactions are of. */
    public ChannelService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Channel add(NewChannel channel) {
        return addAll("add a channel", List.of(channel), List.of("")).get(0);
    }

    @Override
    public List<Channel> addAll(List<NewChannel> channels) {
        Inputs.atMost("add channels", "channels", channels.size(), MAX_BATCH);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            paths.add("channels[" + i + "].");
        }
        return addAll("add channels", channels, paths);
    }

    private List<Channel> addAll(String what, List<NewChannel> channels, List<String> paths) {
        if (channels.isEmpty()) {
            return List.of();
        }
        return transactions.write(tx -> {
            Set<UUID> records = new LinkedHashSet<>();
            channels.forEach(channel -> records.add(channel.record()));
            List<NormalAddress> addresses = addresses(tx, what, channels, paths);
            ChannelEdits edits = ChannelEdits.of(tx, records);
            edits.records().forEach(edits::requireLive);
            List<ChannelRow> wanted = new ArrayList<>();
            for (int i = 0; i < channels.size(); i++) {
                UUID record = edits.own(channels.get(i).record());
                wanted.add(ChannelRow.begin(record, addresses.get(i), tx.now(), 0));
            }
            edits.recall(wanted.stream().map(ChannelRow::id).toList());
            for (int i = 0; i < channels.size(); i++) {
                give(tx, edits, channels.get(i), wanted.get(i), paths.get(i) + "address");
            }
            for (UUID record : edits.records()) {
                Inputs.atMost(what, "channels of record " + record, edits.count(record), MAX_CHANNELS);
            }
            edits.write(what);
            tell(tx, edits);
            return wanted.stream()
                    .map(row -> edits.view(row.record(), row.id()))
                    .toList();
        });
    }

    private static List<NormalAddress> addresses(Tx tx, String what, List<NewChannel> channels, List<String> paths) {
        Addresses forms = Addresses.in(tx);
        List<Violation> faults = new ArrayList<>();
        List<NormalAddress> addresses = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            NewChannel channel = channels.get(i);
            try {
                addresses.add(forms.normalise(channel.kind(), channel.address()));
            } catch (InvalidValueException e) {
                faults.add(new Violation(paths.get(i) + "address", e.code(), e.reason()));
            }
            Inputs.text(faults, paths.get(i) + "label", channel.label(), Inputs.LINE);
        }
        Inputs.refuse(what, faults);
        return addresses;
    }

    private static void give(Tx tx, ChannelEdits edits, NewChannel channel, ChannelRow wanted, String path) {
        ChannelRow row = edits.row(wanted.record(), wanted.id());
        if (row == null) {
            ChannelRow former = edits.before(wanted.record(), wanted.id());
            int place = edits.nextPlace(wanted.record());
            row = (former == null ? wanted : former.again(tx.now(), place)).written(wanted.address(), place);
        }
        if (!channel.label().isEmpty()) {
            row = row.label(channel.label());
        }
        row = row.given(true);
        edits.put(row, path);
        if (channel.primary()) {
            edits.makePrimary(row);
        }
    }

    /** Writes an event for each channel that is new or changed in what people see of it. */
    private static void tell(Tx tx, ChannelEdits edits) {
        EventLog log = new EventLog(tx);
        for (ChannelRow row : edits.changed()) {
            ChannelRow before = edits.before(row.record(), row.id());
            boolean added = row.given() && (before == null || !before.given());
            Map<String, Object> details = details(row);
            if (added) {
                if (!row.label().isEmpty()) {
                    details.put("label", row.label());
                }
                details.put("primary", edits.isPrimary(row, true));
                log.add(EventTypes.CHANNEL_ADDED, edits.record(row.record()), details);
            } else if (before != null) {
                boolean was = edits.isPrimary(row, false);
                boolean is = edits.isPrimary(row, true);
                if (!before.label().equals(row.label())) {
                    details.put("label", List.of(before.label(), row.label()));
                }
                if (was != is) {
                    details.put("primary", List.of(was, is));
                }
                log.add(EventTypes.CHANNEL_CHANGED, edits.record(row.record()), details);
            }
        }
        log.write();
    }

    private static Map<String, Object> details(ChannelRow row) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("channel", row.id().toString());
        details.put("kind", row.address().kind().slug());
        details.put("address", row.address().display());
        if (!row.given()) {
            // Whoever sees none of them does not see the event either.
            Set<UUID> attributes = new LinkedHashSet<>(row.attributes());
            attributes.addAll(row.merged());
            details.put("attributes", attributes.stream().map(UUID::toString).toList());
        }
        return details;
    }

    @Override
    public Channel change(UUID channel, ChannelChange change) {
        List<Violation> faults = new ArrayList<>();
        change.findLabel().ifPresent(label -> Inputs.text(faults, "label", label, Inputs.LINE));
        Inputs.refuse("change channel " + channel, faults);
        return edit(channel, true, (tx, found) -> {
            ChannelEdits edits = found.edits();
            ChannelRow row = found.row();
            ChannelRow labelled = change.findLabel().map(row::label).orElse(row);
            edits.put(labelled, "address");
            if (change.makesPrimary()) {
                edits.makePrimary(labelled);
            }
            tell(tx, edits);
        });
    }

    /** A channel with all that its record has. */
    private record Found(ChannelEdits edits, ChannelRow row) {}

    private Channel edit(UUID channel, boolean liveOnly, BiConsumer<Tx, Found> work) {
        return transactions.write(tx -> {
            Found found = find(tx, channel);
            if (found == null) {
                throw new NotFoundException(
                        ErrorCode.CHANNEL_NOT_FOUND,
                        "There is no channel " + channel + ". List the record's channels anew",
                        Map.of("id", channel));
            }
            UUID record = found.row().record();
            if (liveOnly) {
                found.edits().requireLive(record);
            }
            work.accept(tx, found);
            found.edits().write("change channel " + channel);
            return found.edits().view(record, channel);
        });
    }

    private static @Nullable Found find(Tx tx, UUID channel) {
        ChannelRow seen = ChannelRows.load(tx, List.of(channel)).get(channel);
        // Whose it is never changes while it is there, so the record can be locked first and the row read again.
        if (seen == null
                || !seen.isSeen(tx.access())
                || new RecordGate(tx).readable(List.of(seen.record())).isEmpty()) {
            return null;
        }
        ChannelEdits edits = ChannelEdits.of(tx, Set.of(seen.record()));
        // The record may have been merged into another one meanwhile, which has the address under another id.
        ChannelRow row = edits.row(edits.own(seen.record()), channel);
        return row == null || !row.isSeen(tx.access()) ? null : new Found(edits, row);
    }

    @Override
    public Channel verify(UUID channel) {
        return edit(channel, true, (tx, found) -> {
            if (found.row().verified() == null) {
                ChannelRow verified = found.row().verified(new ValueSource(tx.actor(), tx.now()));
                found.edits().put(verified, "address");
                new EventLog(tx)
                        .add(EventTypes.CHANNEL_VERIFIED, found.edits().record(verified.record()), details(verified))
                        .write();
            }
        });
    }

    @Override
    public boolean remove(UUID channel) {
        return transactions.write(tx -> {
            Found found = find(tx, channel);
            if (found == null) {
                return false;
            }
            ChannelRow row = found.row();
            found.edits().requireLive(row.record());
            if (!row.isHeld()) {
                throw new InvalidInputException(
                        "remove channel " + channel,
                        List.of(new Violation(
                                "channel",
                                ErrorCode.VALUE_READ_ONLY,
                                "'" + row.address().display() + "' is there because the record's attributes say so ("
                                        + String.join(
                                                ", ",
                                                found.edits()
                                                        .view(row.record(), channel)
                                                        .attributes())
                                        + "). Empty them instead")));
            }
            found.edits().put(row.given(false), "address");
            found.edits().write("remove channel " + channel);
            new EventLog(tx)
                    .add(EventTypes.CHANNEL_REMOVED, found.edits().record(row.record()), details(row))
                    .write();
            return true;
        });
    }

    @Override
    public Channel consent(UUID channel, ConsentStatement statement) {
        String what = "record consent at channel " + channel;
        List<Violation> faults = new ArrayList<>();
        if (!Purpose.isName(statement.purpose())) {
            faults.add(new Violation(
                    "purpose",
                    ErrorCode.VALUE_MALFORMED,
                    "has 1 to 63 characters of a to z, 0 to 9 and underscore, beginning with a letter, not '"
                            + statement.purpose() + "'"));
        }
        Inputs.text(faults, "basis", statement.basis(), Inputs.LINE);
        Inputs.text(faults, "source", statement.source(), Inputs.LINE);
        Inputs.refuse(what, faults);
        return edit(channel, false, (tx, found) -> {
            ChannelRow row = found.row();
            Map<String, Consent> consents = new TreeMap<>(row.consents());
            Consent before = consents.get(statement.purpose());
            if (!says(statement, before)) {
                consents.put(
                        statement.purpose(),
                        new Consent(
                                statement.purpose(),
                                statement.state(),
                                statement.basis(),
                                statement.source(),
                                tx.now(),
                                tx.actor()));
                Inputs.atMost(what, "purposes", consents.size(), MAX_PURPOSES);
                found.edits().put(row.consents(consents), "address");
                Map<String, Object> details = details(row);
                details.put("purpose", statement.purpose());
                details.put(
                        "state",
                        Arrays.asList(
                                (before == null ? ConsentState.UNKNOWN : before.state()).name(),
                                statement.state().name()));
                details.put("basis", statement.basis());
                details.put("source", statement.source());
                new EventLog(tx)
                        .add(EventTypes.CONSENT_RECORDED, found.edits().record(row.record()), details)
                        .write();
            }
        });
    }

    private static boolean says(ConsentStatement statement, @Nullable Consent before) {
        return before == null
                ? statement.state() == ConsentState.UNKNOWN
                : before.state() == statement.state()
                        && before.basis().equals(statement.basis())
                        && before.source().equals(statement.source());
    }

    @Override
    public List<Channel> of(UUID record) {
        return transactions.read(tx -> {
            StoredRecord stored = new RecordGate(tx).readable(record);
            UUID own = stored.id();
            return ChannelView.of(tx, stored, ChannelRows.of(tx, Set.of(own)).getOrDefault(own, List.of()));
        });
    }

    @Override
    public Map<UUID, List<Channel>> ofAll(Collection<UUID> records) {
        Set<UUID> wanted = new LinkedHashSet<>(records);
        Inputs.atMost("list channels", "records", wanted.size(), MAX_BATCH);
        if (wanted.isEmpty()) {
            return Map.of();
        }
        return transactions.read(tx -> {
            Map<UUID, StoredRecord> readable = new RecordGate(tx).readable(wanted);
            Map<UUID, List<ChannelRow>> rows =
                    ChannelRows.of(tx, RecordGate.byOwnId(wanted, readable).keySet());
            Map<UUID, List<Channel>> channels = new LinkedHashMap<>();
            for (UUID id : wanted) {
                StoredRecord record = readable.get(id);
                if (record != null) {
                    channels.put(id, ChannelView.of(tx, record, rows.getOrDefault(record.id(), List.of())));
                }
            }
            return channels;
        });
    }

    @Override
    public List<RecordRef> find(ChannelKind kind, String address) {
        Address wanted = new Address(kind, address);
        return Objects.requireNonNull(findAll(List.of(wanted)).get(wanted));
    }

    @Override
    public Map<Address, List<RecordRef>> findAll(Collection<Address> addresses) {
        Set<Address> wanted = new LinkedHashSet<>(addresses);
        Inputs.atMost("find addresses", "addresses", wanted.size(), MAX_BATCH);
        return transactions.read(tx -> {
            Addresses forms = Addresses.in(tx);
            Map<Address, String> keys = new LinkedHashMap<>();
            for (Address address : wanted) {
                // What is no address is nobody's.
                keys.put(
                        address,
                        forms.find(address.kind(), address.text())
                                .map(NormalAddress::key)
                                .orElse(""));
            }
            Set<String> known = new HashSet<>(keys.values());
            known.remove("");
            Map<String, List<RecordRef>> found = found(tx, known);
            Map<Address, List<RecordRef>> result = new LinkedHashMap<>();
            keys.forEach((address, key) -> result.put(address, found.getOrDefault(key, List.of())));
            return result;
        });
    }

    private static Map<String, List<RecordRef>> found(Tx tx, Set<String> keys) {
        List<ChannelRow> rows = ChannelRows.withKeys(tx, keys).stream()
                .filter(row -> row.isSeen(tx.access()))
                .toList();
        if (rows.isEmpty()) {
            return Map.of();
        }
        Set<UUID> records = new HashSet<>();
        rows.forEach(row -> records.add(row.record()));
        Map<UUID, StoredRecord> readable = new RecordGate(tx).readable(records);
        Map<String, List<RecordRef>> found = new HashMap<>();
        rows.stream()
                .sorted(Comparator.comparing(ChannelRow::record, IndexOrder::compareIds))
                .forEach(row -> {
                    StoredRecord record = readable.get(row.record());
                    if (record != null && !record.isArchived()) {
                        found.computeIfAbsent(row.address().key(), key -> new ArrayList<>())
                                .add(new RecordRef(
                                        record.id(),
                                        tx.schema().get(record.objectId()).slug(),
                                        tx.access().shown(record.objectId(), record.displayName()),
                                        false));
                    }
                });
        return found;
    }

    @Override
    public Choice choose(UUID record, Purpose purpose) {
        Choice choice = chooseAll(List.of(record), purpose).get(record);
        if (choice == null) {
            throw RecordGate.unknown(record);
        }
        return choice;
    }

    @Override
    public Map<UUID, Choice> chooseAll(Collection<UUID> records, Purpose purpose) {
        Set<UUID> wanted = new LinkedHashSet<>(records);
        Inputs.atMost("choose channels", "records", wanted.size(), MAX_BATCH);
        return wanted.isEmpty() ? Map.of() : transactions.read(tx -> new ChannelChooser(tx, purpose).choose(wanted));
    }

    @Override
    public ChannelSettings settings() {
        return transactions.read(tx -> ChannelRules.of(tx.schema()));
    }

    @Override
    public SharingReport configure(ChannelSettings settings) {
        return transactions.alter(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, "configure channels");
            return new ChannelConfiguration(tx).set(settings);
        });
    }

    @Override
    public Suppressions suppressions() {
        return new SuppressionService(transactions);
    }

    @Override
    public Senders senders() {
        return new SenderService(transactions);
    }
}
