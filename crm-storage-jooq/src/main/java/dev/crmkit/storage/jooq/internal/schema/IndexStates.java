package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.model.IndexState;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How components are indexed, and why those that are not are not. Not thread-safe. */
public final class IndexStates {
    private final Session session;
    private @Nullable Map<UUID, Set<String>> taken;

    /** The components of the session's workspace. */
    public IndexStates(Session session) {
        this.session = session;
    }

    /** How questions about the component are served. Reads which slots are taken when that is asked for first. */
    public IndexState of(UUID object, ComponentMap component) {
        if (isReady(component, session.dialect())) {
            return IndexState.READY;
        }
        SlotState state = component.state();
        SlotFamily family = SlotFamily.of(component.kind(), component.single());
        if (state != null) {
            return state == SlotState.FILLING ? IndexState.FILLING : IndexState.RELEASING;
        } else if (family == null) {
            return IndexState.UNSUPPORTED;
        } else if (component.wish() == IndexWish.NEVER) {
            return IndexState.UNWANTED;
        }
        return family.free(taken(object)).isPresent() ? IndexState.UNUSED : IndexState.NO_ROOM;
    }

    /** PostgreSQL indexes the options of all multi-selects together; H2 has no index over arrays. */
    static boolean isReady(ComponentMap component, Dialect dialect) {
        return component.kind() == IndexKind.CHOICES ? dialect == Dialect.POSTGRES : component.readSlot() != null;
    }

    private Set<String> taken(UUID object) {
        Map<UUID, Set<String>> known = taken;
        if (known == null) {
            Map<UUID, Set<String>> loaded = new HashMap<>();
            session.sql()
                    .fetch("select object_id, slot from crm_slot where workspace_id = ?", session.workspaceNumber())
                    .forEach(row -> loaded.computeIfAbsent(Cells.id(row, "object_id"), id -> new HashSet<>())
                            .add(Cells.text(row, "slot")));
            known = loaded;
            taken = known;
        }
        return known.getOrDefault(object, Set.of());
    }
}
