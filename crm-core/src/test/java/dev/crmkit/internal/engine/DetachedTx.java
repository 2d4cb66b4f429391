package dev.crmkit.internal.engine;

import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.WorkspaceState;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Map;

/** Transactions of an empty workspace that have no storage, for what is worked out in Java alone; whoever asks for more is at fault. Not instantiable. */
public final class DetachedTx {
    private static final WorkspaceState EMPTY = new WorkspaceState("detached", 0, 0, "");

    private DetachedTx() {}

    /** One that began at this instant. */
    public static Tx at(Instant now, TypeRegistry types) {
        EngineContext engine = new EngineContext(
                null, () -> now, types, null, Map.of(), (tx, events) -> {}, null, null, null, null, () -> {});
        Actor actor = Actor.user("ada");
        return new Tx(engine, storage(), actor, actor, false);
    }

    private static StorageTransaction storage() {
        Class<StorageTransaction> type = StorageTransaction.class;
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("workspace")) {
                        return EMPTY;
                    }
                    throw new UnsupportedOperationException(method.getName());
                }));
    }
}
