package dev.crmkit.internal.channel;

import dev.crmkit.channel.Address;
import dev.crmkit.channel.Suppression;
import dev.crmkit.channel.SuppressionReason;
import dev.crmkit.channel.Suppressions;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.address.AddressMask;
import dev.crmkit.internal.address.Addresses;
import dev.crmkit.internal.address.NormalAddress;
import dev.crmkit.internal.address.SuppressedTexts;
import dev.crmkit.internal.address.SuppressionRow;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.member.Power;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.type.InvalidValueException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Suppressions, kept as items of the workspace. */
final class SuppressionService implements Suppressions {
    private static final int MAX_BATCH = 10_000;
    private static final int MAX_PAGE = 1_000;

    private final Transactions transactions;

    /** The suppressions of the workspace that the transactions are of. */
    SuppressionService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Suppression add(Address address, SuppressionReason reason, String note) {
        return transactions.write(tx -> {
            add(tx, "suppress an address", List.of(address), reason, note);
            return stored(tx, address).orElseThrow();
        });
    }

    @Override
    public int addAll(Collection<Address> addresses, SuppressionReason reason, String note) {
        Inputs.atMost("suppress addresses", "addresses", addresses.size(), MAX_BATCH);
        return transactions.write(tx -> add(tx, "suppress addresses", List.copyOf(addresses), reason, note));
    }

    private static int add(Tx tx, String what, List<Address> addresses, SuppressionReason reason, String note) {
        Map<UUID, SuppressionRow> wanted = rows(tx, what, addresses, note);
        if (wanted.isEmpty()) {
            return 0;
        }
        SuppressionRights.requireToSuppress(tx, normal(tx, addresses).values());
        String masked = masked(tx, note, addresses);
        ItemStorage items = tx.storage().items();
        List<SuppressionRow> changed = new ArrayList<>();
        Set<UUID> open = new LinkedHashSet<>(wanted.keySet());
        change(tx, open, wanted, reason, masked, changed);
        List<StoredItem> fresh = new ArrayList<>();
        for (UUID id : open) {
            SuppressionRow row = with(tx, Objects.requireNonNull(wanted.get(id)), reason, masked);
            fresh.add(row.item());
        }
        Set<UUID> taken = fresh.isEmpty() ? Set.of() : items.insert(fresh);
        fresh.stream().filter(item -> !taken.contains(item.id())).forEach(item -> changed.add(SuppressionRow.of(item)));
        if (!taken.isEmpty()) {
            // Others were quicker: what they stored is there by now.
            Set<UUID> rest = new LinkedHashSet<>(taken);
            change(tx, rest, wanted, reason, masked, changed);
            if (!rest.isEmpty()) {
                throw new StorageException(
                        "Items were taken and are not there. Run the transaction again from the beginning", true, null);
            }
        }
        EventLog log = new EventLog(tx);
        changed.forEach(row -> log.add(EventTypes.SUPPRESSION_ADDED, details(row, reason, masked)));
        log.write();
        return changed.size();
    }

    /** What people say without the addresses, which may have to be forgotten while the log stays. */
    private static String masked(Tx tx, String text, List<Address> addresses) {
        if (text.isEmpty()) {
            return text;
        }
        Set<String> forms = new LinkedHashSet<>();
        normal(tx, addresses).forEach((address, normal) -> {
            forms.add(address.text().strip());
            forms.add(normal.display());
            forms.add(normal.text());
        });
        return AddressMask.mask(text, forms);
    }

    /** Changes those that are stored already, and takes them out of the ids. */
    private static void change(
            Tx tx,
            Set<UUID> ids,
            Map<UUID, SuppressionRow> wanted,
            SuppressionReason reason,
            String note,
            List<SuppressionRow> changed) {
        List<StoredItem> updates = new ArrayList<>();
        for (StoredItem item : tx.storage().items().lock(ids)) {
            ids.remove(item.id());
            SuppressionRow stored = SuppressionRow.of(item);
            if (!stored.entries().containsKey(reason)) {
                SuppressionRow known = stored.with(
                        Objects.requireNonNull(wanted.get(item.id())).address(), stored.entries());
                SuppressionRow row = with(tx, known, reason, note);
                updates.add(row.item());
                changed.add(row);
            }
        }
        if (!updates.isEmpty()) {
            tx.storage().items().update(updates);
        }
    }

    private static SuppressionRow with(Tx tx, SuppressionRow row, SuppressionReason reason, String note) {
        Map<SuppressionReason, Suppression.Entry> entries = new EnumMap<>(SuppressionReason.class);
        entries.putAll(row.entries());
        entries.put(reason, new Suppression.Entry(note, tx.now(), tx.actor()));
        return row.with(row.address(), entries);
    }

    /** Without the address, which may have to be forgotten while the log stays. */
    private static Map<String, Object> details(SuppressionRow row, SuppressionReason reason, String note) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("suppression", row.hash());
        details.put("kind", row.kind().slug());
        details.put("reason", reason.name());
        if (!note.isEmpty()) {
            details.put("note", note);
        }
        return details;
    }

    private static Map<UUID, SuppressionRow> rows(Tx tx, String what, List<Address> addresses, String note) {
        Addresses forms = Addresses.in(tx);
        List<Violation> faults = new ArrayList<>();
        Map<UUID, SuppressionRow> rows = new LinkedHashMap<>();
        for (int i = 0; i < addresses.size(); i++) {
            Address address = addresses.get(i);
            try {
                NormalAddress normal = forms.normalise(address.kind(), address.text());
                String hash = SuppressionRow.hash(tx, normal);
                rows.putIfAbsent(SuppressionRow.id(hash), SuppressionRow.begin(hash, normal, tx.now()));
            } catch (InvalidValueException e) {
                faults.add(new Violation(
                        addresses.size() == 1 ? "address" : "addresses[" + i + "]", e.code(), e.reason()));
            }
        }
        Inputs.text(faults, "note", note, Inputs.NOTE);
        Inputs.refuse(what, faults);
        return rows;
    }

    @Override
    public boolean lift(Address address, SuppressionReason reason, String why) {
        String what = "lift a suppression";
        return transactions.write(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, what);
            if (WhiteSpace.isBlank(why)) {
                throw new InvalidInputException(
                        what,
                        List.of(new Violation(
                                "why",
                                ErrorCode.VALUE_REQUIRED,
                                "says why messages may be sent again. Give 1 to " + Inputs.NOTE + " characters")));
            }
            Set<UUID> ids = rows(tx, what, List.of(address), why).keySet();
            for (StoredItem item : tx.storage().items().lock(ids)) {
                SuppressionRow row = SuppressionRow.of(item);
                if (row.entries().containsKey(reason)) {
                    Map<SuppressionReason, Suppression.Entry> rest = new EnumMap<>(SuppressionReason.class);
                    rest.putAll(row.entries());
                    rest.remove(reason);
                    tx.storage()
                            .items()
                            .update(List.of(row.with(row.address(), rest).item()));
                    new EventLog(tx)
                            .add(EventTypes.SUPPRESSION_LIFTED, details(row, reason, masked(tx, why, List.of(address))))
                            .write();
                    return true;
                }
            }
            return false;
        });
    }

    @Override
    public int forget(Collection<Address> addresses) {
        String what = "forget addresses";
        Inputs.atMost(what, "addresses", addresses.size(), MAX_BATCH);
        return transactions.write(tx -> {
            tx.access().require(Power.ERASE, what);
            return SuppressedTexts.forget(
                    tx, rows(tx, what, List.copyOf(addresses), "").keySet());
        });
    }

    @Override
    public boolean isSuppressed(Address address) {
        return !suppressed(List.of(address)).isEmpty();
    }

    @Override
    public Set<Address> suppressed(Collection<Address> addresses) {
        Inputs.atMost("look up suppressions", "addresses", addresses.size(), MAX_BATCH);
        return transactions.read(tx -> {
            Map<Address, NormalAddress> normal = normal(tx, addresses);
            Set<NormalAddress> suppressed = suppressed(tx, Set.copyOf(normal.values()));
            Set<Address> found = new LinkedHashSet<>();
            normal.forEach((address, form) -> {
                if (suppressed.contains(form)) {
                    found.add(address);
                }
            });
            return found;
        });
    }

    /** The normal forms of those that are addresses; what is none is suppressed by nobody. */
    private static Map<Address, NormalAddress> normal(Tx tx, Collection<Address> addresses) {
        Addresses forms = Addresses.in(tx);
        Map<Address, NormalAddress> normal = new LinkedHashMap<>();
        for (Address address : addresses) {
            forms.find(address.kind(), address.text()).ifPresent(form -> normal.put(address, form));
        }
        return normal;
    }

    /** Those of the addresses to which nothing is to be sent. */
    static Set<NormalAddress> suppressed(Tx tx, Collection<NormalAddress> addresses) {
        Map<UUID, List<NormalAddress>> ids = new LinkedHashMap<>();
        for (NormalAddress address : addresses) {
            ids.computeIfAbsent(SuppressionRow.id(SuppressionRow.hash(tx, address)), id -> new ArrayList<>())
                    .add(address);
        }
        Set<NormalAddress> found = new LinkedHashSet<>();
        if (!ids.isEmpty()) {
            for (StoredItem item : tx.storage().items().load(ids.keySet())) {
                if (item.kind().equals(SuppressionRow.ITEM)) {
                    found.addAll(ids.getOrDefault(item.id(), List.of()));
                }
            }
        }
        return found;
    }

    @Override
    public Optional<Suppression> find(Address address) {
        return transactions.read(tx -> {
            Optional<Suppression> found = stored(tx, address);
            return found.isEmpty()
                            || SuppressionRights.maySee(
                                    tx, normal(tx, List.of(address)).values())
                    ? found
                    : Optional.empty();
        });
    }

    private static Optional<Suppression> stored(Tx tx, Address address) {
        return normal(tx, List.of(address)).values().stream()
                .flatMap(normal ->
                        tx.storage().items().load(List.of(SuppressionRow.id(SuppressionRow.hash(tx, normal)))).stream())
                .filter(item -> item.kind().equals(SuppressionRow.ITEM))
                .map(item -> SuppressionRow.of(item).view())
                .findFirst();
    }

    @Override
    public Page<Suppression> list(int limit, @Nullable String cursor) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new InvalidInputException(
                    "list suppressions",
                    List.of(new Violation(
                            "limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + MAX_PAGE + ", not " + limit)));
        }
        return transactions.read(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, "list suppressions");
            String list = CallText.fingerprint("suppressions", tx.workspace().id());
            ItemQuery.@Nullable Place after = cursor == null ? null : place(CursorCodec.open(tx, list, cursor));
            List<StoredItem> items = tx.storage()
                    .items()
                    .list(new ItemQuery(SuppressionRow.ITEM, Set.of(), Set.of(), true, after, limit + 1));
            boolean more = items.size() > limit;
            List<StoredItem> page = more ? items.subList(0, limit) : items;
            @Nullable String next = null;
            if (more) {
                StoredItem last = page.get(page.size() - 1);
                next = CursorCodec.seal(
                        tx, list, List.of(last.at().toString(), last.id().toString()));
            }
            return new Page<>(
                    page.stream().map(item -> SuppressionRow.of(item).view()).toList(), next, null);
        });
    }

    private static ItemQuery.Place place(List<@Nullable Object> place) {
        return new ItemQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }
}
