package dev.crmkit.storage.jooq;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a relational storage is set up. Immutable.
 *
 * @param name for messages, as in "PostgreSQL"
 * @param connections where the connections come from
 * @param owner where the connections that change the layout come from, or null for the same ones
 * @param joinsHost whether a connection whose auto-commit is off when it is borrowed is in a transaction of the host
 * @param schema the database schema that holds the engine's tables: a lower-case letter, then letters, digits and underscores
 * @param migrations the layout, step by step
 * @param runtimeRole the database role that transactions run as, or null if the database has no such thing; form as the schema
 * @param requiresRowLevelSecurity whether opening fails where the database itself cannot keep workspaces apart
 */
public record RelationalSettings(
        String name,
        ConnectionSource connections,
        @Nullable ConnectionSource owner,
        boolean joinsHost,
        String schema,
        List<Migration> migrations,
        @Nullable String runtimeRole,
        boolean requiresRowLevelSecurity) {
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /** Checks the names and copies the migrations. */
    public RelationalSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(connections, "connections");
        migrations = List.copyOf(migrations);
        identifier("schema", schema);
        if (runtimeRole != null) {
            identifier("runtime role", runtimeRole);
        }
    }

    private static void identifier(String what, String text) {
        if (!IDENTIFIER.matcher(text).matches()) {
            throw new IllegalArgumentException("The " + what + " is a lower-case letter, then letters, digits and"
                    + " underscores, at most 63 characters, not '" + text + "'");
        }
    }
}
