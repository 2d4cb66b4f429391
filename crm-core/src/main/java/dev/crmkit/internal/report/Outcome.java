package dev.crmkit.internal.report;

import dev.crmkit.pipeline.Stage;

/** How the work on a record ended, if it has. Immutable. */
enum Outcome {
    /** Well. */
    WON,
    /** Without success. */
    LOST,
    /** It goes on. */
    OPEN;

    /** What a record in that stage has come to. */
    static Outcome of(Stage stage) {
        return switch (stage.state()) {
            case DONE_SUCCESS -> WON;
            case DONE_FAILED -> LOST;
            case NOT_STARTED, IN_PROGRESS -> OPEN;
        };
    }
}
