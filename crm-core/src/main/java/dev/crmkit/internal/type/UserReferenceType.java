package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.Component;
import dev.crmkit.type.EvaluationContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** USER_REFERENCE: users of the host, by id, in the order given. */
final class UserReferenceType extends BuiltInType {
    UserReferenceType() {
        super("USER_REFERENCE", IndexKind.TOKEN);
    }

    @Override
    List<String> configKeys() {
        return List.of(ReferenceConfig.MULTIPLE);
    }

    @Override
    void checkConfig(Config config) {
        config.checkFlag(ReferenceConfig.MULTIPLE);
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        Set<String> ids = ids(input);
        ReferenceConfig.checkSize(spec, ids.size(), "users");
        return ids.isEmpty() ? null : List.copyOf(ids);
    }

    /** Ids between semicolons or commas. */
    @Override
    public @Nullable Object parse(AttributeSpec spec, String text) {
        return normalise(spec, Members.split(text));
    }

    private static Set<String> ids(Object input) {
        Set<String> ids = new LinkedHashSet<>();
        for (Object member : Members.of(input)) {
            ids.add(UserIds.read(member));
        }
        return ids;
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        return List.copyOf(texts(stored));
    }

    private static List<String> texts(Object list) {
        List<String> texts = new ArrayList<>();
        for (Object text : (List<?>) list) {
            texts.add((String) text);
        }
        return texts;
    }

    /** The ids: the names of the users are not the type's to know. */
    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return String.join(", ", texts(canonical));
    }

    @Override
    public List<Component> components(AttributeSpec spec) {
        return List.of(
                ReferenceConfig.isMultiple(spec)
                        ? new Component("", IndexKind.TOKENS, false)
                        : Component.main(IndexKind.TOKEN));
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        List<String> ids = texts(canonical);
        return ReferenceConfig.isMultiple(spec) ? new IndexValue.Tokens(ids) : new IndexValue.Token(ids.get(0));
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return ReferenceConfig.isMultiple(spec) ? Comparisons.SET : Comparisons.SINGLE_SET;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        Field field = fields.apply("");
        return ReferenceConfig.isMultiple(spec)
                ? Comparisons.set(field, operator, operands, UserReferenceType::ids)
                : Comparisons.singleToken(field, operator, operands, UserReferenceType::ids);
    }

    @Override
    public boolean supportsUnique(AttributeSpec spec) {
        return !ReferenceConfig.isMultiple(spec);
    }
}
