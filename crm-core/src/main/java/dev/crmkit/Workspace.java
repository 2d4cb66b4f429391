package dev.crmkit;

import dev.crmkit.internal.engine.EngineContext;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.model.Actor;
import java.util.Objects;

/** A tenant of an engine; it comes into being with its first write. Immutable. */
public final class Workspace {
    private final EngineContext engine;
    private final String id;

    Workspace(EngineContext engine, String id) {
        this.engine = engine;
        this.id = id;
    }

    /** The id, as the host gave it. */
    public String id() {
        return id;
    }

    /** The CRM of this workspace, with who acts in it. */
    public Crm as(Actor actor) {
        Objects.requireNonNull(actor, "actor");
        return new BoundCrm(engine, id, actor, Transactions.ofTheirOwn(engine, id, actor));
    }

    @Override
    public String toString() {
        return "Workspace[" + id + "]";
    }
}
