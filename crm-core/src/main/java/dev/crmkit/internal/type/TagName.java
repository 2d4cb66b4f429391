package dev.crmkit.internal.type;

import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.type.InvalidValueException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The name of a tag: as it is written, and as it is compared. Immutable.
 *
 * @param written NFC, without white space at its ends, in one line
 * @param key its folded form, which is the key of the items that give it to records
 */
public record TagName(String written, String key) {
    /** The kind of the items that give tags to records. */
    public static final String ITEMS = "tag";

    /** The most code points of a name. */
    public static final int MAX_LENGTH = 60;

    /** The name of the setting that holds {@link #prefixes}. */
    public static final String PREFIXES_SETTING = "systemTagPrefixes";

    /** The system prefixes of a workspace for which none were set. */
    public static final List<String> STANDARD_PREFIXES = List.of("bot:");

    /** The system prefixes that the settings of a workspace hold, as keys begin. */
    public static List<String> prefixes(Map<String, Object> settings) {
        return settings.get(PREFIXES_SETTING) instanceof List<?> prefixes
                ? prefixes.stream().map(String::valueOf).toList()
                : STANDARD_PREFIXES;
    }

    /**
     * Reads a name.
     *
     * @throws InvalidValueException if it is blank, too long or cannot be stored
     */
    public static TagName of(String name) {
        IndexValue.Text text = TextOperands.whole(name);
        if (text == null) {
            throw Refusals.malformed(name, "is blank. A tag has 1 to " + MAX_LENGTH + " characters");
        }
        return new TagName(Texts.limited(text.raw(), MAX_LENGTH), text.folded());
    }

    /**
     * The keys that an operand of a condition names: one name or several. A name that no tag can have is the key of none.
     *
     * @throws InvalidValueException if it is no text and no collection of texts
     */
    public static Set<String> keys(Object operand) {
        Set<String> keys = new LinkedHashSet<>();
        for (Object name : operand instanceof Collection<?> several ? several : Set.of(operand)) {
            IndexValue.Text text = name == null ? null : TextOperands.whole(name);
            if (text != null) {
                keys.add(text.folded());
            }
        }
        return keys;
    }

    /** Whether only automations may give and take this tag: its key begins with one of the prefixes. */
    public boolean isReserved(Collection<String> prefixes) {
        return prefixes.stream().anyMatch(key::startsWith);
    }
}
