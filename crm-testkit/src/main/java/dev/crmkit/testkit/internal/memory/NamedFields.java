package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Predicate;
import java.util.stream.Stream;

/** The fields that a predicate names, in the order of appearance. Not instantiable. */
final class NamedFields {
    private NamedFields() {}

    static Stream<Field> of(Predicate predicate) {
        if (predicate instanceof Predicate.All all) {
            return all.parts().stream().flatMap(NamedFields::of);
        } else if (predicate instanceof Predicate.Any any) {
            return any.parts().stream().flatMap(NamedFields::of);
        } else if (predicate instanceof Predicate.Not not) {
            return of(not.part());
        } else if (predicate instanceof Predicate.IsEmpty isEmpty) {
            return Stream.of(isEmpty.field());
        } else if (predicate instanceof Predicate.In in) {
            return Stream.of(in.field());
        } else if (predicate instanceof Predicate.Range range) {
            return Stream.of(range.field());
        } else if (predicate instanceof Predicate.Matches matches) {
            return Stream.of(matches.field());
        } else if (predicate instanceof Predicate.HasAny hasAny) {
            return Stream.of(hasAny.field());
        } else if (predicate instanceof Predicate.HasAll hasAll) {
            return Stream.of(hasAll.field());
        } else if (predicate instanceof Predicate.RefersToAny refersToAny) {
            return Stream.of(refersToAny.field());
        } else if (predicate instanceof Predicate.RefersToAll refersToAll) {
            return Stream.of(refersToAll.field());
        } else if (predicate instanceof Predicate.SizeBetween size) {
            return Stream.of(size.field());
        } else if (predicate instanceof Predicate.Via via) {
            return Stream.concat(Stream.of(via.field()), of(via.inner()));
        }
        return Stream.empty();
    }
}
