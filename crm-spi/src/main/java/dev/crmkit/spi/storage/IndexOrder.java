package dev.crmkit.spi.storage;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The order of index values that every storage sorts by, in Java. Not instantiable. */
public final class IndexOrder {
    private IndexOrder() {}

    /**
     * Compares two values of one field; an empty value comes after every other, whatever the direction.
     *
     * @param options the ids of the attribute's options in their order, for CHOICE and CHOICES; empty for other kinds
     */
    public static int compare(
            @Nullable IndexValue a, @Nullable IndexValue b, boolean descending, List<String> options) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? 1 : -1;
        }
        int order = compare(a, b, options);
        return descending ? -order : order;
    }

    private static int compare(IndexValue a, IndexValue b, List<String> options) {
        if (a instanceof IndexValue.Text x && b instanceof IndexValue.Text y) {
            int folded = TextFolding.compareCodePoints(x.folded(), y.folded());
            return folded != 0 ? folded : TextFolding.compareCodePoints(x.raw(), y.raw());
        } else if (a instanceof IndexValue.Token x && b instanceof IndexValue.Token y) {
            return TextFolding.compareCodePoints(x.token(), y.token());
        } else if (a instanceof IndexValue.Tokens x && b instanceof IndexValue.Tokens y) {
            return TextFolding.compareCodePoints(x.tokens().get(0), y.tokens().get(0));
        } else if (a instanceof IndexValue.Decimal x && b instanceof IndexValue.Decimal y) {
            return x.number().compareTo(y.number());
        } else if (a instanceof IndexValue.Moment x && b instanceof IndexValue.Moment y) {
            return x.instant().compareTo(y.instant());
        } else if (a instanceof IndexValue.Code x && b instanceof IndexValue.Code y) {
            return Integer.compare(x.number(), y.number());
        } else if (a instanceof IndexValue.Choice x && b instanceof IndexValue.Choice y) {
            return Integer.compare(options.indexOf(x.option()), options.indexOf(y.option()));
        } else if (a instanceof IndexValue.Choices x && b instanceof IndexValue.Choices y) {
            return Integer.compare(first(x, options), first(y, options));
        } else if (a instanceof IndexValue.References x && b instanceof IndexValue.References y) {
            return compareIds(x.ids().get(0), y.ids().get(0));
        }
        throw new IllegalStateException("No order between " + a.kind() + " and " + b.kind());
    }

    private static int first(IndexValue.Choices choices, List<String> options) {
        return choices.options().stream().mapToInt(options::indexOf).min().orElse(Integer.MAX_VALUE);
    }

    /** Compares ids bytewise, as databases do and {@link UUID#compareTo} does not. */
    public static int compareIds(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
