package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.spi.storage.Home;
import dev.crmkit.spi.storage.PlacementStorage;
import dev.crmkit.spi.storage.StoredPlacement;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;

/** The placements of a workspace's objects. Not thread-safe. */
public final class RelationalPlacements implements PlacementStorage {
    private final Session session;

    /** The placements of the session's workspace. */
    public RelationalPlacements(Session session) {
        this.session = session;
    }

    @Override
    public List<StoredPlacement> list() {
        List<StoredPlacement> placements = new ArrayList<>();
        for (Record row : session.sql()
                .fetch(
                        "select o.id, o.bucket, o.goal, o.by_hand, (select string_agg(i.indexname, ',' order by i.indexname)"
                                + " from pg_indexes i where i.schemaname = ? and i.tablename = 'crm_record_b' || o.bucket)"
                                + " as indexes from crm_object o where o.workspace_id = ? order by o.number",
                        session.schema(),
                        session.workspaceNumber())) {
            int bucket = Cells.integer(row, "bucket");
            String goal = Cells.find(row, "goal", String.class);
            String indexes = Cells.find(row, "indexes", String.class);
            placements.add(new StoredPlacement(
                    Cells.id(row, "id"),
                    ObjectMap.isOwn(bucket) ? Home.OWN : Home.SHARED,
                    goal == null ? null : Home.valueOf(goal),
                    Cells.flag(row, "by_hand"),
                    ObjectMap.table(bucket),
                    indexes == null ? List.of() : List.of(indexes.split(",", -1))));
        }
        return placements;
    }

    @Override
    public void aim(UUID objectId, Home goal, boolean byHand) {
        session.requireWritable();
        // Who is there and was not on the way stays without a goal.
        int aimed = session.sql()
                .execute(
                        "update crm_object set by_hand = ?, progress = null, goal = case when goal is null"
                                + " and second_bucket is null and (bucket >= ?) = ? then null else ? end"
                                + " where workspace_id = ? and id = ?",
                        byHand,
                        ObjectMap.FIRST_OWN_BUCKET,
                        goal == Home.OWN,
                        goal.name(),
                        session.workspaceNumber(),
                        objectId);
        if (aimed == 0) {
            throw new NullPointerException("The workspace has no object " + objectId);
        }
    }
}
