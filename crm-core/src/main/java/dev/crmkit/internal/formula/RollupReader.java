package dev.crmkit.internal.formula;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.formula.RollupComputation.Function;
import dev.crmkit.internal.query.FilterCompiler;
import dev.crmkit.internal.query.QueryView;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.Filter;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.EvaluationContext;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the definitions of roll-ups, and gathers their faults. Immutable but for the graph that it asks. */
final class RollupReader {
    /** The system fields whose changes roll-ups hear of. */
    private static final Set<String> FIELDS = Set.of(
            SystemFields.ID,
            SystemFields.OWNER,
            SystemFields.ASSIGNEE,
            SystemFields.SOURCE,
            SystemFields.CREATED_AT,
            SystemFields.PIPELINE,
            SystemFields.STAGE,
            SystemFields.STAGE_ENTERED_AT,
            SystemFields.CLOSED_AT);

    private static final Set<Kind> ADDED = Set.of(Kind.NUMBER, Kind.CURRENCY);
    private static final Set<Kind> COMPARED = Set.of(Kind.NUMBER, Kind.CURRENCY, Kind.DATE, Kind.TIMESTAMP);

    private final ComputedGraph graph;
    private final Naming naming;
    private final TypeRegistry types;
    private final ZoneId zone;
    private final Map<UUID, DefinedObject> objects = new HashMap<>();

    RollupReader(
            ComputedGraph graph, Naming naming, Collection<DefinedObject> objects, TypeRegistry types, ZoneId zone) {
        this.graph = graph;
        this.naming = naming;
        this.types = types;
        this.zone = zone;
        objects.forEach(object -> this.objects.put(object.id(), object));
    }

    /**
     * What was read of a definition. Immutable.
     *
     * @param rollup null if something is wrong, here or with what it needs
     * @param kind what it gives
     * @param currency of bare amounts, of money, if it is known
     * @param needs the attributes that it needs
     * @param faults what is wrong; paths are settings
     */
    record Reading(
            @Nullable RollupComputation rollup,
            Kind kind,
            @Nullable String currency,
            Set<UUID> needs,
            List<Violation> faults) {}

    Reading read(DefinedObject owner, CrmAttribute attribute) {
        return new Run(owner, attribute).read();
    }

    private final class Run {
        private final DefinedObject owner;
        private final CrmAttribute attribute;
        private final AttributeSpec spec;
        private final List<Violation> faults = new ArrayList<>();
        private final Set<UUID> needs = new LinkedHashSet<>();
        private final Set<UUID> watched = new LinkedHashSet<>();
        private final Set<String> fields = new LinkedHashSet<>();
        private boolean broken;

        Run(DefinedObject owner, CrmAttribute attribute) {
            this.owner = owner;
            this.attribute = attribute;
            this.spec = attribute.spec();
        }

        private Reading failed() {
            return new Reading(null, Kind.NOTHING, null, needs, faults);
        }

        private void fault(String setting, ErrorCode code, String message) {
            faults.add(new Violation(setting, code, message));
        }

        Reading read() {
            Function function = function();
            boolean forward = !spec.config().containsKey("object");
            DefinedObject linked = linked(forward);
            if (function == null || linked == null) {
                return failed();
            }
            DefinedObject referring = forward ? owner : linked;
            CrmAttribute reference = reference(referring, forward ? linked : owner);
            CrmAttribute of = of(linked, function);
            Field order = order(linked, function);
            Predicate predicate = condition(linked);
            ComputedGraph.Result values = of == null ? null : graph.result(of.id());
            if (of != null && values != null) {
                broken |= values.kind() == Kind.NOTHING && isComputed(of);
                checkKind(of, function, values.kind());
            }
            needs.addAll(watched);
            if (reference != null) {
                needs.add(reference.id());
                if (!forward) {
                    watched.add(reference.id());
                }
            }
            if (broken || !faults.isEmpty() || reference == null) {
                return failed();
            }
            Kind kind = function == Function.COUNT || values == null ? Kind.NUMBER : values.kind();
            RollupComputation rollup = new RollupComputation(
                    owner.id(),
                    attribute,
                    linked.id(),
                    reference.id(),
                    forward,
                    function,
                    of,
                    predicate,
                    order,
                    watched,
                    fields,
                    ComputedGraph.print(definition(linked, reference, function, of, kind)));
            return new Reading(rollup, kind, values == null ? null : values.currency(), needs, faults);
        }

        private String definition(
                DefinedObject linked, CrmAttribute reference, Function function, @Nullable CrmAttribute of, Kind kind) {
            String where = spec.config().get("where") instanceof Filter filter
                    ? zone + Json.write(ComputedNames.document(linked, filter, naming))
                    : "";
            return String.join(
                    "\n",
                    "rollup",
                    linked.id().toString(),
                    reference.id().toString(),
                    function.name(),
                    of == null ? "" : of.id() + of.spec().type(),
                    String.valueOf(spec.config().get("order")),
                    where,
                    kind.name());
        }

        private @Nullable Function function() {
            String name = String.valueOf(spec.config().get("function"));
            List<String> names =
                    Arrays.stream(Function.values()).map(Function::name).toList();
            if (names.contains(name)) {
                return Function.valueOf(name);
            }
            fault(
                    "function",
                    ErrorCode.SCHEMA_INVALID_CONFIG,
                    "'" + name + "' is not a function." + DidYouMean.hint(name, names) + " Choose one of "
                            + String.join(", ", names));
            return null;
        }

        private @Nullable DefinedObject linked(boolean forward) {
            if (forward) {
                CrmAttribute reference = attribute(owner, "reference");
                if (reference == null) {
                    return null;
                }
                Optional<DefinedObject> target = target(reference).flatMap(naming::object);
                if (target.isEmpty()) {
                    faultOfReference(owner, reference, null);
                }
                return target.orElse(null);
            }
            String slug = String.valueOf(spec.config().get("object"));
            Optional<DefinedObject> found = naming.object(slug);
            if (found.isEmpty()) {
                List<String> known = objects.values().stream()
                        .map(DefinedObject::slug)
                        .sorted()
                        .toList();
                fault(
                        "object",
                        ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                        "there is no object '" + slug + "'." + DidYouMean.hint(slug, known) + " Known objects: "
                                + DidYouMean.list(known));
            }
            return found.orElse(null);
        }

        private Optional<String> target(CrmAttribute reference) {
            return types.find(reference.spec().type()).flatMap(type -> type.referencedObject(reference.spec()));
        }

        private @Nullable CrmAttribute reference(DefinedObject referring, DefinedObject target) {
            CrmAttribute reference = attribute(referring, "reference");
            if (reference == null) {
                return null;
            }
            boolean fits = target(reference)
                    .flatMap(naming::object)
                    .filter(object -> object.id().equals(target.id()))
                    .isPresent();
            if (!fits) {
                faultOfReference(referring, reference, target);
                return null;
            }
            return reference;
        }

        private void faultOfReference(DefinedObject referring, CrmAttribute reference, @Nullable DefinedObject target) {
            List<String> choices = referring.attributes().stream()
                    .filter(a -> target(a)
                            .flatMap(naming::object)
                            .filter(object -> target == null || object.id().equals(target.id()))
                            .isPresent())
                    .map(CrmAttribute::slug)
                    .toList();
            fault(
                    "reference",
                    ErrorCode.SCHEMA_INVALID_CONFIG,
                    "'" + reference.slug() + "' does not refer to records"
                            + (target == null ? "" : " of '" + target.slug() + "'") + ". The references of '"
                            + referring.slug() + "' that do are " + DidYouMean.list(choices));
        }

        private @Nullable CrmAttribute attribute(DefinedObject object, String setting) {
            String name = String.valueOf(spec.config().get(setting));
            Optional<CrmAttribute> found = naming.attribute(object, name);
            if (found.isEmpty()) {
                List<String> known =
                        object.attributes().stream().map(CrmAttribute::slug).toList();
                fault(
                        setting,
                        ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                        "'" + name + "' is not an attribute of '" + object.slug() + "'." + DidYouMean.hint(name, known)
                                + " Known attributes: " + DidYouMean.list(known));
            }
            return found.orElse(null);
        }

        private @Nullable CrmAttribute of(DefinedObject linked, Function function) {
            if (!spec.config().containsKey("attribute")) {
                if (function != Function.COUNT) {
                    fault(
                            "attribute",
                            ErrorCode.SCHEMA_INVALID_CONFIG,
                            "is missing. " + function + " is computed of an attribute of '" + linked.slug() + "'");
                }
                return null;
            }
            CrmAttribute of = attribute(linked, "attribute");
            if (of != null) {
                watched.add(of.id());
            }
            return of;
        }

        private void checkKind(CrmAttribute of, Function function, Kind kind) {
            boolean fits = switch (function) {
                case COUNT -> true;
                case SUM, AVG -> ADDED.contains(kind);
                case MIN, MAX -> COMPARED.contains(kind);
                case FIRST, LAST -> kind != Kind.NOTHING;
            };
            if (!fits && !broken) {
                fault(
                        "attribute",
                        ErrorCode.SCHEMA_INVALID_CONFIG,
                        "'" + of.slug() + "' is of type " + of.spec().type() + ", and " + function
                                + (ADDED.contains(kind) || function == Function.SUM || function == Function.AVG
                                        ? " needs a number, rating or money"
                                        : function.isOfOne()
                                                ? " needs a text, number, money, day, time, checkbox or single option"
                                                : " needs a number, rating, money, day or time"));
            }
        }

        private @Nullable Field order(DefinedObject linked, Function function) {
            Object name = spec.config().get("order");
            if (name == null || !function.isOfOne()) {
                if (function.isOfOne() != (name != null)) {
                    fault(
                            "order",
                            ErrorCode.SCHEMA_INVALID_CONFIG,
                            function.isOfOne()
                                    ? "is missing. " + function + " is found by an order, as in \"@created_at\""
                                    : "does not go with " + function + ". Take it away");
                }
                return null;
            } else if (name.equals(SystemFields.CREATED_AT)) {
                return Field.SystemField.CREATED_AT;
            }
            CrmAttribute by = attribute(linked, "order");
            if (by == null) {
                return null;
            }
            watched.add(by.id());
            ComputedGraph.Result result = graph.result(by.id());
            if (!COMPARED.contains(result.kind())) {
                broken |= isComputed(by) && result.kind() == Kind.NOTHING;
                if (!broken) {
                    fault(
                            "order",
                            ErrorCode.SCHEMA_INVALID_CONFIG,
                            "'" + by.slug() + "' is of type " + by.spec().type()
                                    + ". Order by a number, rating, money, day or time, or by @created_at");
                }
                return null;
            }
            // What the type keeps of a formula is not known before the formula is resolved, so its kind says it.
            return new Field.Attribute(
                    by.id(),
                    "",
                    isComputed(by)
                            ? index(result.kind())
                            : types.get(by.spec().type())
                                    .components(by.spec())
                                    .get(0)
                                    .kind());
        }

        private Predicate condition(DefinedObject linked) {
            Object where = spec.config().get("where");
            if (where == null) {
                return Predicate.always();
            }
            if (!(where instanceof Filter filter)) {
                fault("where", ErrorCode.SCHEMA_INVALID_CONFIG, "must be a Filter, as in attr(\"amount\").gte(100)");
                return Predicate.never();
            }
            Filter named = ComputedNames.renamed(filter, linked, naming);
            watch(linked, named);
            if (!faults.isEmpty() || broken) {
                return Predicate.never();
            }
            DefinedObject resolved = graph.resolved(linked);
            List<Violation> found = new ArrayList<>();
            Predicate predicate = new FilterCompiler(types, view(resolved), new EvaluationContext(Instant.EPOCH, zone))
                    .compile(resolved.object(), named, found);
            found.forEach(fault -> faults.add(fault.under("where")));
            return predicate;
        }

        private QueryView view(DefinedObject resolved) {
            return QueryView.of(
                    slug -> naming.object(slug).map(DefinedObject::object),
                    id -> id.equals(resolved.id()) ? resolved.pipelines().attributes() : List.of(),
                    id -> List.of());
        }

        private void watch(DefinedObject linked, Filter filter) {
            if (filter instanceof Filter.And and) {
                and.parts().forEach(part -> watch(linked, part));
            } else if (filter instanceof Filter.Or or) {
                or.parts().forEach(part -> watch(linked, part));
            } else if (filter instanceof Filter.Not not) {
                watch(linked, not.part());
            } else if (filter instanceof Filter.Comparison comparison) {
                watch(linked, comparison);
            }
        }

        private void watch(DefinedObject linked, Filter.Comparison comparison) {
            String path = comparison.path();
            if (comparison.operands().stream().anyMatch(RelativeDate.class::isInstance)) {
                fault(
                        "where." + path,
                        ErrorCode.SCHEMA_INVALID_CONFIG,
                        "names days that move, and a stored value cannot change by time alone. Name fixed days, or"
                                + " filter by moving days when you list");
            } else if (path.startsWith("@")) {
                if (!FIELDS.contains(path)) {
                    fault(
                            "where." + path,
                            ErrorCode.SCHEMA_INVALID_CONFIG,
                            "is not a field that a roll-up can follow. It can follow attributes and "
                                    + String.join(", ", FIELDS.stream().sorted().toList()));
                }
                fields.add(path);
            } else if (path.indexOf('.') >= 0) {
                fault(
                        "where." + path,
                        ErrorCode.SCHEMA_INVALID_CONFIG,
                        "goes on to a third object, which a roll-up does not follow. Name an attribute of '"
                                + linked.slug() + "'");
            } else {
                naming.attribute(linked, path).ifPresent(read -> {
                    watched.add(read.id());
                    // The condition is compiled by what computed attributes give.
                    broken |= isComputed(read) && graph.result(read.id()).kind() == Kind.NOTHING;
                });
            }
        }
    }

    private static boolean isComputed(CrmAttribute attribute) {
        return DerivedType.isOne(attribute.spec());
    }

    private static IndexKind index(Kind kind) {
        return kind == Kind.DATE || kind == Kind.TIMESTAMP ? IndexKind.MOMENT : IndexKind.NUMBER;
    }
}
