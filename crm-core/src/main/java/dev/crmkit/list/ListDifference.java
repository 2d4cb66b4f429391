package dev.crmkit.list;

/**
 * How a list differed from its condition. Immutable.
 *
 * @param joined how many records were missing
 * @param left how many were in it that should not have been
 */
public record ListDifference(long joined, long left) {

    /** Whether there was no difference. */
    public boolean isNone() {
        return joined == 0 && left == 0;
    }
}
