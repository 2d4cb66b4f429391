package dev.crmkit.internal.address;

import dev.crmkit.spi.storage.TextFolding;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes addresses out of what people write about them, so that a log can keep the rest when a person is erased. Not instantiable. */
public final class AddressMask {
    /** What stands in the place of an address. */
    private static final String MASK = "[address]";

    private AddressMask() {}

    /** The text with each of these forms of addresses masked, where it stands by itself and in whatever case. */
    public static String mask(String text, Collection<String> forms) {
        String masked = text;
        for (String form : forms) {
            if (!form.isBlank() && TextFolding.fold(masked).contains(TextFolding.fold(form))) {
                Pattern whole = Pattern.compile(
                        "(?<![\\p{L}\\p{N}])" + Pattern.quote(form) + "(?![\\p{L}\\p{N}])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
                masked = whole.matcher(masked).replaceAll(Matcher.quoteReplacement(MASK));
            }
        }
        return masked;
    }
}
