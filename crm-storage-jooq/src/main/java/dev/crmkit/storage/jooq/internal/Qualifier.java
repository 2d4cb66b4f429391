package dev.crmkit.storage.jooq.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jspecify.annotations.Nullable;

/**
 * Puts the engine's schema before its tables and functions in every statement, so that no session setting is needed: PostgreSQL reports a
 * change of {@code search_path} to the driver, which then forgets its prepared statements. Immutable.
 */
public final class Qualifier implements ExecuteListener {
    private static final long serialVersionUID = 1L;

    /** A literal, which is passed over, or one of our names that is neither quoted nor qualified. */
    private static final Pattern OURS = Pattern.compile("'(?:[^']|'')*'|(?<![\\w.\"])crm_\\w+");

    private final String replacement;

    /** A qualifier for that schema. */
    public Qualifier(String schema) {
        this.replacement = Matcher.quoteReplacement(schema + ".");
    }

    @Override
    public void renderEnd(ExecuteContext context) {
        String sql = context.sql();
        if (sql != null) {
            context.sql(qualify(sql));
        }
        @Nullable String[] batch = context.batchSQL();
        for (int i = 0; i < batch.length; i++) {
            String one = batch[i];
            batch[i] = one == null ? null : qualify(one);
        }
    }

    /** The statement with our names qualified. */
    public String qualify(String sql) {
        Matcher name = OURS.matcher(sql);
        StringBuilder out = new StringBuilder(sql.length() + 32);
        while (name.find()) {
            String found = name.group();
            boolean literal = found.charAt(0) == '\'';
            name.appendReplacement(out, literal ? Matcher.quoteReplacement(found) : replacement + found);
        }
        return name.appendTail(out).toString();
    }
}
