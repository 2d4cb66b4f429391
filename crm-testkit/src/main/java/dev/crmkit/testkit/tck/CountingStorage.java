package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Storage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A storage that writes down which calls it gets within transactions and passes them on. Each call of the SPI costs a fixed number of
 * statements, so a fixed number of calls is a fixed number of statements. Thread-safe.
 */
final class CountingStorage {
    private static final String SPI = Storage.class.getPackageName();

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Storage storage;

    CountingStorage(Storage counted) {
        this.storage = wrap(Storage.class, counted);
    }

    /** The storage to open. */
    Storage storage() {
        return storage;
    }

    /** The calls that the work makes, as in {@code RecordStorage.list}. */
    List<String> during(Runnable work) {
        calls.clear();
        work.run();
        return List.copyOf(calls);
    }

    private <T> T wrap(Class<T> role, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (!List.of("Storage", "StorageTransaction", "Object")
                    .contains(method.getDeclaringClass().getSimpleName())) {
                calls.add(method.getDeclaringClass().getSimpleName() + "." + method.getName());
            }
            Object[] passed = arguments == null ? new Object[0] : arguments.clone();
            for (int i = 0; i < passed.length; i++) {
                passed[i] = wrapped(method.getParameterTypes()[i], passed[i]);
            }
            return wrapped(method.getReturnType(), invoke(method, target, passed));
        };
        return role.cast(Proxy.newProxyInstance(role.getClassLoader(), new Class<?>[] {role}, handler));
    }

    private static @Nullable Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** Roles of the SPI are counted in turn, and so is what the engine does in the transactions that it is called back with. */
    private @Nullable Object wrapped(Class<?> type, @Nullable Object value) {
        if (value == null || !type.isInterface() || type.isSealed()) {
            return value;
        }
        return type.getPackageName().equals(SPI) ? wrap(type, value) : value;
    }
}
