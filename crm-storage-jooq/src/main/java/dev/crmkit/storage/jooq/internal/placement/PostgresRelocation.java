package dev.crmkit.storage.jooq.internal.placement;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Home;
import dev.crmkit.spi.storage.Relocation;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import dev.crmkit.storage.jooq.internal.transaction.WorkspaceSession;
import dev.crmkit.storage.jooq.internal.transaction.Workspaces;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Moves the records of an object between a shared bucket and one of its own. Thread-safe.
 *
 * <p>What is next follows from the object's row alone, and each step looks at it again under the workspace's schema lock, so any node may take any
 * step at any time. The steps of a move:
 *
 * <ol>
 *   <li>Open: readers look into both buckets from here on; writers still write into the old one.
 *   <li>Wait until the transactions that may know one bucket only have ended.
 *   <li>Turn: new records go to the new bucket.
 *   <li>Move the others, some hundred at a time.
 *   <li>Close: readers look into the new bucket alone.
 * </ol>
 */
public final class PostgresRelocation implements Relocation {
    /** How many records move at a time; writers wait as long as that takes. */
    private static final int BATCH = 500;

    /** How long a step waits for those who write, while others wait behind it. */
    private static final String PATIENCE = "set local lock_timeout = '250ms'";

    private final Workspaces workspaces;
    private final Buckets buckets;

    /**
     * The relocation of those workspaces.
     *
     * @param owner connections of the user that owns the tables
     * @param role the role that transactions run as
     */
    public PostgresRelocation(Workspaces workspaces, DataSource owner, String schema, String role) {
        this.workspaces = workspaces;
        this.buckets = new Buckets(owner, schema, role);
    }

    @Override
    public Progress advance(String workspace, UUID objectId, List<List<Field>> together) {
        try {
            return new Move(workspace, objectId, together).step();
        } catch (StorageException e) {
            if (e.isRetryable()) {
                return Progress.WAITING;
            }
            throw e;
        }
    }

    /**
     * The row of an object, as far as it says where its records are. Immutable.
     *
     * @param goal null if the object is where it shall be
     */
    private record State(
            int workspace,
            ObjectMap object,
            @Nullable Home goal,
            @Nullable String progress) {
        Home home() {
            return ObjectMap.isOwn(object.bucket()) ? Home.OWN : Home.SHARED;
        }

        boolean isAtGoal() {
            return home() == goal;
        }

        boolean isOpen() {
            return object.second() != null;
        }

        int second() {
            return Objects.requireNonNull(object.second());
        }
    }

    /** The way of one object. Not thread-safe. */
    private final class Move {
        private final String workspace;
        private final UUID objectId;
        private final List<List<Field>> together;

        Move(String workspace, UUID objectId, List<List<Field>> together) {
            this.workspace = workspace;
            this.objectId = objectId;
            this.together = together;
        }

        Progress step() {
            State state = workspaces.inSession(TransactionRequest.read(workspace), "", this::state);
            if (state.goal() == null) {
                return state.home() == Home.SHARED ? Progress.DONE : upkeep(state);
            } else if (!state.isAtGoal()) {
                return state.isOpen() ? turn(state) : open(state);
            } else if (state.isOpen()) {
                return moveSome();
            }
            return finish(state);
        }

        private State state(WorkspaceSession session) {
            // The map is cached by the schema version, which every change of buckets raises.
            ObjectMap object = Objects.requireNonNull(
                    session.map().objects().get(objectId), () -> "The workspace has no object " + objectId);
            Record row = session.sql()
                    .fetchSingle(
                            "select goal, progress from crm_object where workspace_id = ? and id = ?",
                            session.workspaceNumber(),
                            objectId);
            String goal = Cells.find(row, "goal", String.class);
            return new State(
                    session.workspaceNumber(),
                    object,
                    goal == null ? null : Home.valueOf(goal),
                    Cells.find(row, "progress", String.class));
        }

        private Progress upkeep(State state) {
            return buckets.upkeep(state.workspace(), state.object(), together);
        }

        private Progress open(State seen) {
            int target = seen.goal() == Home.OWN
                    ? buckets.take(seen.workspace(), seen.object(), together)
                    : ObjectMap.sharedBucket(seen.workspace());
            return alone(
                    state -> !state.isAtGoal() && !state.isOpen() && state.goal() == seen.goal(), (session, state) -> {
                        // Somebody may have called the object back since, and the bucket may be another's by now.
                        boolean still = !ObjectMap.isOwn(target)
                                || Objects.equals(
                                        session.sql()
                                                .fetchSingle(
                                                        "select crm_bucket_of(?)",
                                                        state.object().number())
                                                .get(0, Integer.class),
                                        target);
                        if (still) {
                            place(session, state.object().bucket(), target);
                        }
                    });
        }

        private Progress turn(State seen) {
            if (seen.progress() == null) {
                workspaces.inSession(TransactionRequest.write(workspace), PATIENCE, this::noteReaders);
            }
            // Asked beside the writers, who would have to wait for each question otherwise.
            boolean ready = workspaces.inSession(
                    TransactionRequest.read(workspace), "", session -> haveEnded(session, state(session)));
            return ready
                    ? alone(state -> !state.isAtGoal() && state.isOpen(), (session, state) -> {
                        if (haveEnded(session, state)) {
                            int target = state.second();
                            place(session, target, state.object().bucket());
                        }
                    })
                    : Progress.WAITING;
        }

        /** Whether all those have ended who were noted. */
        private boolean haveEnded(WorkspaceSession session, State state) {
            String noted = state.progress();
            if (noted == null) {
                return false;
            }
            Set<String> left = readers(session);
            left.retainAll(Arrays.asList(noted.split(",", -1)));
            return left.isEmpty();
        }

        /** Notes who may know one bucket only. The writer's hold on the schema keeps the object as it is meanwhile. */
        private int noteReaders(WorkspaceSession session) {
            State state = state(session);
            return state.isAtGoal() || !state.isOpen() || state.progress() != null
                    ? 0
                    : progress(session, String.join(",", readers(session)));
        }

        private int progress(WorkspaceSession session, @Nullable String progress) {
            return session.sql()
                    .execute(
                            "update crm_object set progress = ? where workspace_id = ? and id = ?",
                            progress,
                            session.workspaceNumber(),
                            objectId);
        }

        /**
         * The transactions that have entered a workspace and have not ended. Whoever enters reads the table of workspaces, and PostgreSQL notes
         * that before it decides what the reader sees.
         */
        private Set<String> readers(WorkspaceSession session) {
            return new TreeSet<>(session.sql()
                    .fetch(
                            "select distinct l.virtualtransaction from pg_locks l where l.locktype = 'relation'"
                                    + " and l.relation = cast(? as regclass) and l.pid is distinct from pg_backend_pid()"
                                    + " and l.database = (select d.oid from pg_database d where d.datname = current_database())",
                            session.schema() + ".crm_workspace")
                    .getValues(0, String.class));
        }

        private Progress moveSome() {
            boolean[] empty = new boolean[1];
            int[] filled = new int[1];
            Progress moved = alone(state -> state.isAtGoal() && state.isOpen(), (session, state) -> {
                String last = move(session, state);
                progress(session, last);
                empty[0] = last == null;
                filled[0] = state.object().bucket();
            });
            if (!empty[0]) {
                return moved;
            }
            if (ObjectMap.isOwn(filled[0])) {
                buckets.tidy(filled[0]);
            }
            // Asked twice: the first time nobody waits while PostgreSQL finds out that the rows in the index are gone.
            workspaces.inSession(TransactionRequest.read(workspace), "", session -> isLeft(session, state(session)));
            return alone(state -> state.isAtGoal() && state.isOpen(), (session, state) -> {
                if (isLeft(session, state)) {
                    place(session, state.object().bucket(), null);
                }
            });
        }

        /** Whether no record is in the bucket that is left. */
        private boolean isLeft(WorkspaceSession session, State state) {
            return state.isOpen()
                    && !session.sql()
                            .fetchSingle(
                                    "select exists (select 1 from " + ObjectMap.table(state.second())
                                            + " r where r.workspace_id = ? and r.object_no = ?)",
                                    state.workspace(),
                                    state.object().number())
                            .get(0, Boolean.class);
        }

        /** Moves the next records, and answers with the last of them; null if there was none. */
        private @Nullable String move(WorkspaceSession session, State state) {
            String from = ObjectMap.table(state.second());
            Record row = session.sql()
                    .fetchOne(
                            "with w as materialized (select r.id from " + from + " r where r.workspace_id = ?"
                                    + " and r.object_no = ? and r.id > coalesce(cast(? as uuid),"
                                    + " '00000000-0000-0000-0000-000000000000') order by r.id limit " + BATCH
                                    + "), m as (update crm_record r set bucket = "
                                    + state.object().bucket()
                                    + " from w where r.workspace_id = ? and r.bucket = " + state.second()
                                    + " and r.id = w.id) select w.id as last from w order by w.id desc limit 1",
                            state.workspace(),
                            state.object().number(),
                            state.progress(),
                            state.workspace());
            return row == null ? null : Cells.id(row, "last").toString();
        }

        private Progress finish(State state) {
            if (state.goal() == Home.SHARED) {
                return buckets.free(workspace, state.object());
            }
            return alone(
                    now -> now.isAtGoal() && !now.isOpen() && now.goal() == Home.OWN,
                    (session, now) -> session.sql()
                            .execute(
                                    "update crm_object set goal = null where workspace_id = ? and id = ?",
                                    session.workspaceNumber(),
                                    objectId));
        }

        /** Says where records are; whoever enters the workspace from here on learns it. */
        private void place(WorkspaceSession session, int home, @Nullable Integer other) {
            session.raiseVersion();
            session.sql()
                    .execute(
                            "update crm_object set bucket = ?, second_bucket = cast(? as smallint), progress = null"
                                    + " where workspace_id = ? and id = ?",
                            home,
                            other,
                            session.workspaceNumber(),
                            objectId);
            session.changed();
        }

        /** Runs a change while nobody else writes in the workspace, if the object still is as it was. */
        private Progress alone(Predicate<State> stillSo, Change change) {
            return workspaces.inSession(TransactionRequest.alter(workspace), PATIENCE, session -> {
                State state = state(session);
                if (stillSo.test(state)) {
                    change.make(session, state);
                }
                return Progress.MOVED;
            });
        }
    }

    /** A change of where records are. */
    @FunctionalInterface
    private interface Change {
        /** Makes it. */
        void make(WorkspaceSession session, State state);
    }
}
