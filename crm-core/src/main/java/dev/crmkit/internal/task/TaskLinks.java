package dev.crmkit.internal.task;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.relation.RelationService;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.task.Tasks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What tasks are about: relations like any others, made in a number of statements that does not depend on how many. Not thread-safe. */
final class TaskLinks {
    private static final int PAGE = 1_000;

    private final Tx tx;

    TaskLinks(Tx tx) {
        this.tx = tx;
    }

    /**
     * The ids of the records, each once: of a record that was merged, its survivor's.
     *
     * @throws dev.crmkit.error.NotFoundException if one of them does not exist
     */
    Set<UUID> check(Collection<UUID> records) {
        Set<UUID> ids = new LinkedHashSet<>(records);
        if (ids.size() > Tasks.MAX_RECORDS) {
            throw new InvalidInputException(
                    "relate a task",
                    List.of(new Violation(
                            "records",
                            ErrorCode.VALUE_TOO_LONG,
                            ids.size() + " records are more than the " + Tasks.MAX_RECORDS
                                    + " of one call. Relate the rest by attach")));
        }
        if (!ids.isEmpty()) {
            Map<UUID, StoredRecord> found = new RecordGate(tx).readable(ids);
            ids.stream().filter(id -> !found.containsKey(id)).findFirst().ifPresent(id -> {
                throw RecordGate.unknown(id);
            });
            return RecordGate.byOwnId(ids, found).keySet();
        }
        return ids;
    }

    void attach(UUID task, Set<UUID> records) {
        if (records.contains(task)) {
            throw new InvalidInputException(
                    "relate task " + task,
                    List.of(new Violation("records", ErrorCode.VALUE_CYCLE, "name the task itself. Name others")));
        }
        if (records.isEmpty()) {
            return;
        }
        Set<UUID> known = about(task);
        List<Edge> added = records.stream()
                .filter(record -> !known.contains(record))
                .map(record -> new Edge(new Edge.Key(task, Tasks.ABOUT, record), 0, ""))
                .toList();
        if (!added.isEmpty()) {
            tx.storage().edges().put(added);
            RelationService.tell(tx, EventTypes.RELATION_LINKED, added);
            tx.touch(added.stream().map(edge -> edge.key().to()).toList(), tx.now());
        }
    }

    void detach(UUID task, Set<UUID> records) {
        if (records.isEmpty()) {
            return;
        }
        Set<UUID> known = about(task);
        List<Edge> gone = records.stream()
                .filter(known::contains)
                .map(record -> new Edge(new Edge.Key(task, Tasks.ABOUT, record), 0, ""))
                .toList();
        if (!gone.isEmpty()) {
            tx.storage().edges().remove(gone.stream().map(Edge::key).toList());
            RelationService.tell(tx, EventTypes.RELATION_UNLINKED, gone);
        }
    }

    private Set<UUID> about(UUID task) {
        Set<UUID> ids = new LinkedHashSet<>();
        @Nullable Edge after = null;
        List<Edge> page;
        do {
            page = tx.storage().edges().outgoing(task, Tasks.ABOUT, after, PAGE);
            for (Edge edge : page) {
                ids.add(edge.key().to());
                after = edge;
            }
        } while (page.size() == PAGE);
        return ids;
    }

    /** The tasks that are about a record that the actor may see; a statement for each {@value #PAGE} of them. */
    List<UUID> tasksOf(UUID record) {
        UUID own = new RecordGate(tx).readable(record).id();
        List<UUID> ids = new ArrayList<>();
        @Nullable Edge after = null;
        List<Edge> page;
        do {
            page = tx.storage().edges().incoming(own, Tasks.ABOUT, after, PAGE);
            for (Edge edge : page) {
                ids.add(edge.key().from());
                after = edge;
            }
        } while (page.size() == PAGE && ids.size() <= Tasks.MAX_TASKS);
        if (ids.size() > Tasks.MAX_TASKS) {
            throw new InvalidInputException(
                    "list the tasks of record " + record,
                    List.of(new Violation(
                            "about",
                            ErrorCode.QUERY_LIMIT,
                            "has more than " + Tasks.MAX_TASKS
                                    + " tasks. List them by another condition, or detach old ones")));
        }
        return ids;
    }
}
