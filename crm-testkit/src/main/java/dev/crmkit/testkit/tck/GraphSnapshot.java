package dev.crmkit.testkit.tck;

import dev.crmkit.Crm;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TransactionRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** All that can be seen of a workspace of a {@link RandomGraph}, but for versions, the times of changes and the log, as lines by name. Not instantiable. */
final class GraphSnapshot {
    /** How the names of lines begin that are about a merge which can be undone. */
    static final String OF_A_MERGE = "merge ";

    private GraphSnapshot() {}

    static Map<String, String> of(Crm crm, Storage storage) {
        Map<String, String> lines = new TreeMap<>();
        Set<UUID> ids = crm.inTransaction(inside -> records(inside, lines));
        storage.inTransaction(TransactionRequest.read(crm.workspace()), t -> {
            things(t, ids, lines);
            return lines;
        });
        return lines;
    }

    private static Set<UUID> records(Crm crm, Map<String, String> lines) {
        Set<UUID> ids = new TreeSet<>();
        for (String object : List.of(RandomGraph.PERSON, RandomGraph.DEAL, RandomGraph.TASK)) {
            List<CrmRecord> records = crm.records(object)
                    .list(ListQuery.all().archived(ArchivedFilter.ALL).limit(1000))
                    .items();
            for (CrmRecord record : records) {
                ids.add(record.id());
                lines.put(
                        "record " + record.id(),
                        record.displayName() + " " + values(record) + " owner "
                                + record.state().owner() + " assignee "
                                + record.state().assignee() + " source "
                                + record.state().source() + " made "
                                + record.state().createdAt() + " archived "
                                + record.state().archivedAt());
            }
            crm.channels()
                    .ofAll(records.stream().map(CrmRecord::id).toList())
                    .forEach((id, channels) -> lines.put("channels " + id, channels.toString()));
            long live = crm.records(object).count(ListQuery.all()).value();
            lines.put("live " + object, live + " of " + records.size());
        }
        return ids;
    }

    /** The values with who wrote each, and with what is shown of the records that they refer to. */
    private static Map<String, String> values(CrmRecord record) {
        Map<String, String> values = new TreeMap<>();
        record.values()
                .forEach((slug, value) ->
                        values.put(slug, value + " by " + record.source(slug) + " shown " + record.references(slug)));
        return values;
    }

    private static void things(StorageTransaction t, Set<UUID> ids, Map<String, String> lines) {
        for (UUID id : ids) {
            for (Edge edge : t.edges().outgoing(id, null, null, 1000)) {
                lines.put("edge " + edge.key(), edge.position() + " " + Json.compact(edge.metadata()));
            }
            lines.put(
                    "edges to " + id,
                    String.valueOf(t.edges().incoming(id, null, null, 1000).size()));
        }
        for (StoredItem item : t.items().belonging(ids, null, 10_000)) {
            String what = item.kind() + " of " + item.recordId() + " " + item.key() + " " + item.at() + " ";
            boolean isOfAMerge = item.kind().startsWith("merge");
            lines.put(
                    (isOfAMerge ? OF_A_MERGE : "item ") + item.id(),
                    isOfAMerge ? what : what + Json.compact(item.document()));
        }
    }

    /** The lines in which the two differ, for people. */
    static List<String> differences(Map<String, String> before, Map<String, String> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !name.startsWith(OF_A_MERGE))
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .map(name -> name + "\n  was " + before.get(name) + "\n  is  " + after.get(name))
                .toList();
    }
}
