package dev.crmkit.internal.catalog;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.formula.ComputedGraph;
import dev.crmkit.internal.formula.ComputedNames;
import dev.crmkit.internal.formula.Naming;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.SchemaCodec;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.model.CrmAttribute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What changes of the schema mean for formulas and roll-ups. Not instantiable. */
final class ComputedCheck {
    private ComputedCheck() {}

    /**
     * The changed objects with what their formulas and roll-ups give.
     *
     * @param schema before the change
     * @throws InvalidInputException with every fault of their formulas and roll-ups
     */
    static List<DefinedObject> resolve(Tx tx, WorkspaceSchema schema, Collection<DefinedObject> changed, String what) {
        Map<UUID, DefinedObject> after = after(schema, changed);
        ComputedGraph graph = ComputedGraph.of(
                new Naming(schema.everyObject(), after.values()), after.values(), tx.types(), schema.zone());
        List<Violation> faults = new ArrayList<>();
        for (DefinedObject object : changed) {
            for (Violation fault : graph.faults(object)) {
                faults.add(changed.size() == 1 ? fault : fault.under(object.slug()));
            }
        }
        faults.addAll(broken(tx, schema, changed, graph));
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
        List<DefinedObject> resolved = changed.stream().map(graph::resolved).toList();
        resolved.forEach(
                object -> schema.find(object.id()).ifPresent(before -> refuseOtherResults(before, object, what)));
        return resolved;
    }

    /** What was sound in other objects and is not any more. */
    private static List<Violation> broken(
            Tx tx, WorkspaceSchema schema, Collection<DefinedObject> changed, ComputedGraph graph) {
        List<UUID> own = changed.stream().map(DefinedObject::id).toList();
        List<Violation> faults = new ArrayList<>();
        for (DefinedObject other : schema.objects()) {
            if (!own.contains(other.id())
                    && schema.computed(tx.types()).faults(other).isEmpty()) {
                graph.faults(other)
                        .forEach(fault -> faults.add(new Violation(
                                other.slug() + "." + fault.path(),
                                fault.code() == ErrorCode.VALUE_CYCLE ? fault.code() : ErrorCode.SCHEMA_CHANGE_REFUSED,
                                fault.message())));
            }
        }
        return faults;
    }

    private static Map<UUID, DefinedObject> after(WorkspaceSchema schema, Collection<DefinedObject> changed) {
        Map<UUID, DefinedObject> after = new LinkedHashMap<>();
        schema.everyObject().forEach(object -> after.put(object.id(), object));
        changed.forEach(object -> after.put(object.id(), object));
        return after;
    }

    /** Values that others read as numbers do not become texts. */
    private static void refuseOtherResults(DefinedObject before, DefinedObject after, String what) {
        List<Violation> faults = new ArrayList<>();
        for (CrmAttribute attribute : after.attributes()) {
            before.object()
                    .findAttribute(attribute.id())
                    .filter(old -> DerivedType.isOne(old.spec()) && DerivedType.isOne(attribute.spec()))
                    .filter(old -> !result(old).equals(result(attribute)))
                    .ifPresent(old -> faults.add(new Violation(
                            attribute.slug(),
                            ErrorCode.SCHEMA_CHANGE_REFUSED,
                            "gives values of type " + result(old) + ", and would give " + result(attribute)
                                    + ". Add another attribute and delete this one")));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
    }

    private static String result(CrmAttribute attribute) {
        return String.valueOf(attribute.spec().config().get(DerivedType.RESULT));
    }

    /** The document of an object whose formulas and roll-ups say what they say in the schema before and beside these objects. */
    static String document(Tx tx, DefinedObject object, Collection<DefinedObject> beside, Map<String, UUID> ids) {
        WorkspaceSchema schema = tx.schema();
        List<DefinedObject> changed = new ArrayList<>(beside);
        changed.add(object);
        Naming naming = new Naming(schema.everyObject(), after(schema, changed).values());
        return SchemaCodec.write(ComputedNames.stored(object, naming), ids);
    }

    /** The formulas and roll-ups that stand against taking the attribute away, or giving it another type. */
    static List<Violation> needed(Tx tx, WorkspaceSchema schema, CrmAttribute attribute) {
        return needed(attribute, schema.computed(tx.types()).needing(attribute.id()));
    }

    /** The formulas and roll-ups of other objects that stand against deleting the object. */
    static List<Violation> needed(Tx tx, WorkspaceSchema schema, DefinedObject object) {
        List<Violation> faults = new ArrayList<>();
        for (CrmAttribute attribute : object.attributes()) {
            List<String> needing = schema.computed(tx.types()).needing(attribute.id()).stream()
                    .filter(name -> !name.startsWith(object.slug() + "."))
                    .toList();
            needed(attribute, needing).forEach(fault -> faults.add(fault.under(object.slug())));
        }
        return faults;
    }

    private static List<Violation> needed(CrmAttribute attribute, List<String> needing) {
        return needing.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        attribute.slug(),
                        ErrorCode.SCHEMA_CHANGE_REFUSED,
                        "is needed by " + String.join(", ", needing) + ". Change or delete these first"));
    }

    /** A computed attribute cannot come out of one that people write. */
    static List<Violation> retyping(CrmAttribute changed) {
        return DerivedType.isOne(changed.spec())
                ? List.of(new Violation(
                        changed.slug(),
                        ErrorCode.SCHEMA_CHANGE_REFUSED,
                        "holds what people wrote, which a " + changed.spec().type()
                                + " would overwrite. Add another attribute and delete this one"))
                : List.of();
    }
}
