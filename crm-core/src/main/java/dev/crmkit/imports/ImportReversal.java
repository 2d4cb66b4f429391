package dev.crmkit.imports;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What taking an import back has done so far. Immutable.
 *
 * @param archived how many records that it created are archived
 * @param restored how many records that it changed have what they had before
 * @param left how many records stayed in part or whole as they are, since others have worked on them meanwhile or the actor may not change them
 * @param leftFile the file in {@code crm.files()} that names these records with the reasons; null if there are none, or not yet
 */
public record ImportReversal(
        long archived, long restored, long left, @Nullable UUID leftFile) {}
