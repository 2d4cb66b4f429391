package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import java.math.BigDecimal;
import java.util.List;

/** RATING: a whole number from 1. */
final class RatingType extends DecimalType {
    private static final String MAX = "max";
    private static final int DEFAULT_MAX = 5;

    RatingType() {
        super("RATING");
    }

    @Override
    List<String> configKeys() {
        return List.of(MAX);
    }

    @Override
    void checkConfig(Config config) {
        config.checkWhole(MAX, 2, 100);
    }

    @Override
    void checkLimits(AttributeSpec spec, BigDecimal number) {
        int max = Config.whole(spec, MAX, DEFAULT_MAX);
        if (number.scale() > 0
                || number.compareTo(BigDecimal.ONE) < 0
                || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw Refusals.outOfRange(number, "is not a whole number from 1 to " + max);
        }
    }
}
