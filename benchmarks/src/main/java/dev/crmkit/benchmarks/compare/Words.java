package dev.crmkit.benchmarks.compare;

import java.util.List;
import java.util.Random;

/** Made-up words, of three degrees of rarity. None has a capital I, which H2 lowers by the locale of the machine. Not instantiable. */
final class Words {
    private static final List<String> SYLLABLES = List.of(
            "ba", "ber", "cor", "da", "del", "el", "fen", "ga", "gor", "hal", "en", "jo", "ka", "kin", "la", "lem",
            "ma", "mir", "na", "nor", "ol", "pa", "per", "ra", "ros", "sa", "sten", "ta", "tor", "ul", "va", "vin",
            "wal", "zan");
    private static final List<String> COMMON =
            List.of("Renewal", "Pilot", "Rollout", "Upgrade", "Licence", "Support", "Training", "Audit");
    private static final int MEDIUM = 400;
    private static final int RARE = 20_000;

    private Words() {}

    /** One of eight. */
    static String common(Random random) {
        return COMMON.get(random.nextInt(COMMON.size()));
    }

    /** One of some hundreds. */
    static String medium(Random random) {
        return word(SYLLABLES.size() + random.nextInt(MEDIUM));
    }

    /** One of twenty thousand. */
    static String rare(Random random) {
        return word(SYLLABLES.size() * SYLLABLES.size() + random.nextInt(RARE));
    }

    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int rest = number; rest > 0; rest /= SYLLABLES.size()) {
            word.insert(0, SYLLABLES.get(rest % SYLLABLES.size()));
        }
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** About so many characters. */
    static String prose(Random random, int length) {
        StringBuilder prose = new StringBuilder();
        while (prose.length() < length) {
            prose.append(random.nextInt(6) == 0 ? common(random) : medium(random))
                    .append(' ');
        }
        return prose.toString().strip();
    }
}
