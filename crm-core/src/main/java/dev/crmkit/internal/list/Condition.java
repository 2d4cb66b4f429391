package dev.crmkit.internal.list;

import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.FilterCompiler;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.query.Filter;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.Predicate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The condition of a dynamic list as a storage is asked, at the time of a transaction and in nobody's name. Immutable. */
final class Condition {
    private final DefinedList list;
    private final Predicate condition;
    private final Instant now;

    /**
     * Of a list that has one.
     *
     * @throws InvalidInputException if it no longer fits the schema, as when this engine lacks a type that it needs
     */
    Condition(Tx tx, DefinedList list) {
        this.list = list;
        this.now = tx.now();
        List<Violation> faults = new ArrayList<>();
        this.condition = compile(tx, list, faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("keep the list '" + list.key() + "'", faults);
        }
    }

    /** What is wrong with the condition of a list; empty for a static one. */
    static List<Violation> faults(Tx tx, DefinedList list) {
        List<Violation> faults = new ArrayList<>();
        if (list.isDynamic()) {
            compile(tx, list, faults);
        }
        return faults;
    }

    private static Predicate compile(Tx tx, DefinedList list, List<Violation> faults) {
        Filter condition = Objects.requireNonNull(list.condition(), "condition");
        Optional<DefinedObject> object = tx.schema().find(list.object());
        if (object.isEmpty()) {
            throw new IllegalStateException("The list '" + list.key() + "' has no object");
        }
        return new FilterCompiler(tx.types(), tx.lists().view(tx.schema(), any -> true), tx.evaluation())
                .compile(object.get().object(), condition, faults);
    }

    /** The instant at which it is asked. */
    Instant now() {
        return now;
    }

    DefinedList list() {
        return list;
    }

    /** What the condition itself says, of live and archived records. */
    Predicate said() {
        return condition;
    }

    /** Which records shall be in the list: the live ones of which the condition is true. */
    private Predicate wanted() {
        return new Predicate.All(List.of(condition, new Predicate.IsEmpty(SystemField.ARCHIVED_AT)));
    }

    private Predicate held() {
        return new Predicate.HasItem(Memberships.MEMBERS, Set.of(list.key()));
    }

    /** Which records are to join. */
    Predicate joining() {
        return new Predicate.All(List.of(wanted(), held().negate()));
    }

    /** Which records are to leave. */
    Predicate leaving() {
        return new Predicate.All(List.of(held(), wanted().negate()));
    }

    /** Which records are to join or to leave. */
    Predicate differing() {
        return new Predicate.Any(List.of(joining(), leaving()));
    }
}
