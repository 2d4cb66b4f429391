package dev.crmkit.internal.address;

import dev.crmkit.spi.storage.TextFolding;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the many forms of a link to a profile have in common: the profile. Not instantiable. */
final class Profiles {
    private static final Pattern LINKEDIN_URL =
            Pattern.compile("(?i)(?:https?://)?(?:[a-z0-9-]+\\.)*linkedin\\.com(?::[0-9]+)?/(.*)");
    private static final Pattern LINKEDIN_PATH = Pattern.compile("(?i)/?((?:in|pub|company|school|showcase)/.+)");
    private static final Set<String> LINKEDIN_PAGES = Set.of("in", "pub", "company", "school", "showcase");
    private static final Set<String> LINKEDIN_SITES = Set.of("m", "mwlite", "comm");

    private static final String HANDLE = "([a-z][a-z0-9_]{3,31})";
    private static final String REST = "/?(?:[?#].*)?";
    private static final List<Pattern> TELEGRAM_URLS = List.of(
            Pattern.compile(
                    "(?i)(?:https?://)?(?:www\\.)?(?:t\\.me|telegram\\.me|telegram\\.dog)/(?:s/)?@?" + HANDLE + REST),
            Pattern.compile("(?i)(?:https?://)?" + HANDLE + "\\.t\\.me" + REST),
            Pattern.compile("(?i)tg://resolve/?\\?domain=" + HANDLE + "(?:&.*)?"));
    private static final Pattern TELEGRAM_NAME = Pattern.compile("(?i)@?" + HANDLE);
    private static final Set<String> TELEGRAM_PAGES = Set.of(
            "share",
            "joinchat",
            "addstickers",
            "addemoji",
            "addtheme",
            "addlist",
            "setlanguage",
            "proxy",
            "socks",
            "login",
            "contact",
            "invoice",
            "boost",
            "confirmphone",
            "giftcode");

    private Profiles() {}

    /** The page on LinkedIn as in {@code in/Ada-Lovelace}, if the link leads to one. */
    static Optional<String> linkedIn(String link) {
        Matcher url = LINKEDIN_URL.matcher(link);
        return url.matches() ? linkedInPage(url.group(1)) : Optional.empty();
    }

    /** As {@link #linkedIn}; the path alone will do. */
    static Optional<String> linkedInOrPath(String text) {
        Matcher path = LINKEDIN_PATH.matcher(text);
        return path.matches() ? linkedInPage(path.group(1)) : linkedIn(text);
    }

    private static Optional<String> linkedInPage(String path) {
        List<String> steps = new ArrayList<>();
        for (String step : path.split("[?#]", 2)[0].split("/")) {
            if (!step.isEmpty()) {
                steps.add(step);
            }
        }
        if (!steps.isEmpty() && LINKEDIN_SITES.contains(steps.get(0).toLowerCase(Locale.ROOT))) {
            steps.remove(0);
        }
        if (steps.size() < 2 || !LINKEDIN_PAGES.contains(steps.get(0).toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        String page = steps.get(0).toLowerCase(Locale.ROOT);
        // Old public profiles need all their steps; of the others what follows is a tab or a language.
        List<String> names = page.equals("pub") ? steps.subList(1, steps.size()) : List.of(steps.get(1));
        StringBuilder profile = new StringBuilder(page);
        for (String name : names) {
            Optional<String> plain = decoded(name);
            if (plain.isEmpty()) {
                return Optional.empty();
            }
            profile.append('/').append(plain.get());
        }
        return Optional.of(profile.toString());
    }

    private static Optional<String> decoded(String step) {
        try {
            String plain = Normalizer.normalize(
                    URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8), Normalizer.Form.NFC);
            boolean name = plain.codePoints()
                    .noneMatch(c -> c == '/'
                            || c == '\uFFFD'
                            || Character.isISOControl(c)
                            || Character.isWhitespace(c)
                            || Character.getType(c) == Character.SURROGATE);
            return name ? Optional.of(plain) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // A percent sign that begins no byte is not in the address of any profile.
            return Optional.empty();
        }
    }

    /** The user name on Telegram without the sign in front, if the link leads to one. */
    static Optional<String> telegram(String link) {
        for (Pattern form : TELEGRAM_URLS) {
            Matcher matcher = form.matcher(link);
            if (matcher.matches() && !TELEGRAM_PAGES.contains(TextFolding.fold(matcher.group(1)))) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    /** As {@link #telegram}; the name alone will do. */
    static Optional<String> telegramOrName(String text) {
        Matcher name = TELEGRAM_NAME.matcher(text);
        return name.matches() ? Optional.of(name.group(1)) : telegram(text);
    }
}
