package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import java.math.BigDecimal;
import java.util.List;

/** NUMBER: an exact decimal. */
final class NumberType extends DecimalType {
    private static final String SCALE = "scale";
    private static final String MIN = "min";
    private static final String MAX = "max";

    NumberType() {
        super("NUMBER");
    }

    @Override
    List<String> configKeys() {
        return List.of(SCALE, MIN, MAX);
    }

    @Override
    void checkConfig(Config config) {
        config.checkWhole(SCALE, 0, Numbers.MAX_AFTER_POINT);
        config.checkNumber(MIN);
        config.checkNumber(MAX);
        BigDecimal min = Config.number(config.spec(), MIN);
        BigDecimal max = Config.number(config.spec(), MAX);
        if (min != null && max != null && min.compareTo(max) > 0) {
            config.fault(MIN, "is greater than max: " + min + " > " + max + ". Swap them");
        }
    }

    @Override
    void checkLimits(AttributeSpec spec, BigDecimal number) {
        int scale = Config.whole(spec, SCALE, Numbers.MAX_AFTER_POINT);
        if (number.scale() > scale) {
            throw Refusals.outOfRange(
                    number,
                    "has " + number.scale() + " digits after the point; the limit is " + scale + ". Round it first");
        }
        BigDecimal min = Config.number(spec, MIN);
        if (min != null && number.compareTo(min) < 0) {
            throw Refusals.outOfRange(number, "is below the least allowed value, " + min.toPlainString());
        }
        BigDecimal max = Config.number(spec, MAX);
        if (max != null && number.compareTo(max) > 0) {
            throw Refusals.outOfRange(number, "is above the greatest allowed value, " + max.toPlainString());
        }
    }
}
