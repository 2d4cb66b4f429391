package dev.crmkit.internal.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of at most one member as that member.
 *
 * @param member how it is held
 */
record OnlyMemberConversion(Conversion member) implements Conversion {

    @Override
    public @Nullable Object read(@Nullable Object canonical) {
        return canonical instanceof List<?> members && !members.isEmpty() ? member.read(members.get(0)) : null;
    }

    @Override
    public @Nullable Object write(@Nullable Object held, @Nullable Object current) {
        return member.write(held, null);
    }
}
