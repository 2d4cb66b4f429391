package dev.crmkit.internal.type;

/** STATUS: one option, each of which says what it means for the work. */
final class StatusType extends SelectType {
    StatusType() {
        super("STATUS");
    }

    @Override
    void checkOptions(Config config) {
        Options.check(config, true);
    }
}
