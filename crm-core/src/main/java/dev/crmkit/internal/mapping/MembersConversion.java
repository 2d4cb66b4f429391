package dev.crmkit.internal.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value of several members as a list or set, which is empty where the value is.
 *
 * @param member how each member is held
 * @param asSet whether the component is a set; it keeps the order
 */
record MembersConversion(Conversion member, boolean asSet) implements Conversion {

    @Override
    public Object read(@Nullable Object canonical) {
        List<@Nullable Object> members = new ArrayList<>();
        for (Object element : canonical == null ? List.of() : (Collection<?>) canonical) {
            members.add(member.read(element));
        }
        if (asSet) {
            Set<@Nullable Object> set = new LinkedHashSet<>(members);
            return Collections.unmodifiableSet(set);
        }
        return Collections.unmodifiableList(members);
    }

    @Override
    public @Nullable Object write(@Nullable Object held, @Nullable Object current) {
        if (held == null) {
            return null;
        }
        List<@Nullable Object> members = new ArrayList<>();
        for (Object element : (Collection<?>) held) {
            members.add(member.write(element, null));
        }
        return members;
    }
}
