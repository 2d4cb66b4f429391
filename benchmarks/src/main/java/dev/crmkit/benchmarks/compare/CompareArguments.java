package dev.crmkit.benchmarks.compare;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the command line asks for. Immutable.
 *
 * @param database which
 * @param records how many in all
 * @param rounds how often every shape is asked, after a first time that does not count
 * @param writeRounds the same of the changes; 0 for none
 * @param sets of which deals, some of the labels of {@link Runner#SETS}, in their order
 * @param shapes what is asked
 * @param layouts which of the others are built: some of J, G and V
 * @param rowLevelSecurity whether PostgreSQL itself keeps workspaces apart
 * @param explained of how many of the worst questions the plans are printed
 * @param seed of the records and of the parameters
 * @param importRows how many rows are imported; 0 for none
 * @param json whether the report is one JSON object
 */
record CompareArguments(
        Database database,
        int records,
        int rounds,
        int writeRounds,
        List<String> sets,
        List<Shape> shapes,
        Set<String> layouts,
        boolean rowLevelSecurity,
        int explained,
        long seed,
        int importRows,
        boolean json) {
    static final String USAGE = """
            Usage: compare [--storage postgres|h2] [--records N] [--rounds N] [--write-rounds N] [--sets WHICH] [--queries WHICH] [--layouts WHICH]
                           [--row-level-security on|off] [--explain N] [--seed N] [--import-rows N] [--json] [--help]
              --storage WHERE          postgres (the default: an embedded one) or h2 (in files)
              --records N              in all, at least 2000: 1000000 on postgres, 150000 on h2, where nothing is said
              --rounds N               how often every question is asked, each time with new parameters; 8
              --write-rounds N         how often every change is made; 8, and 0 leaves them out
              --sets WHICH             of big,shared9k,shared1k, with commas; all of them
              --queries WHICH          all, tuned, untuned, or names with commas as in Q1,Q4a,U7
              --layouts WHICH          those of J,G,V that are built beside N and L, with commas, or none; all of them on postgres, none on h2
              --row-level-security on  as the product is where its user does not pass by it (the default); off shows what that costs
              --explain N              prints the plans of the N worst questions
              --seed N                 other records and parameters; 20260301
              --import-rows N          imports so many rows too, beside COPY into a hand-written table; 0, which leaves it out
              --json                   prints the report as one JSON object
            """;
    private static final int LEAST_RECORDS = 2_000;
    private static final Set<String> OTHERS = Set.of("J", "G", "V");

    CompareArguments {
        sets = List.copyOf(sets);
        shapes = List.copyOf(shapes);
        layouts = Set.copyOf(layouts);
    }

    /** @throws IllegalArgumentException if an argument is unknown, incomplete or malformed */
    static CompareArguments parse(List<String> arguments) {
        Database database = Database.POSTGRES;
        int records = 0;
        int rounds = 8;
        int writeRounds = 8;
        List<String> sets = List.copyOf(Runner.SETS.keySet());
        List<Shape> shapes = Shape.all();
        String layouts = "";
        boolean rowLevelSecurity = true;
        int explained = 0;
        long seed = 20_260_301;
        int importRows = 0;
        boolean json = false;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            switch (argument) {
                case "--storage" ->
                    database = choice(argument, rest, "postgres", "h2").equals("h2") ? Database.H2 : Database.POSTGRES;
                case "--records" -> records = number(argument, rest, LEAST_RECORDS);
                case "--rounds" -> rounds = number(argument, rest, 1);
                case "--write-rounds" -> writeRounds = number(argument, rest, 0);
                case "--sets" -> sets = sets(value(argument, rest));
                case "--queries" -> shapes = shapes(value(argument, rest));
                case "--layouts" -> layouts = value(argument, rest);
                case "--row-level-security" ->
                    rowLevelSecurity = choice(argument, rest, "on", "off").equals("on");
                case "--explain" -> explained = number(argument, rest, 0);
                case "--seed" -> seed = number(argument, rest, 0);
                case "--import-rows" -> importRows = number(argument, rest, 0);
                case "--json" -> json = true;
                default -> throw new IllegalArgumentException("Unknown argument '" + argument + "'.\n" + USAGE);
            }
        }
        if (importRows > 0 && database == Database.H2) {
            throw new IllegalArgumentException(
                    "--import-rows needs PostgreSQL, because H2 has no COPY to compare an import with");
        }
        return new CompareArguments(
                database,
                records > 0 ? records : database == Database.H2 ? 150_000 : 1_000_000,
                rounds,
                writeRounds,
                sets,
                shapes,
                layouts(layouts, database),
                rowLevelSecurity,
                explained,
                seed,
                importRows,
                json);
    }

    private static String value(String argument, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(argument + " needs a value after it.\n" + USAGE);
        }
        return rest.next();
    }

    private static int number(String argument, Iterator<String> rest, int least) {
        String text = value(argument, rest);
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least) {
            throw new IllegalArgumentException(argument + " needs a number from " + least + ", not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static String choice(String argument, Iterator<String> rest, String one, String other) {
        String text = value(argument, rest);
        if (!text.equals(one) && !text.equals(other)) {
            throw new IllegalArgumentException(argument + " takes " + one + " or " + other + ", not '" + text + "'");
        }
        return text;
    }

    private static List<String> sets(String which) {
        List<String> some = List.of(which.split(",", -1));
        if (!Runner.SETS.keySet().containsAll(some)) {
            throw new IllegalArgumentException("--sets knows " + Runner.SETS.keySet() + ", not '" + which + "'");
        }
        return Runner.SETS.keySet().stream().filter(some::contains).toList();
    }

    private static List<Shape> shapes(String which) {
        List<Shape> all = Shape.all();
        switch (which.toLowerCase(Locale.ROOT)) {
            case "all" -> {
                return all;
            }
            case "tuned", "untuned" -> {
                return all.stream()
                        .filter(shape -> shape.tuned() == which.equalsIgnoreCase("tuned"))
                        .toList();
            }
            default -> {
                List<Shape> some = new ArrayList<>();
                for (String id : which.split(",", -1)) {
                    some.add(all.stream()
                            .filter(shape -> shape.id().equalsIgnoreCase(id))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("--queries knows all, tuned, untuned and "
                                    + all.stream().map(Shape::id).toList() + ", not '" + id + "'")));
                }
                return some;
            }
        }
    }

    private static Set<String> layouts(String which, Database database) {
        if (which.isEmpty()) {
            return database == Database.POSTGRES ? OTHERS : Set.of();
        } else if (which.equals("none")) {
            return Set.of();
        }
        Set<String> some = new TreeSet<>(List.of(which.toUpperCase(Locale.ROOT).split(",", -1)));
        // N and L are always there; naming them is no fault.
        some.removeAll(Set.of("N", "L"));
        if (!OTHERS.containsAll(some) || (database == Database.H2 && !some.isEmpty())) {
            throw new IllegalArgumentException(
                    "--layouts knows J, G and V, which need PostgreSQL, and none; not '" + which + "'");
        }
        return some;
    }
}
