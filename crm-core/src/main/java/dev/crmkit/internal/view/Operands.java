package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.type.RecordIds;
import dev.crmkit.member.Principal;
import dev.crmkit.query.Filter;
import dev.crmkit.query.SystemFields;
import dev.crmkit.type.InvalidValueException;
import dev.crmkit.view.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What views name, as it is when they run: the user who asks in the place of {@link View#ME}, and survivors in the place of records that were merged since
 * the view was saved. Immutable.
 */
final class Operands {
    private static final Set<String> HOLDERS = Set.of(SystemFields.OWNER, SystemFields.ASSIGNEE);
    private static final String USERS = "USER_REFERENCE";

    private final ShownView view;
    private final Optional<String> self;
    private final Map<UUID, UUID> survivors;

    private Operands(ShownView view, Optional<String> self, Map<UUID, UUID> survivors) {
        this.view = view;
        this.self = self;
        this.survivors = survivors;
    }

    /**
     * For one run; asks the storage once if the view names records.
     *
     * @param keys keys of groups that are records
     */
    static Operands of(Tx tx, ShownView view, Collection<String> keys) {
        Optional<String> self = tx.access().findPrincipal().map(Principal::text);
        Set<UUID> named = new LinkedHashSet<>();
        keys.forEach(key -> id(key).ifPresent(named::add));
        Operands none = new Operands(view, self, Map.of());
        none.replaced(view.view().filter(), (path, operand) -> {
            if (none.namesRecords(path)) {
                id(operand).ifPresent(named::add);
            }
            return operand;
        });
        return new Operands(view, self, Aliases.survivors(tx, named));
    }

    private static Optional<UUID> id(@Nullable Object operand) {
        try {
            return operand == null ? Optional.empty() : Optional.of(RecordIds.read(operand));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    private boolean namesRecords(String path) {
        return last(path).equals(SystemFields.ID) || view.findReferenced(path).isPresent();
    }

    private boolean namesUsers(String path) {
        return HOLDERS.contains(last(path))
                || view.findAttribute(path)
                        .filter(attribute -> attribute.spec().type().equals(USERS))
                        .isPresent();
    }

    private static String last(String path) {
        return path.substring(path.indexOf('.') + 1);
    }

    /** A condition as it is asked. Where no user asks, the mark stays, which is no user's id. */
    Filter in(Filter filter) {
        return replaced(filter, (path, operand) -> {
            if (View.ME.equals(operand) && self.isPresent() && namesUsers(path)) {
                return self.get();
            }
            return namesRecords(path)
                    ? id(operand)
                            .filter(survivors::containsKey)
                            .map(id -> (Object) survivors.get(id))
                            .orElse(operand)
                    : operand;
        });
    }

    /** The key of a group that is a record. */
    String key(String key) {
        return id(key).filter(survivors::containsKey)
                .map(id -> String.valueOf(survivors.get(id)))
                .orElse(key);
    }

    /** The condition with other operands, also those within sets. */
    private Filter replaced(Filter filter, BiFunction<String, @Nullable Object, @Nullable Object> change) {
        if (filter instanceof Filter.And and) {
            return Filter.and(
                    and.parts().stream().map(part -> replaced(part, change)).toList());
        } else if (filter instanceof Filter.Or or) {
            return Filter.or(
                    or.parts().stream().map(part -> replaced(part, change)).toList());
        } else if (filter instanceof Filter.Not not) {
            return Filter.not(replaced(not.part(), change));
        }
        Filter.Comparison comparison = (Filter.Comparison) filter;
        List<@Nullable Object> operands = new ArrayList<>();
        comparison.operands().forEach(operand -> operands.add(replaced(comparison.path(), operand, change)));
        return new Filter.Comparison(comparison.path(), comparison.operator(), operands);
    }

    private static @Nullable Object replaced(
            String path, @Nullable Object operand, BiFunction<String, @Nullable Object, @Nullable Object> change) {
        if (operand instanceof Collection<?> members) {
            List<@Nullable Object> replaced = new ArrayList<>();
            members.forEach(member -> replaced.add(replaced(path, member, change)));
            return replaced;
        }
        return change.apply(path, operand);
    }
}
