package dev.crmkit.internal.list;

import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.list.CrmList;
import dev.crmkit.list.ListDifference;
import dev.crmkit.list.ListEntry;
import dev.crmkit.list.ListState;
import dev.crmkit.list.Lists;
import dev.crmkit.query.Count;
import dev.crmkit.query.Page;
import dev.crmkit.record.BulkTargets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lists of a workspace. */
public final class ListService implements Lists {
    private final Transactions transactions;

    /** The lists of the workspace that the transactions are of. */
    public ListService(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Writers hear by the lists that there are when they begin, so none may be under way. */
    private <R> R change(Function<ListDefinitions, R> work) {
        return transactions.alone(tx -> {
            tx.forgetLists();
            return work.apply(new ListDefinitions(tx));
        });
    }

    private <R> R read(Function<ListDefinitions, R> work) {
        return transactions.read(tx -> work.apply(new ListDefinitions(tx)));
    }

    @Override
    public CrmList define(CrmList list) {
        Objects.requireNonNull(list, "list");
        return change(lists -> lists.define(list));
    }

    @Override
    public CrmList alter(CrmList changed) {
        Objects.requireNonNull(changed, "changed");
        return change(lists -> lists.alter(changed));
    }

    @Override
    public CrmList archive(String list) {
        Objects.requireNonNull(list, "list");
        return change(lists -> lists.archive(list));
    }

    @Override
    public CrmList restore(String list) {
        Objects.requireNonNull(list, "list");
        return change(lists -> lists.restore(list));
    }

    @Override
    public void delete(String list) {
        Objects.requireNonNull(list, "list");
        change(lists -> lists.delete(list));
    }

    @Override
    public CrmList get(String list) {
        Objects.requireNonNull(list, "list");
        return read(lists -> lists.shown(lists.seen(list)));
    }

    @Override
    public Optional<CrmList> find(String list) {
        Objects.requireNonNull(list, "list");
        return read(lists -> lists.find(list).map(lists::shown));
    }

    @Override
    public List<CrmList> list(String object) {
        Objects.requireNonNull(object, "object");
        return read(lists -> lists.list(object));
    }

    @Override
    public ListState state(String list) {
        Objects.requireNonNull(list, "list");
        return read(lists -> lists.state(list));
    }

    @Override
    public int add(String list, BulkTargets records, Map<String, ?> values) {
        Objects.requireNonNull(list, "list");
        Objects.requireNonNull(records, "records");
        Objects.requireNonNull(values, "values");
        return transactions.write(tx -> new ListEntries(tx).add(list, records, values));
    }

    @Override
    public int remove(String list, BulkTargets records) {
        Objects.requireNonNull(list, "list");
        Objects.requireNonNull(records, "records");
        return transactions.write(tx -> new ListEntries(tx).remove(list, records));
    }

    @Override
    public ListEntry setEntry(String list, UUID record, Map<String, ?> values) {
        Objects.requireNonNull(list, "list");
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(values, "values");
        return transactions.write(tx -> new ListEntries(tx).set(list, record, values));
    }

    @Override
    public Page<ListEntry> entries(String list, int limit, @Nullable String after) {
        Objects.requireNonNull(list, "list");
        return transactions.read(tx -> new ListEntries(tx).page(list, limit, after));
    }

    @Override
    public Count count(String list) {
        Objects.requireNonNull(list, "list");
        return transactions.read(tx -> new ListEntries(tx).count(list));
    }

    @Override
    public List<String> of(UUID record) {
        Objects.requireNonNull(record, "record");
        return transactions.read(tx -> new ListEntries(tx).of(record));
    }

    @Override
    public ListDifference reconcile(String list) {
        Objects.requireNonNull(list, "list");
        ListDifference all = new ListDifference(0, 0);
        ListScan next = ListScan.ofAll(list, null, null);
        while (next != null) {
            ListScan scan = next;
            ListScan.Portion done = transactions.write(tx -> new ListDefinitions(tx).reconcile(scan));
            all = new ListDifference(
                    all.joined() + done.difference().joined(),
                    all.left() + done.difference().left());
            next = done.next();
        }
        return all;
    }
}
