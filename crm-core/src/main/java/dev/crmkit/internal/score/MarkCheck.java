package dev.crmkit.internal.score;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.score.Criterion;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ScoreCard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether marks fit a card. Not instantiable. */
final class MarkCheck {
    private static final int MAX_COMMENT = 2_000;

    private MarkCheck() {}

    static void check(ScoreCard card, List<Mark> marks) {
        List<String> known = card.criteria().stream().map(Criterion::key).toList();
        List<Violation> faults = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            String path = "marks[" + i + "].";
            if (!known.contains(mark.criterion())) {
                faults.add(new Violation(
                        path + "criterion",
                        ErrorCode.VALUE_UNKNOWN_OPTION,
                        "'" + mark.criterion() + "' is not a criterion of '" + card.product() + "'. Criteria: "
                                + String.join(", ", known)));
            } else if (!seen.add(mark.criterion())) {
                faults.add(new Violation(
                        path + "criterion",
                        ErrorCode.VALUE_DUPLICATE,
                        "'" + mark.criterion() + "' comes twice. Give each criterion once"));
            }
            if (mark.value().compareTo(card.lowest()) < 0 || mark.value().compareTo(card.highest()) > 0) {
                faults.add(new Violation(
                        path + "value",
                        ErrorCode.VALUE_OUT_OF_RANGE,
                        mark.value().toPlainString() + " is not on the scale from "
                                + card.lowest().toPlainString() + " to "
                                + card.highest().toPlainString()));
            }
            if (mark.value().stripTrailingZeros().scale() > Sheet.SCALE) {
                faults.add(new Violation(
                        path + "value",
                        ErrorCode.VALUE_MALFORMED,
                        mark.value().toPlainString() + " has more than " + Sheet.SCALE + " decimals. Round it"));
            }
            String comment = mark.comment();
            if (comment != null
                    && (comment.codePointCount(0, comment.length()) > MAX_COMMENT || comment.indexOf('\0') >= 0)) {
                faults.add(new Violation(
                        path + "comment",
                        ErrorCode.VALUE_TOO_LONG,
                        "must have up to " + MAX_COMMENT + " characters, none of them U+0000. Shorten it"));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("assess a record", faults);
        }
    }
}
