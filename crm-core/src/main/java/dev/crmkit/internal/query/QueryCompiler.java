package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Sort;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.Component;
import dev.crmkit.type.EvaluationContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what a caller asks about one object into what a storage is asked. Immutable. */
public final class QueryCompiler {
    private final CrmObject object;
    private final TypeRegistry types;
    private final boolean named;
    private final @Nullable List<Field> searched;
    private final FilterCompiler filters;
    private final List<CrmAttribute> pipelineFields;

    /**
     * A compiler for one object at one time.
     *
     * @param object as the view shows it
     * @param searched the texts that a search looks into, or null for the records' search texts
     */
    public QueryCompiler(
            QueryView view,
            CrmObject object,
            @Nullable List<Field> searched,
            TypeRegistry types,
            EvaluationContext context) {
        this.object = object;
        this.types = types;
        this.named = view.isNamed(object.id());
        this.searched = searched;
        this.filters = new FilterCompiler(types, view, context);
        this.pipelineFields = view.fields(object.id());
    }

    /** The predicate of a condition and a search together. */
    public Predicate predicate(Filter filter, @Nullable String search, List<Violation> faults) {
        Predicate condition = filters.compile(object, filter, faults);
        Predicate words = SearchWords.compile(search, searched, faults);
        if (words.equals(Predicate.always())) {
            return condition;
        }
        return condition.equals(Predicate.always()) ? words : new Predicate.All(List.of(condition, words));
    }

    /** The sort keys of an order. */
    public List<SortKey> sorts(List<Sort> sorts, List<Violation> faults) {
        return new SortCompiler(types, named, pipelineFields).compile(object, sorts, faults);
    }

    /** What a group or a computation looks at, or null with a fault if there is no such attribute. */
    public @Nullable Operand operand(String path, List<Violation> faults) {
        Optional<Field.SystemField> system = SystemFieldComparisons.find(path, named);
        if (system.isPresent()) {
            return new Operand(system.get(), null, true, "", List.of());
        }
        if (SystemFieldComparisons.isTag(path)) {
            faults.add(Faults.of(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "a record has several tags, which neither group nor add up. crm.tags().list(...) counts them"));
            return null;
        }
        if (SystemFieldComparisons.isList(path)) {
            faults.add(
                    Faults.of(
                            path,
                            ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                            "a record is in several lists, which neither group nor add up. crm.lists().count(...) counts them"));
            return null;
        }
        Optional<CrmAttribute> found = Names.find(object, path)
                .or(() -> pipelineFields.stream()
                        .filter(field -> field.slug().equals(path))
                        .findFirst());
        if (found.isEmpty()) {
            faults.add(
                    PipelineFields.isOne(path)
                            ? PipelineFields.missing(path, object)
                            : Faults.unknownAttribute(path, path, object, named));
            return null;
        }
        CrmAttribute attribute = found.get();
        Optional<AttributeType> type = types.find(attribute.spec().type());
        if (type.isEmpty()) {
            faults.add(new Violation(
                    path,
                    ErrorCode.SCHEMA_UNKNOWN_TYPE,
                    types.describeUnknown(attribute.spec().type())));
            return null;
        }
        List<Component> components = type.get().components(attribute.spec());
        Component main = components.get(0);
        Field currency = components.stream()
                .filter(c -> c.name().equals("currency"))
                .findFirst()
                .map(c -> (Field) new Field.Attribute(attribute.id(), c.name(), c.kind()))
                .orElse(null);
        return new Operand(
                new Field.Attribute(attribute.id(), main.name(), main.kind()),
                currency,
                main.single() && main.kind() != IndexKind.CHOICES,
                type.get().name(),
                attribute.spec().options().stream().map(AttributeOption::id).toList());
    }

    /**
     * An attribute or system field as groups and computations see it. Immutable.
     *
     * @param main the field of its values
     * @param currency the field of the currency of money, or null
     * @param single whether there is at most one value
     * @param type the name of the attribute's type; empty for system fields
     * @param options the ids of its options in order
     */
    public record Operand(Field main, @Nullable Field currency, boolean single, String type, List<String> options) {

        /** Whether values are calendar days, which have no zone. */
        public boolean isDate() {
            return type.equals("DATE");
        }

        /** Whether values are yes or no. */
        public boolean isCheckbox() {
            return type.equals("CHECKBOX");
        }
    }
}
