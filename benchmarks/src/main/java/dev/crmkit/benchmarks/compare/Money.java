package dev.crmkit.benchmarks.compare;

import java.math.BigDecimal;

/** An amount of a currency. Immutable. */
record Money(BigDecimal amount, String currency) {}
