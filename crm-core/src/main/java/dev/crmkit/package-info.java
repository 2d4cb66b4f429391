/** The engine a host creates and holds. What it is made of lives in the packages below; the values it speaks in live in {@code crm-spi}. */
@NullMarked
package dev.crmkit;

import org.jspecify.annotations.NullMarked;
