package dev.crmkit.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/** How much heap was in use at most, garbage included. Not instantiable. */
final class Peak {
    private static final long MEBIBYTE = 1L << 20;

    private Peak() {}

    static void reset() {
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** In MiB, since {@link #reset}: the sum over the pools of the heap, whose peaks need not have been at one time. */
    static long mebibytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .mapToLong(pool -> pool.getPeakUsage().getUsed())
                        .sum()
                / MEBIBYTE;
    }

    /** The most that the heap may have, in MiB. */
    static long limit() {
        return Runtime.getRuntime().maxMemory() / MEBIBYTE;
    }
}
