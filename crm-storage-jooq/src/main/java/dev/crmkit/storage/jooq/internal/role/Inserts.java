package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.error.StorageException;
import dev.crmkit.storage.jooq.internal.Failures;

/** Inserts on H2, which has no ON CONFLICT and where a refused statement leaves the transaction usable. Not instantiable. */
public final class Inserts {
    private Inserts() {}

    /**
     * Runs an insert; waits for a transaction that is inserting the same key.
     *
     * @return false if the key is there already
     */
    public static boolean unlessThere(Runnable insert) {
        try {
            insert.run();
            return true;
        } catch (StorageException e) {
            if (Failures.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }
}
