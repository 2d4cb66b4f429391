package dev.crmkit.testkit;

import dev.crmkit.spi.storage.DocumentStorage;
import dev.crmkit.spi.storage.IndexStorage;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.JobStorage;
import dev.crmkit.spi.storage.LedgerStorage;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.WorkQueue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** An honest storage with single methods replaced by wrong ones. Build it before use; thread-safe then. */
final class BentStorage {
    private final Map<Class<?>, Map<String, Bend<?>>> bends = new HashMap<>();

    /** Replaces a method, whatever its parameters. */
    <T> BentStorage bend(Class<T> type, String method, Bend<T> bend) {
        bends.computeIfAbsent(type, any -> new HashMap<>()).put(method, bend);
        return this;
    }

    Storage over(Storage honest) {
        return wrap(Storage.class, honest);
    }

    private <T> T wrap(Class<T> type, T honest) {
        return type.cast(Proxy.newProxyInstance(
                BentStorage.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    if (type == Storage.class && method.getName().equals("inTransaction")) {
                        given = given.clone();
                        given[1] = wrapWork(given[1]);
                    }
                    Bend<?> bend = bends.getOrDefault(type, Map.of()).get(method.getName());
                    try {
                        return wrapAnswer(bend == null ? method.invoke(honest, given) : apply(bend, honest, given));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @SuppressWarnings("unchecked")
    private static <T> Object apply(Bend<T> bend, Object honest, Object[] arguments) {
        return bend.apply((T) honest, arguments);
    }

    @SuppressWarnings("unchecked")
    private Object wrapWork(Object work) {
        var honest = (dev.crmkit.spi.storage.TransactionWork<Object>) work;
        return (dev.crmkit.spi.storage.TransactionWork<Object>)
                transaction -> honest.run(wrap(StorageTransaction.class, transaction));
    }

    private Object wrapAnswer(Object answer) {
        if (answer instanceof RecordStorage records) {
            return wrap(RecordStorage.class, records);
        } else if (answer instanceof JobStorage jobs) {
            return wrap(JobStorage.class, jobs);
        } else if (answer instanceof IndexStorage indexes) {
            return wrap(IndexStorage.class, indexes);
        } else if (answer instanceof MoveStorage moves) {
            return wrap(MoveStorage.class, moves);
        } else if (answer instanceof ItemStorage items) {
            return wrap(ItemStorage.class, items);
        } else if (answer instanceof LedgerStorage ledger) {
            return wrap(LedgerStorage.class, ledger);
        } else if (answer instanceof DocumentStorage documents) {
            return wrap(DocumentStorage.class, documents);
        } else if (answer instanceof WorkQueue queue) {
            return wrap(WorkQueue.class, queue);
        }
        return answer;
    }

    /** What happens instead. */
    @FunctionalInterface
    interface Bend<T> {
        Object apply(T honest, Object[] arguments);
    }
}
