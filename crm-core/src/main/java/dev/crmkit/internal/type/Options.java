package dev.crmkit.internal.type;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.type.InvalidValueException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of an attribute: checked when it is defined, found by id, named where one is unknown. Not instantiable. */
final class Options {
    static final int MAX_OPTIONS = 1000;
    private static final int MAX_ID = 100;

    private Options() {}

    /** Adds a fault for every option that does not fit. */
    static void check(Config config, boolean withState) {
        List<AttributeOption> options = config.spec().options();
        if (options.isEmpty()) {
            config.fault("options", "are missing. Name at least one");
        } else if (options.size() > MAX_OPTIONS) {
            config.fault("options", "are " + options.size() + "; the limit is " + MAX_OPTIONS);
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            AttributeOption option = options.get(i);
            String path = "options[" + i + "]";
            checkText(config, path + ".id", option.id(), MAX_ID);
            checkText(config, path + ".title", option.title(), Texts.MAX_LINE);
            if (!ids.add(option.id())) {
                config.fault(path + ".id", Refusals.show(option.id()) + " is there already. Ids are unique");
            }
            if (withState && option.state() == null) {
                config.fault(
                        path + ".state",
                        "is missing. Every STATUS option has one of NOT_STARTED, IN_PROGRESS, DONE_SUCCESS, DONE_FAILED");
            } else if (!withState && option.state() != null) {
                config.fault(path + ".state", "belongs to STATUS options only. Take it away, or choose STATUS");
            }
        }
    }

    private static void checkText(Config config, String path, String text, int limit) {
        try {
            String line = Texts.line(text, limit);
            if (line.isEmpty()) {
                config.fault(path, "is empty. It has 1 to " + limit + " characters");
            } else if (!line.equals(text)) {
                config.fault(
                        path,
                        Refusals.show(text) + " has white space at its ends, line breaks, or is not NFC. Write "
                                + Refusals.show(line));
            }
        } catch (InvalidValueException e) {
            config.fault(path, e.reason());
        }
    }

    static @Nullable AttributeOption find(AttributeSpec spec, String id) {
        for (AttributeOption option : spec.options()) {
            if (option.id().equals(id)) {
                return option;
            }
        }
        return null;
    }

    /** The option that a new value may have. */
    static AttributeOption offered(AttributeSpec spec, Object input) {
        AttributeOption option = known(spec, input);
        if (option.archived()) {
            throw new InvalidValueException(
                    ErrorCode.VALUE_UNKNOWN_OPTION,
                    Refusals.show(option.id()) + " is archived and no longer offered. The options are "
                            + choices(spec));
        }
        return option;
    }

    /** The option that a filter may ask for: archived ones too, because records may have them. */
    static AttributeOption known(AttributeSpec spec, Object input) {
        if (!(input instanceof String id)) {
            throw Refusals.wrongType(input, "the id of an option");
        }
        AttributeOption option = find(spec, id);
        if (option == null) {
            throw unknown(spec, id);
        }
        return option;
    }

    /** The option that a file's text names: its id, or else its title in any case. */
    static AttributeOption named(AttributeSpec spec, String text) {
        AttributeOption option = findNamed(spec, text);
        if (option == null) {
            throw unknown(spec, WhiteSpace.strip(text));
        }
        return option;
    }

    /** As {@link #named}, but null for an unknown name. */
    static @Nullable AttributeOption findNamed(AttributeSpec spec, String text) {
        String name = Texts.line(text);
        AttributeOption byId = find(spec, name);
        if (byId != null) {
            return byId;
        }
        String folded = TextFolding.fold(name);
        List<AttributeOption> titled = spec.options().stream()
                .filter(o -> !o.archived() && TextFolding.fold(o.title()).equals(folded))
                .toList();
        return titled.size() == 1 ? titled.get(0) : null;
    }

    /** What people read of an option id; the id itself where the option is gone. */
    static String title(AttributeSpec spec, String id) {
        AttributeOption option = find(spec, id);
        return option == null ? id : option.title();
    }

    private static InvalidValueException unknown(AttributeSpec spec, String id) {
        List<String> ids = spec.options().stream().map(AttributeOption::id).toList();
        return new InvalidValueException(
                ErrorCode.VALUE_UNKNOWN_OPTION,
                Refusals.show(id) + " is not an option." + DidYouMean.hint(id, ids) + " The options are "
                        + choices(spec));
    }

    private static String choices(AttributeSpec spec) {
        return DidYouMean.list(spec.options().stream()
                .filter(o -> !o.archived())
                .map(AttributeOption::id)
                .toList());
    }
}
