package dev.crmkit.internal.score;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.score.Criterion;
import dev.crmkit.score.ScoreCard;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The cards of a workspace, kept as documents. Not instantiable. */
final class ScoreCards {
    static final BigDecimal BOUND = BigDecimal.valueOf(1_000_000);
    private static final String KIND = "score-card";
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private ScoreCards() {}

    static Optional<ScoreCard> find(Tx tx, String product) {
        return isProduct(product)
                ? tx.storage().documents().find(KIND, product).map(text -> read(product, text))
                : Optional.empty();
    }

    static ScoreCard get(Tx tx, String product) {
        return find(tx, product)
                .orElseThrow(() -> new NotFoundException(
                        ErrorCode.DOCUMENT_NOT_FOUND,
                        "There is no score card for '" + product + "'. Products with a card: "
                                + String.join(", ", products(tx)),
                        Map.of("product", product)));
    }

    /** The cards that there are of these products. */
    static Map<String, ScoreCard> load(Tx tx, Set<String> products) {
        Map<String, ScoreCard> cards = new HashMap<>();
        tx.storage()
                .documents()
                .load(KIND, products)
                .forEach((product, text) -> cards.put(product, read(product, text)));
        return cards;
    }

    /** The lock under which the card of a product changes. */
    static String lockName(String product) {
        return "score:" + product;
    }

    static List<String> products(Tx tx) {
        return tx.storage().documents().names(KIND);
    }

    static void put(Tx tx, ScoreCard card) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("lowest", card.lowest());
        document.put("highest", card.highest());
        document.put(
                "criteria",
                card.criteria().stream()
                        .map(c -> List.of(c.key(), c.label(), c.weight()))
                        .toList());
        tx.storage().documents().put(KIND, card.product(), Json.write(document));
    }

    private static ScoreCard read(String product, String text) {
        Map<String, Object> document = Json.readObject(text);
        List<Criterion> criteria = new ArrayList<>();
        for (Object element : Json.list(document, "criteria")) {
            if (element instanceof List<?> parts && parts.get(2) instanceof BigDecimal weight) {
                criteria.add(new Criterion(String.valueOf(parts.get(0)), String.valueOf(parts.get(1)), weight));
            }
        }
        return new ScoreCard(product, Json.number(document, "lowest"), Json.number(document, "highest"), criteria);
    }

    private static boolean isProduct(String product) {
        return !product.isBlank() && product.length() <= 100 && product.chars().noneMatch(c -> c < ' ');
    }

    static void check(ScoreCard card) {
        List<Violation> faults = new ArrayList<>();
        if (!isProduct(card.product())) {
            faults.add(new Violation(
                    "product",
                    ErrorCode.VALUE_MALFORMED,
                    "must have 1 to 100 characters without line breaks, not '" + card.product() + "'"));
        }
        if (card.lowest().compareTo(card.highest()) >= 0
                || card.lowest().compareTo(BOUND.negate()) < 0
                || card.highest().compareTo(BOUND) > 0) {
            faults.add(new Violation(
                    "scale",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "must go up, between -" + BOUND + " and " + BOUND + ", not from "
                            + card.lowest().toPlainString() + " to "
                            + card.highest().toPlainString()));
        }
        if (card.criteria().isEmpty() || card.criteria().size() > 100) {
            faults.add(new Violation(
                    "criteria",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "must be 1 to 100, not " + card.criteria().size()));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < card.criteria().size(); i++) {
            check(card.criteria().get(i), "criteria[" + i + "].", seen, faults);
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("define a score card", faults);
        }
    }

    private static void check(Criterion criterion, String path, Set<String> seen, List<Violation> faults) {
        if (!KEY.matcher(criterion.key()).matches()) {
            faults.add(new Violation(
                    path + "key",
                    ErrorCode.SCHEMA_MALFORMED_SLUG,
                    "'" + criterion.key() + "' is not a key. Use 1 to 63 characters of a to z, 0 to 9 and underscore,"
                            + " beginning with a letter"));
        } else if (!seen.add(criterion.key())) {
            faults.add(new Violation(
                    path + "key",
                    ErrorCode.SCHEMA_DUPLICATE_SLUG,
                    "'" + criterion.key() + "' comes twice. Rename one"));
        }
        if (criterion.label().isBlank() || criterion.label().length() > 200) {
            faults.add(new Violation(path + "label", ErrorCode.VALUE_OUT_OF_RANGE, "must have 1 to 200 characters"));
        }
        if (criterion.weight().signum() <= 0 || criterion.weight().compareTo(BOUND) > 0) {
            faults.add(new Violation(
                    path + "weight",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "must be above 0, up to " + BOUND + ", not "
                            + criterion.weight().toPlainString()));
        }
    }
}
