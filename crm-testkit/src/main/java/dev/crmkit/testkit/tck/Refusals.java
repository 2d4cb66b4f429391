package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the engine said when it refused a call. Not instantiable. */
final class Refusals {
    private Refusals() {}

    /** Every fault that the call was refused for; fails the test if it was not refused. */
    static List<Violation> faults(String what, ThrowingCallable call) {
        InvalidInputException refusal = catchThrowableOfType(InvalidInputException.class, call);
        Assertions.assertThat(refusal).as("%s is refused", what).isNotNull();
        return refusal.violations();
    }

    /** The codes of all faults, in order. */
    static List<ErrorCode> codes(String what, ThrowingCallable call) {
        return faults(what, call).stream().map(Violation::code).toList();
    }

    /** The only fault. */
    static Violation fault(String what, ThrowingCallable call) {
        List<Violation> faults = faults(what, call);
        Assertions.assertThat(faults).as("%s has one fault", what).hasSize(1);
        return faults.get(0);
    }
}
