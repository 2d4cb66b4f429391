/**
 * The file socket: where the bytes of files are kept.
 */
@NullMarked
package dev.crmkit.spi.file;

import org.jspecify.annotations.NullMarked;
