package dev.crmkit.internal.formula;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmAttribute;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All formulas and roll-ups of a workspace, and what each needs. Whoever asks for one gets it after those that it needs, so a circle shows while it is
 * being walked. Immutable once built.
 */
public final class ComputedGraph {
    private final Naming naming;
    private final ZoneId zone;
    private final RollupReader rollupReader;
    private final Map<UUID, Place> places = new LinkedHashMap<>();
    private final Map<UUID, Result> results = new HashMap<>();
    private final Map<UUID, Set<UUID>> needs = new LinkedHashMap<>();
    private final Map<UUID, List<Violation>> faults = new HashMap<>();
    private final Map<UUID, List<FormulaComputation>> formulas = new HashMap<>();
    private final Map<UUID, List<RollupComputation>> rollups = new HashMap<>();
    private final Deque<UUID> path = new ArrayDeque<>();

    private ComputedGraph(Naming naming, Collection<DefinedObject> objects, TypeRegistry types, ZoneId zone) {
        this.naming = naming;
        this.zone = zone;
        this.rollupReader = new RollupReader(this, naming, objects, types, zone);
    }

    /** An attribute with its object. */
    private record Place(DefinedObject object, CrmAttribute attribute) {
        String shown() {
            return object.slug() + "." + attribute.slug();
        }
    }

    /**
     * What the values of an attribute are.
     *
     * @param kind {@link Kind#NOTHING} if it could not be found out
     * @param currency of bare amounts, of money
     * @param print of its definition; empty for what is not computed
     */
    record Result(Kind kind, @Nullable String currency, String print) {
        static final Result BROKEN = new Result(Kind.NOTHING, null, "");
    }

    /**
     * The graph of a schema.
     *
     * @param naming what names mean
     * @param objects all objects; deleted ones are left out
     */
    public static ComputedGraph of(Naming naming, Collection<DefinedObject> objects, TypeRegistry types, ZoneId zone) {
        List<DefinedObject> there =
                objects.stream().filter(object -> !object.deleted()).toList();
        ComputedGraph graph = new ComputedGraph(naming, there, types, zone);
        for (DefinedObject object : there) {
            object.attributes().forEach(a -> graph.places.put(a.id(), new Place(object, a)));
        }
        graph.places.values().stream()
                .filter(place -> DerivedType.isOne(place.attribute().spec()))
                .forEach(place -> graph.result(place.attribute().id()));
        return graph;
    }

    /** What is computed of the object's records. */
    public Computations of(UUID object) {
        List<FormulaComputation> own = formulas.getOrDefault(object, List.of());
        List<RollupComputation> others = rollups.getOrDefault(object, List.of());
        return own.isEmpty() && others.isEmpty() ? Computations.NONE : new Computations(own, others);
    }

    /** The roll-ups whose values follow from records of the object, and those of its own records that follow from their references. */
    public List<RollupComputation> concerning(UUID object) {
        return rollups.values().stream()
                .flatMap(List::stream)
                .filter(rollup -> rollup.linked().equals(object)
                        || (rollup.forward() && rollup.owner().equals(object)))
                .toList();
    }

    /** What is wrong with the object's formulas and roll-ups; paths begin with the attribute's slug. */
    public List<Violation> faults(DefinedObject object) {
        return object.attributes().stream()
                .flatMap(a -> faults.getOrDefault(a.id(), List.of()).stream())
                .toList();
    }

    /** The formulas and roll-ups that need the attribute, by name. */
    public List<String> needing(UUID attribute) {
        List<String> names = new ArrayList<>();
        needs.forEach((id, needed) -> {
            Place place = places.get(id);
            if (place != null && needed.contains(attribute)) {
                names.add(place.shown());
            }
        });
        return names;
    }

    /** Everything that formulas and roll-ups need, also through others, to give the attribute its values. */
    public Set<UUID> needed(UUID attribute) {
        Set<UUID> all = new LinkedHashSet<>();
        Deque<UUID> open = new ArrayDeque<>(List.of(attribute));
        while (!open.isEmpty()) {
            for (UUID next : needs.getOrDefault(open.pop(), Set.of())) {
                if (all.add(next)) {
                    open.push(next);
                }
            }
        }
        return all;
    }

    /** The object with what its formulas and roll-ups give in their settings; those that have faults stay as they are. */
    public DefinedObject resolved(DefinedObject object) {
        return ComputedNames.withSpecs(object, attribute -> {
            Result result = results.get(attribute.id());
            return result == null || result.kind() == Kind.NOTHING || !DerivedType.isOne(attribute.spec())
                    ? attribute.spec()
                    : attribute
                            .spec()
                            .config(DerivedType.RESULT, result.kind().name())
                            .config(DerivedType.CURRENCY, result.currency());
        });
    }

    /** What the attribute's values are; {@link Result#BROKEN} if it has faults. */
    Result result(UUID attribute) {
        Place place = places.get(attribute);
        if (place == null) {
            return Result.BROKEN;
        } else if (!DerivedType.isOne(place.attribute().spec())) {
            return plain(place.attribute());
        }
        Result known = results.get(attribute);
        if (known != null) {
            return known;
        }
        if (path.contains(attribute)) {
            tellCircle(place);
            results.put(attribute, Result.BROKEN);
            return Result.BROKEN;
        }
        path.addLast(attribute);
        Result found = place.attribute().spec().type().equals(DerivedType.FORMULA) ? formula(place) : rollup(place);
        path.removeLast();
        // The circle may have been found on the way.
        Result told = results.putIfAbsent(attribute, found);
        return told == null ? found : told;
    }

    private static Result plain(CrmAttribute attribute) {
        Kind kind = Kind.of(attribute.spec()).orElse(Kind.NOTHING);
        String currency = attribute.spec().config().get("currency") instanceof String code ? code : null;
        if (attribute.spec().config().get("settings") instanceof Map<?, ?> settings
                && settings.get("currency") instanceof String code) {
            currency = code;
        }
        return new Result(kind, kind == Kind.CURRENCY ? currency : null, "");
    }

    private void tellCircle(Place place) {
        List<String> circle = new ArrayList<>();
        boolean inside = false;
        for (UUID step : path) {
            inside |= step.equals(place.attribute().id());
            Place passed = places.get(step);
            if (inside && passed != null) {
                circle.add(passed.shown());
            }
        }
        circle.add(place.shown());
        fault(
                place,
                ErrorCode.VALUE_CYCLE,
                "would follow from its own values: " + String.join(" -> ", circle) + ". Take one of these steps out");
    }

    private void fault(Place place, ErrorCode code, String message) {
        faults.computeIfAbsent(place.attribute().id(), id -> new ArrayList<>())
                .add(new Violation(place.attribute().slug(), code, message));
    }

    private Result formula(Place place) {
        CrmAttribute attribute = place.attribute();
        AttributeReader reader = new AttributeReader(place.object());
        List<String> found = new ArrayList<>();
        Formula formula =
                Formula.compile(String.valueOf(attribute.spec().config().get("formula")), reader, found);
        needs.put(attribute.id(), reader.read);
        if (reader.broken) {
            return Result.BROKEN;
        }
        if (formula == null) {
            found.forEach(fault -> faults.computeIfAbsent(attribute.id(), id -> new ArrayList<>())
                    .add(new Violation(attribute.slug() + ".formula", ErrorCode.SCHEMA_INVALID_CONFIG, fault)));
            return Result.BROKEN;
        }
        String currency = currency(attribute, formula.currency());
        if (!agrees(place, formula.kind(), currency)) {
            return Result.BROKEN;
        }
        StringBuilder definition = new StringBuilder("formula\n")
                .append(ComputedNames.idForm(place.object(), attribute.spec(), naming))
                .append('\n')
                .append(formula.kind());
        if (formula.usesZone()) {
            definition.append('\n').append(zone);
        }
        Set<UUID> late = new LinkedHashSet<>();
        for (UUID input : formula.inputs()) {
            definition.append('\n').append(result(input).print());
            late.addAll(late(input));
        }
        String print = print(definition.toString());
        formulas.computeIfAbsent(place.object().id(), id -> new ArrayList<>())
                .add(new FormulaComputation(attribute, formula, print, late));
        return new Result(formula.kind(), currency, print);
    }

    /** What of an input may be behind the record: itself, or what it follows from. */
    private Set<UUID> late(UUID input) {
        Place place = places.get(input);
        if (place == null) {
            return Set.of();
        }
        String type = place.attribute().spec().type();
        if (type.equals(DerivedType.FORMULA)) {
            return formulas.getOrDefault(place.object().id(), List.of()).stream()
                    .filter(other -> other.attribute().id().equals(input))
                    .findFirst()
                    .map(FormulaComputation::late)
                    .orElse(Set.of());
        }
        return type.equals(DerivedType.ROLLUP) || type.equals("AI_COMPUTED") ? Set.of(input) : Set.of();
    }

    private Result rollup(Place place) {
        RollupReader.Reading reading = rollupReader.read(place.object(), place.attribute());
        needs.put(place.attribute().id(), reading.needs());
        reading.faults()
                .forEach(fault -> faults.computeIfAbsent(place.attribute().id(), id -> new ArrayList<>())
                        .add(fault.under(place.attribute().slug())));
        RollupComputation rollup = reading.rollup();
        if (rollup == null) {
            return Result.BROKEN;
        }
        String currency = currency(place.attribute(), reading.currency());
        if (!agrees(place, reading.kind(), currency)) {
            return Result.BROKEN;
        }
        rollups.computeIfAbsent(place.object().id(), id -> new ArrayList<>()).add(rollup);
        return new Result(reading.kind(), reading.kind() == Kind.CURRENCY ? currency : null, rollup.print());
    }

    private static @Nullable String currency(CrmAttribute attribute, @Nullable String found) {
        return attribute.spec().config().get(DerivedType.CURRENCY) instanceof String asked ? asked : found;
    }

    /** Whether what was found goes with what the definition says of itself. */
    private boolean agrees(Place place, Kind kind, @Nullable String currency) {
        Object asked = place.attribute().spec().config().get(DerivedType.RESULT);
        if (asked != null && !asked.equals(kind.name())) {
            fault(
                    place,
                    ErrorCode.SCHEMA_INVALID_CONFIG,
                    "gives values of type " + kind + ", not " + asked + ". Leave the setting '" + DerivedType.RESULT
                            + "' out, or define another attribute");
            return false;
        }
        if (kind == Kind.CURRENCY && currency == null) {
            fault(
                    place,
                    ErrorCode.SCHEMA_INVALID_CONFIG,
                    "gives money and does not say of which currency bare amounts are. Set it, as in config(\""
                            + DerivedType.CURRENCY + "\", \"EUR\")");
            return false;
        }
        return true;
    }

    static String print(String definition) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(definition.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The attributes of one object as its formulas read them. */
    private final class AttributeReader implements Scope {
        private final DefinedObject object;
        private final Set<UUID> read = new LinkedHashSet<>();
        private boolean broken;

        AttributeReader(DefinedObject object) {
            this.object = object;
        }

        @Override
        public Input find(String name) {
            Optional<CrmAttribute> found = naming.attribute(object, name);
            if (found.isEmpty()) {
                List<String> readable = object.attributes().stream()
                        .filter(a ->
                                DerivedType.isOne(a.spec()) || Kind.of(a.spec()).isPresent())
                        .map(CrmAttribute::slug)
                        .toList();
                throw new UnreadableInputException("'" + name + "' is not an attribute of '" + object.slug() + "'."
                        + DidYouMean.hint(name, readable) + " A formula can read " + DidYouMean.list(readable));
            }
            CrmAttribute attribute = found.get();
            if (!DerivedType.isOne(attribute.spec())
                    && Kind.of(attribute.spec()).isEmpty()) {
                throw new UnreadableInputException("'" + attribute.slug() + "' is of type "
                        + attribute.spec().type() + ", which a formula does not read. It reads texts, numbers, money,"
                        + " days, times, checkboxes, single options, and what is computed of these");
            }
            read.add(attribute.id());
            Result result = result(attribute.id());
            broken |= result.kind() == Kind.NOTHING;
            return new Input(
                    attribute.id(),
                    result.kind(),
                    result.currency(),
                    attribute.spec().options().stream().map(AttributeOption::id).toList());
        }
    }
}
