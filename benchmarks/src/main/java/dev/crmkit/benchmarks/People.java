package dev.crmkit.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Made-up people, the same for the same seed: names of syllables, an address and a number each. One in twenty is another one again: with the same address in
 * other letters, with the same number, or with two letters of the name swapped. Not thread-safe.
 */
final class People {
    private static final List<String> SYLLABLES = List.of(
            "ba", "ber", "cor", "da", "del", "el", "fen", "ga", "gor", "hal", "in", "jo", "ka", "kin", "la", "lem",
            "ma", "mir", "na", "nor", "ol", "pa", "per", "ra", "ros", "sa", "sten", "ta", "tor", "ul", "va", "vin",
            "wal", "zan");
    private static final int KEPT = 10_000;

    private final Random random;
    private final List<Person> earlier = new ArrayList<>();
    private int count;

    People(long seed) {
        this.random = new Random(seed);
    }

    /** So many more of them. */
    List<Person> next(int number) {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Person person = !earlier.isEmpty() && random.nextInt(20) == 0
                    ? again(earlier.get(random.nextInt(earlier.size())))
                    : fresh();
            if (earlier.size() < KEPT) {
                earlier.add(person);
            } else {
                earlier.set(random.nextInt(KEPT), person);
            }
            people.add(person);
            count++;
        }
        return people;
    }

    private Person fresh() {
        String first = word(2);
        String last = word(3);
        return new Person(
                first + " " + last, (first + "." + last + count + "@example.com").toLowerCase(Locale.ROOT), number());
    }

    private Person again(Person person) {
        return switch (random.nextInt(3)) {
            case 0 -> new Person(fresh().name(), person.email().toUpperCase(Locale.ROOT), number());
            case 1 -> new Person(fresh().name(), "other" + count + "@example.com", person.phone());
            default -> new Person(swapped(person.name()), "other" + count + "@example.com", number());
        };
    }

    private String word(int syllables) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(SYLLABLES.get(random.nextInt(SYLLABLES.size())));
        }
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private String number() {
        return String.format(Locale.ROOT, "+4930%08d", 10_000_000 + count);
    }

    /** The name with two letters before its last swapped. */
    private static String swapped(String name) {
        int at = name.length() - 3;
        return name.substring(0, at) + name.charAt(at + 1) + name.charAt(at) + name.substring(at + 2);
    }
}
