package dev.crmkit.benchmarks.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes up values, the same for the same seed. Options are skewed, amounts span decades, one optional value in twelve is empty. Not thread-safe. */
final class RowMaker {
    /** How many people work in each workspace. */
    static final int USERS = 20;

    private static final LocalDate BEGIN = LocalDate.of(2023, 1, 1);
    private static final int DAYS = 1_400;

    private final Random random;

    RowMaker(long seed) {
        this.random = new Random(seed);
    }

    /** Who answers for a record; one in twenty has nobody. */
    @Nullable
    String owner() {
        return random.nextInt(20) == 0 ? null : user();
    }

    private String user() {
        return "u" + skewed(USERS);
    }

    /**
     * The values of a record.
     *
     * @param known the records that there are to refer to, by object
     */
    Map<String, Object> values(DataObject object, Map<String, List<UUID>> known) {
        Map<String, Object> values = new HashMap<>();
        for (Attribute attribute : object.attributes()) {
            if (attribute.required() || random.nextInt(12) != 0) {
                Object value = value(attribute, known);
                if (value != null) {
                    values.put(attribute.name(), value);
                }
            }
        }
        return values;
    }

    private @Nullable Object value(Attribute attribute, Map<String, List<UUID>> known) {
        return switch (attribute.kind()) {
            case TEXT -> text(attribute.name());
            case LONG_TEXT -> longText();
            case FULL_NAME -> Words.medium(random) + " " + Words.rare(random);
            case EMAIL ->
                (Words.medium(random) + "." + random.nextInt(1_000_000_000) + "@example.com").toLowerCase(Locale.ROOT);
            case PHONE -> "+4930" + (10_000_000 + random.nextInt(90_000_000));
            case URL -> "https://" + Words.rare(random).toLowerCase(Locale.ROOT) + ".example.com/";
            case NUMBER -> amount();
            case RATING -> BigDecimal.valueOf(1 + skewed(5));
            case MONEY -> new Money(amount(), random.nextInt(5) == 0 ? "USD" : "EUR");
            case CHOICE -> attribute.options().get(skewed(attribute.options().size()));
            case CHOICES -> several(attribute);
            case FLAG -> random.nextInt(4) == 0;
            case DATE -> BEGIN.plusDays(random.nextInt(DAYS));
            case MOMENT -> moment();
            case REFERENCE -> {
                List<UUID> ids = known.getOrDefault(attribute.target(), List.of());
                yield ids.isEmpty() ? null : ids.get(random.nextInt(ids.size()));
            }
            case USER -> user();
        };
    }

    private String text(String attribute) {
        return switch (attribute) {
            case "code" ->
                String.format(
                        Locale.ROOT,
                        "%c%c-%06d",
                        'A' + random.nextInt(8),
                        'A' + random.nextInt(8),
                        random.nextInt(1_000_000));
            default -> Words.common(random) + " " + Words.medium(random) + " " + Words.rare(random);
        };
    }

    private @Nullable String longText() {
        int chance = random.nextInt(100);
        if (chance < 36) {
            return null;
        }
        return Words.prose(random, chance < 40 ? 2_000 + random.nextInt(2_000) : 40 + random.nextInt(160));
    }

    private BigDecimal amount() {
        return BigDecimal.valueOf(Math.exp(8.5 + 1.2 * random.nextGaussian())).setScale(2, RoundingMode.HALF_UP);
    }

    private Instant moment() {
        return BEGIN.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(random.nextInt(DAYS * 86_400));
    }

    private @Nullable Object several(Attribute attribute) {
        TreeSet<Integer> places = new TreeSet<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            places.add(skewed(attribute.options().size()));
        }
        List<String> options = attribute.options();
        return places.isEmpty() ? null : places.stream().map(options::get).toList();
    }

    /** Below the bound; the first are more often than the last. */
    private int skewed(int bound) {
        double chance = random.nextDouble();
        return (int) (bound * chance * chance);
    }
}
