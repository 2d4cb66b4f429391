package dev.crmkit.error;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An input with faults: all of them at once, in the order of the input; nothing of it was written. Immutable. */
public class InvalidInputException extends CrmException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /**
     * The faults of one input.
     *
     * @param what the input, as in "create deal"
     * @param violations at least one
     * @throws IllegalArgumentException if there are none
     */
    public InvalidInputException(String what, List<Violation> violations) {
        this(ErrorCode.INVALID_INPUT, what, violations);
    }

    /**
     * The faults of one input that are all of one sort.
     *
     * @param several the code where there is more than one fault
     * @param what the input, as in "map Deal to deal"
     * @param violations at least one
     * @throws IllegalArgumentException if there are none
     */
    public InvalidInputException(ErrorCode several, String what, List<Violation> violations) {
        super(
                violations.size() == 1 ? violations.get(0).code() : several,
                describe(what, violations),
                Map.of("violations", List.copyOf(violations)),
                null);
        this.violations = List.copyOf(violations);
    }

    /** Every fault, in the order of the input; unmodifiable. */
    public List<Violation> violations() {
        return violations == null ? List.of() : violations;
    }

    private static String describe(String what, List<Violation> violations) {
        if (violations.isEmpty()) {
            throw new IllegalArgumentException("an InvalidInputException needs at least one violation");
        }
        String faults = violations.stream()
                .map(v -> v.path().isEmpty() ? v.message() : v.path() + ": " + v.message())
                .collect(Collectors.joining("; "));
        return "Cannot " + what + ": " + faults;
    }
}
