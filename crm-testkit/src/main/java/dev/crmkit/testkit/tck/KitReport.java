package dev.crmkit.testkit.tck;

import dev.crmkit.testkit.SpecRule;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the rules and tests of a run of the kit and says one line at its end. Thread-safe. */
final class KitReport implements InvocationInterceptor, AfterAllCallback {
    private static final Logger LOG = LoggerFactory.getLogger(StorageTck.class);

    /** In the display name of tests that prove a refusal. */
    static final String REFUSAL = "refuses";

    private final Set<String> rules = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tests = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invocation.proceed();
        passed(context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context) throws Throwable {
        invocation.proceed();
        passed(context);
    }

    private void passed(ExtensionContext context) {
        tests.incrementAndGet();
        if (context.getDisplayName().contains(REFUSAL)) {
            refusals.incrementAndGet();
        }
        Optional<Method> method = Optional.empty();
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent() && method.isEmpty();
                at = at.get().getParent()) {
            method = at.get().getTestMethod();
        }
        method.ifPresent(found -> AnnotationSupport.findRepeatableAnnotations(found, SpecRule.class)
                .forEach(rule -> rules.addAll(Set.of(rule.value()))));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // Nested classes end too; only the class that the author wrote is itself a kit.
        if (context.getTestInstance().orElse(null) instanceof StorageTck kit && tests.get() > 0) {
            String line = "StorageTck on %s: rules proved: %d, tests passed: %d, refusals checked: %d"
                    .formatted(kit.info().product(), rules.size(), tests.get(), refusals.get());
            LOG.info(line);
            context.publishReportEntry(Map.of("StorageTck", line));
        }
    }
}
