package dev.crmkit.benchmarks.compare;

/**
 * The records of one object of one workspace. Immutable.
 *
 * @param workspace its number, from 1
 * @param object of which object
 */
record Target(int workspace, DataObject object) {

    /** The records of another object of the same workspace. */
    Target beside(String other) {
        return new Target(workspace, DataObject.named(other));
    }

    /** As in {@code w1_deal}. */
    String table() {
        return "w" + workspace + "_" + object.name();
    }
}
