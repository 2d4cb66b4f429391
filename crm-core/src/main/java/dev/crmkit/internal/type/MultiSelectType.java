package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.EvaluationContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** MULTI_SELECT: a set of options, kept in the order of the options. */
final class MultiSelectType extends BuiltInType {
    MultiSelectType() {
        super("MULTI_SELECT", IndexKind.CHOICES);
    }

    @Override
    void checkOptions(Config config) {
        Options.check(config, false);
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        Set<String> ids = new LinkedHashSet<>();
        for (Object member : Members.of(input)) {
            ids.add(Options.offered(spec, member).id());
        }
        return ids.isEmpty() ? null : inOrder(spec, ids);
    }

    /** One option, or several between semicolons or commas. */
    @Override
    public @Nullable Object parse(AttributeSpec spec, String text) {
        AttributeOption whole = Options.findNamed(spec, text);
        if (whole != null) {
            return normalise(spec, whole.id());
        }
        List<String> ids = new ArrayList<>();
        for (String part : Members.split(text)) {
            ids.add(Options.named(spec, part).id());
        }
        return ids.isEmpty() ? null : normalise(spec, ids);
    }

    /** Options may have been reordered since the value was stored. */
    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        Set<String> ids = new LinkedHashSet<>();
        for (Object id : (List<?>) stored) {
            ids.add((String) id);
        }
        return inOrder(spec, ids);
    }

    private static List<String> inOrder(AttributeSpec spec, Set<String> ids) {
        List<String> ordered = new ArrayList<>();
        for (AttributeOption option : spec.options()) {
            if (ids.contains(option.id())) {
                ordered.add(option.id());
            }
        }
        for (String id : ids) {
            if (Options.find(spec, id) == null) {
                ordered.add(id);
            }
        }
        return Collections.unmodifiableList(ordered);
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return ((List<?>) canonical)
                .stream().map(id -> Options.title(spec, (String) id)).collect(Collectors.joining(", "));
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        Set<String> ids = new LinkedHashSet<>();
        for (Object id : (List<?>) canonical) {
            ids.add((String) id);
        }
        return new IndexValue.Choices(ids);
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return Comparisons.SET;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        return Comparisons.set(fields.apply(""), operator, operands, operand -> {
            Set<String> ids = new LinkedHashSet<>();
            for (Object member : Members.of(operand)) {
                ids.add(Options.known(spec, member).id());
            }
            return ids;
        });
    }

    @Override
    public boolean supportsUnique(AttributeSpec spec) {
        return false;
    }
}
