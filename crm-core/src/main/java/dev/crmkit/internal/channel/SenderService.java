package dev.crmkit.internal.channel;

import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.Sender;
import dev.crmkit.channel.Senders;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.member.Power;
import dev.crmkit.spi.storage.TextFolding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Senders, kept in one document, so that choosing among them takes one statement. */
final class SenderService implements Senders {
    private static final String KIND = "channels";
    private static final String NAME = "senders";
    private static final int MAX_SENDERS = 1_000;
    private static final int MAX_ID = 200;

    private final Transactions transactions;

    /** The senders of the workspace that the transactions are of. */
    SenderService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void put(Sender sender) {
        List<Violation> faults = new ArrayList<>();
        name(faults, "id", sender.id());
        String owner = sender.owner();
        if (owner != null) {
            name(faults, "owner", owner);
        }
        Inputs.text(faults, "label", sender.label(), Inputs.LINE);
        Inputs.refuse("register a sender", faults);
        transactions.write(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, "register a sender");
            tx.storage().ledger().lock(KIND + '.' + NAME);
            Map<String, Sender> senders = read(tx);
            Sender before = senders.put(sender.id(), sender);
            Inputs.atMost("register a sender", "senders", senders.size(), MAX_SENDERS);
            if (!sender.equals(before)) {
                write(tx, senders.values());
                Map<String, Object> details = new LinkedHashMap<>();
                if (before != null) {
                    details.put("before", document(before));
                }
                details.put("after", document(sender));
                new EventLog(tx).add(EventTypes.SENDER_PUT, details).write();
            }
            return sender;
        });
    }

    private static void name(List<Violation> faults, String path, String text) {
        if (WhiteSpace.isBlank(text)) {
            faults.add(new Violation(path, ErrorCode.VALUE_REQUIRED, "is empty. Give 1 to " + MAX_ID + " characters"));
        }
        Inputs.text(faults, path, text, MAX_ID);
    }

    @Override
    public List<Sender> list() {
        return transactions.read(tx -> List.copyOf(read(tx).values()));
    }

    @Override
    public boolean remove(String id) {
        return transactions.write(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, "remove a sender");
            tx.storage().ledger().lock(KIND + '.' + NAME);
            Map<String, Sender> senders = read(tx);
            Sender gone = senders.remove(id);
            if (gone == null) {
                return false;
            }
            write(tx, senders.values());
            new EventLog(tx)
                    .add(EventTypes.SENDER_REMOVED, Map.of("before", document(gone)))
                    .write();
            return true;
        });
    }

    /** All senders, by id, in the order of ids. */
    static Map<String, Sender> read(Tx tx) {
        Map<String, Sender> senders = new TreeMap<>(TextFolding::compareCodePoints);
        tx.storage().documents().find(KIND, NAME).ifPresent(text -> {
            for (Object element : Json.list(Json.readObject(text), NAME)) {
                Map<String, Object> document = Json.asObject((Map<?, ?>) element);
                Sender sender = new Sender(
                        Json.requiredText(document, "id"),
                        ChannelKind.of(Json.requiredText(document, "kind")),
                        Json.text(document, "owner"),
                        Json.requiredText(document, "label"));
                senders.put(sender.id(), sender);
            }
        });
        return senders;
    }

    private static void write(Tx tx, Collection<Sender> senders) {
        tx.storage()
                .documents()
                .put(
                        KIND,
                        NAME,
                        Json.write(Map.of(
                                NAME,
                                senders.stream().map(SenderService::document).toList())));
    }

    private static Map<String, Object> document(Sender sender) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", sender.id());
        document.put("kind", sender.kind().slug());
        if (sender.owner() != null) {
            document.put("owner", sender.owner());
        }
        document.put("label", sender.label());
        return document;
    }
}
