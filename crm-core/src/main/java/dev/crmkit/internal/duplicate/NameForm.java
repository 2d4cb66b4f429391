package dev.crmkit.internal.duplicate;

import dev.crmkit.spi.storage.TextFolding;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/**
 * A name as names are compared: its words in lower case, without accents, punctuation and forms of companies. Immutable.
 *
 * <p>Two names are compared if they share a block: the beginnings of their words in any order, or their consonants in sequence.
 */
final class NameForm {
    /** Scores have six decimals. */
    static final double PRECISION = 1e6;

    private static final int MOST_WORDS = 6;
    private static final int MOST_CHARS = 60;
    private static final int BEGINNING = 3;
    private static final int CONSONANTS = 8;
    private static final Pattern SILENT = Pattern.compile("['’`´.]");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final JaroWinklerSimilarity JARO_WINKLER = new JaroWinklerSimilarity();

    /** Letters that do not come apart into a plain one and a mark. */
    private static final Map<Character, String> PLAIN = Map.of(
            'ß', "ss", 'ø', "o", 'æ', "ae", 'œ', "oe", 'ł', "l", 'đ', "d", 'ð', "d", 'þ', "th", 'ı', "i", 'ħ', "h");

    private static final Set<String> COMPANY_FORMS = Set.of(
            "inc",
            "incorporated",
            "ltd",
            "limited",
            "llc",
            "llp",
            "plc",
            "corp",
            "corporation",
            "co",
            "company",
            "gmbh",
            "mbh",
            "ag",
            "kg",
            "ug",
            "ohg",
            "gbr",
            "sa",
            "sas",
            "sarl",
            "srl",
            "spa",
            "bv",
            "nv",
            "ab",
            "oy",
            "oyj",
            "as",
            "asa",
            "aps",
            "kk",
            "pty",
            "pte",
            "kft",
            "sro");

    private final List<String> words;

    private NameForm(List<String> words) {
        this.words = words;
    }

    /**
     * The form of a name as people write it; empty if it has neither letters nor digits.
     *
     * @param isCompany whether forms of companies are left out, where other words remain
     */
    static Optional<NameForm> of(String name, boolean isCompany) {
        StringBuilder plain = new StringBuilder();
        String folded = TextFolding.fold(Normalizer.normalize(name, Normalizer.Form.NFKD));
        MARKS.matcher(SILENT.matcher(folded).replaceAll(""))
                .replaceAll("")
                .chars()
                .forEach(c -> plain.append(PLAIN.getOrDefault((char) c, Character.toString(c))));
        List<String> all = Arrays.stream(BETWEEN.split(plain))
                .filter(word -> !word.isEmpty())
                .toList();
        List<String> telling = isCompany
                ? all.stream().filter(word -> !COMPANY_FORMS.contains(word)).toList()
                : all;
        List<String> kept = (telling.isEmpty() ? all : telling)
                .stream()
                        .limit(MOST_WORDS)
                        .map(word -> beginning(word, MOST_CHARS))
                        .toList();
        return kept.isEmpty() ? Optional.empty() : Optional.of(new NameForm(kept));
    }

    /** The form that {@link #text} is of. */
    static NameForm read(String text) {
        return new NameForm(List.of(text.split(" ", -1)));
    }

    /** The words, with spaces between them. */
    String text() {
        return String.join(" ", words);
    }

    /** What two names that are compared have at least one of in common. */
    Set<String> blocks() {
        List<String> beginnings = new ArrayList<>();
        words.forEach(word -> beginnings.add(beginning(word, BEGINNING)));
        Collections.sort(beginnings);
        Set<String> blocks = new LinkedHashSet<>();
        blocks.add("b" + String.join(" ", beginnings));
        String consonants = consonants();
        if (consonants.length() > 1) {
            blocks.add("c" + consonants);
        }
        return blocks;
    }

    /** The consonants of all words in sequence, each once where it is doubled; vowels are what people mishear. */
    private String consonants() {
        StringBuilder skeleton = new StringBuilder();
        String joined = String.join("", words);
        for (int i = 0; i < joined.length() && skeleton.length() < CONSONANTS; i++) {
            char c = joined.charAt(i);
            boolean silent = "aeiouyh".indexOf(c) >= 0;
            if (!silent && (skeleton.length() == 0 || skeleton.charAt(skeleton.length() - 1) != c)) {
                skeleton.append(c);
            }
        }
        return skeleton.toString();
    }

    /**
     * How alike two names are, 0 to 1: each word of the shorter one beside the likest of the longer one by Jaro-Winkler, weighed by the words' lengths;
     * words that are left over count as unlike. Symmetric, and 1 for names of the same letters in sequence.
     */
    double similarity(NameForm other) {
        if (String.join("", words).equals(String.join("", other.words))) {
            return 1;
        }
        boolean swap = words.size() > other.words.size()
                || (words.size() == other.words.size() && text().compareTo(other.text()) > 0);
        List<String> shorter = swap ? other.words : words;
        List<String> open = new ArrayList<>(swap ? words : other.words);
        double alike = 0;
        int length = 0;
        for (String word : open) {
            length += word.length();
        }
        for (String word : shorter) {
            length += word.length();
            int best = 0;
            double score = -1;
            for (int i = 0; i < open.size(); i++) {
                double one = word.equals(open.get(i)) ? 1 : JARO_WINKLER.apply(word, open.get(i));
                if (one > score) {
                    score = one;
                    best = i;
                }
            }
            alike += score * (word.length() + open.remove(best).length());
        }
        // Rounded, so that equal likeness is equal however it was added up.
        return Math.round(alike / length * PRECISION) / PRECISION;
    }

    private static String beginning(String word, int most) {
        int end = Math.min(most, word.length());
        // Not through the middle of a character.
        return word.substring(0, end < word.length() && Character.isLowSurrogate(word.charAt(end)) ? end - 1 : end);
    }
}
