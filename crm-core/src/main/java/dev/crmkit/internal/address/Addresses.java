package dev.crmkit.internal.address;

import dev.crmkit.channel.ChannelKind;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.type.HostNames;
import dev.crmkit.internal.type.Refusals;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings addresses to their normal form, by the attribute types where there is one for the kind. Immutable. */
public final class Addresses {
    private static final String EMAIL = "EMAIL";
    private static final String PHONE = "PHONE";
    private static final String URL = "URL";
    private static final Set<String> PROJECTED = Set.of(EMAIL, PHONE, URL);
    private static final int MAX_POSTAL = 1_000;

    private final TypeRegistry types;
    private final @Nullable String region;

    private Addresses(TypeRegistry types, @Nullable String region) {
        this.types = types;
        this.region = region;
    }

    /** By the settings of the transaction's workspace. */
    public static Addresses in(Tx tx) {
        return new Addresses(
                tx.types(), ChannelRules.of(tx.schema()).findRegion().orElse(null));
    }

    /**
     * The normal form of an address as somebody writes it.
     *
     * @throws InvalidValueException if it is no address of the kind
     */
    public NormalAddress normalise(ChannelKind kind, String input) {
        if (kind.equals(ChannelKind.EMAIL)) {
            return email(typed(Attributes.email(), input));
        } else if (kind.equals(ChannelKind.PHONE)) {
            AttributeSpec spec = region == null ? Attributes.phone() : Attributes.phone(region);
            return phone(spec, typed(spec, input));
        } else if (kind.equals(ChannelKind.LINKEDIN)) {
            String line = typed(Attributes.text(), input);
            return Profiles.linkedInOrPath(line)
                    .map(Addresses::linkedIn)
                    .orElseThrow(() -> Refusals.malformed(
                            line, "is no page on LinkedIn. Write it as in linkedin.com/in/ada-lovelace"));
        } else if (kind.equals(ChannelKind.TELEGRAM)) {
            String line = typed(Attributes.text(), input);
            return Profiles.telegramOrName(line)
                    .map(Addresses::telegram)
                    .orElseThrow(() -> Refusals.malformed(
                            line, "is no user name on Telegram. Write it as in @ada_lovelace or t.me/ada_lovelace"));
        } else if (kind.equals(ChannelKind.POSTAL)) {
            return postal(typed(Attributes.textArea(), input));
        }
        String line = typed(Attributes.text(), input);
        return new NormalAddress(kind, line, TextFolding.fold(line));
    }

    /** The normal form, or nothing if it is no address of the kind. */
    public Optional<NormalAddress> find(ChannelKind kind, String input) {
        try {
            return Optional.of(normalise(kind, input));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private String typed(AttributeSpec spec, String input) {
        Object canonical = types.get(spec.type()).normalise(spec, input);
        if (canonical == null) {
            throw Refusals.malformed(input, "is empty. Give an address");
        }
        return (String) canonical;
    }

    private static NormalAddress email(String address) {
        int at = address.lastIndexOf('@');
        String domain = address.substring(at + 1);
        // One domain in two scripts is one mailbox, and so one suppression.
        String ascii = HostNames.toAscii(domain);
        return new NormalAddress(
                ChannelKind.EMAIL,
                address,
                TextFolding.fold(address.substring(0, at + 1)) + (ascii == null ? TextFolding.fold(domain) : ascii));
    }

    private NormalAddress phone(AttributeSpec spec, String number) {
        return new NormalAddress(ChannelKind.PHONE, types.get(PHONE).display(spec, number), number);
    }

    private static NormalAddress linkedIn(String profile) {
        return new NormalAddress(ChannelKind.LINKEDIN, "linkedin.com/" + profile, TextFolding.fold(profile));
    }

    private static NormalAddress telegram(String name) {
        return new NormalAddress(ChannelKind.TELEGRAM, "@" + name, TextFolding.fold(name));
    }

    private static NormalAddress postal(String area) {
        List<String> lines = new ArrayList<>();
        for (String line : area.split("\n")) {
            String words = words(line);
            if (!words.isEmpty()) {
                lines.add(words);
            }
        }
        String display = String.join("\n", lines);
        int length = display.codePointCount(0, display.length());
        if (length > MAX_POSTAL) {
            throw new InvalidValueException(
                    ErrorCode.VALUE_TOO_LONG,
                    "has " + length + " characters; the limit is " + MAX_POSTAL + ". Shorten it");
        }
        return new NormalAddress(ChannelKind.POSTAL, display, TextFolding.fold(display));
    }

    /** The words of a line with one space between them. */
    private static String words(String line) {
        StringBuilder words = new StringBuilder();
        boolean gap = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (WhiteSpace.is(c)) {
                gap = true;
            } else {
                if (gap && !words.isEmpty()) {
                    words.append(' ');
                }
                gap = false;
                words.append(c);
            }
        }
        return words.toString();
    }

    /** Whether values of the type may be addresses. */
    static boolean mayProject(AttributeSpec spec) {
        return PROJECTED.contains(spec.type());
    }

    /** The address that a canonical value is; web addresses are one only where they lead to a profile. */
    Optional<NormalAddress> projected(AttributeSpec spec, Object canonical) {
        String value = (String) canonical;
        return switch (spec.type()) {
            case EMAIL -> Optional.of(email(value));
            case PHONE -> Optional.of(phone(spec, value));
            case URL ->
                Profiles.linkedIn(value)
                        .map(Addresses::linkedIn)
                        .or(() -> Profiles.telegram(value).map(Addresses::telegram));
            default -> Optional.empty();
        };
    }
}
