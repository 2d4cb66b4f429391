package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Sort;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.type.AttributeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Lowers the order of a list to the keys that storages sort by, and reports all its faults at once. Immutable. */
public final class SortCompiler {
    /** How many keys an order may have. */
    public static final int MAX_KEYS = 5;

    private final TypeRegistry types;
    private final boolean named;
    private final List<CrmAttribute> pipelineFields;

    /** A compiler over the types of an engine. */
    public SortCompiler(TypeRegistry types) {
        this(types, true, List.of());
    }

    /**
     * A compiler over the types of an engine.
     *
     * @param named whether records can be sorted by their names
     * @param pipelineFields what says where the object's records are in pipelines
     */
    SortCompiler(TypeRegistry types, boolean named, List<CrmAttribute> pipelineFields) {
        this.types = types;
        this.named = named;
        this.pipelineFields = List.copyOf(pipelineFields);
    }

    /**
     * The keys, most significant first; an attribute may take more than one. None means newest first.
     *
     * @param faults receives every fault; where it receives one, the result must not be used
     */
    public List<SortKey> compile(CrmObject object, List<Sort> sorts, List<Violation> faults) {
        if (sorts.size() > MAX_KEYS) {
            faults.add(Faults.of(
                    "",
                    ErrorCode.QUERY_LIMIT,
                    "the order has " + sorts.size() + " keys; the limit is " + MAX_KEYS + ". Leave the last ones out"));
            return List.of();
        }
        List<SortKey> keys = new ArrayList<>();
        Set<Field> seen = new HashSet<>();
        for (Sort sort : sorts) {
            List<Field> fields = fields(object, sort.path(), faults);
            if (!fields.isEmpty() && !seen.add(fields.get(0))) {
                faults.add(Faults.of(
                        sort.path(),
                        ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                        "the order names it twice. Name each attribute once"));
                continue;
            }
            fields.forEach(field -> keys.add(new SortKey(field, sort.descending())));
        }
        return List.copyOf(keys);
    }

    private List<Field> fields(CrmObject object, String path, List<Violation> faults) {
        SystemField system = SystemFieldComparisons.find(path, named).orElse(null);
        if (system != null) {
            return List.of(system);
        }
        if (SystemFieldComparisons.isTag(path)) {
            faults.add(Faults.of(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "tags do not sort. The attributes that do are " + sortable(object)));
            return List.of();
        }
        if (SystemFieldComparisons.isList(path)) {
            faults.add(Faults.of(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "lists do not sort. The attributes that do are " + sortable(object)));
            return List.of();
        }
        CrmAttribute attribute = Names.find(object, path)
                .or(() -> pipelineFields.stream()
                        .filter(field -> field.slug().equals(path))
                        .findFirst())
                .orElse(null);
        if (attribute == null) {
            faults.add(
                    PipelineFields.isOne(path)
                            ? PipelineFields.missing(path, object)
                            : path.contains(".")
                                    ? Faults.of(
                                            path,
                                            ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                                            "a list is not sorted over a reference. Sort by an attribute of "
                                                    + object.slug())
                                    : Faults.unknownAttribute(path, path, object, named));
            return List.of();
        }
        AttributeType type = types.find(attribute.spec().type()).orElse(null);
        if (type == null) {
            faults.add(Faults.of(
                    path,
                    ErrorCode.SCHEMA_UNKNOWN_TYPE,
                    types.describeUnknown(attribute.spec().type())));
            return List.of();
        }
        List<Field> fields = new ArrayList<>();
        for (String component : type.sortComponents(attribute.spec())) {
            fields.add(ComparisonCompiler.field(type, attribute, component));
        }
        if (fields.isEmpty()) {
            faults.add(Faults.of(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "the type " + type.name() + " does not sort. The attributes that do are " + sortable(object)));
        }
        return fields;
    }

    private String sortable(CrmObject object) {
        return DidYouMean.list(object.attributes().stream()
                .filter(a -> types.find(a.spec().type())
                        .filter(t -> !t.sortComponents(a.spec()).isEmpty())
                        .isPresent())
                .map(CrmAttribute::slug)
                .toList());
    }
}
