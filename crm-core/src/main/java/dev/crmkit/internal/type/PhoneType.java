package dev.crmkit.internal.type;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.crmkit.model.AttributeSpec;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** PHONE: a number in the form of E.164; one without a country code belongs to the configured region. */
final class PhoneType extends LineType {
    private static final String REGION = "region";

    PhoneType() {
        super("PHONE");
    }

    @Override
    List<String> configKeys() {
        return List.of(REGION);
    }

    @Override
    void checkConfig(Config config) {
        config.checkText(REGION, false, "DE");
        String region = Config.text(config.spec(), REGION);
        if (region != null
                && !PhoneNumberUtil.getInstance().getSupportedRegions().contains(region.toUpperCase(Locale.ROOT))) {
            config.fault(REGION, "must be a country of ISO 3166 such as DE, not " + Refusals.show(region));
        }
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        String line = Texts.line(input);
        if (line.isEmpty()) {
            return null;
        }
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        PhoneNumber number = read(numbers, spec, line);
        if (number.hasExtension()) {
            throw Refusals.malformed(
                    line,
                    "has an extension, which a phone number here cannot keep. Put it into an attribute of its own");
        }
        String fault = switch (numbers.isPossibleNumberWithReason(number)) {
            case TOO_SHORT -> "it is too short";
            case TOO_LONG -> "it is too long";
            case INVALID_LENGTH -> "no number of its country has this length";
            case INVALID_COUNTRY_CODE -> "no country has this code";
            case IS_POSSIBLE_LOCAL_ONLY -> "it lacks the area code";
            case IS_POSSIBLE -> numbers.isValidNumber(number) ? null : "no such number is given out in its country";
        };
        if (fault != null) {
            throw Refusals.malformed(line, "is not a phone number: " + fault);
        }
        return numbers.format(number, PhoneNumberFormat.E164);
    }

    private static PhoneNumber read(PhoneNumberUtil numbers, AttributeSpec spec, String line) {
        String region = Config.text(spec, REGION);
        try {
            return numbers.parse(line, region == null ? null : region.toUpperCase(Locale.ROOT));
        } catch (NumberParseException e) {
            String fault = switch (e.getErrorType()) {
                case INVALID_COUNTRY_CODE ->
                    region == null && !line.startsWith("+")
                            ? "it has no country code, and the attribute has no region. Write it as in +49 30"
                                    + " 123456"
                            : "no country has this code";
                case TOO_LONG -> "it is too long";
                case TOO_SHORT_NSN, TOO_SHORT_AFTER_IDD -> "it is too short";
                case NOT_A_NUMBER -> "it has too few digits or other characters";
            };
            throw Refusals.malformed(line, "is not a phone number: " + fault);
        }
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        try {
            return numbers.format(numbers.parse((String) canonical, null), PhoneNumberFormat.INTERNATIONAL);
        } catch (NumberParseException e) {
            // The value was valid by the numbering plan of its day; plans change.
            return (String) canonical;
        }
    }
}
