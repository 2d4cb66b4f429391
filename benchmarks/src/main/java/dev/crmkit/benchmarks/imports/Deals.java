package dev.crmkit.benchmarks.imports;

import dev.crmkit.model.Attributes;
import dev.crmkit.model.ObjectSchema;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;

/** The rows of the file, the object that they are imported into, and the table that somebody would have written for them. Not instantiable. */
final class Deals {
    static final String OBJECT = "deal";

    /** A table of the same attributes with an index for each that is asked for, as in the comparison of layouts. */
    static final List<String> TABLE = List.of(
            "create extension if not exists pg_trgm",
            "create table deal (id uuid primary key default gen_random_uuid(), code text not null unique, name text not null,"
                    + " stage text not null, channel text, region text, amount numeric, probability numeric, rating int, hot boolean,"
                    + " close_date date, last_contact timestamptz, email text, phone text, website text, note text)",
            "create index on deal (stage, id)",
            "create index on deal (channel, id)",
            "create index on deal (region, id)",
            "create index on deal (amount, id)",
            "create index on deal (stage, amount, id)",
            "create index on deal (rating, id)",
            "create index on deal (close_date, id)",
            "create index on deal (last_contact, id)",
            "create index on deal (email, id)",
            "create index on deal (lower(name), id)",
            "create index on deal using gin (lower(name) gin_trgm_ops)");

    private static final String COLUMNS =
            "code,name,stage,channel,region,amount,probability,rating,hot,close_date,last_contact,email,phone,website,note";
    private static final List<String> STAGES = List.of("lead", "offer", "talk", "won", "lost");
    private static final List<String> CHANNELS = List.of("web", "fair", "phone", "partner");
    private static final List<String> REGIONS = List.of("north", "south", "east", "west");
    private static final List<String> WORDS = List.of(
            "alpine", "bright", "cedar", "delta", "ember", "falcon", "granite", "harbor", "indigo", "juniper", "kernel",
            "lunar", "maple", "nimbus", "orchid", "pioneer");

    private Deals() {}

    static ObjectSchema schema() {
        return ObjectSchema.named(OBJECT)
                .attribute("code", Attributes.text().unique().required())
                .attribute("name", Attributes.text().required())
                .attribute(
                        "stage",
                        Attributes.select(STAGES.toArray(String[]::new)).required())
                .attribute("channel", Attributes.select(CHANNELS.toArray(String[]::new)))
                .attribute("region", Attributes.select(REGIONS.toArray(String[]::new)))
                .attribute("amount", Attributes.number(2))
                .attribute("probability", Attributes.number(2).notIndexed())
                .attribute("rating", Attributes.rating(5))
                .attribute("hot", Attributes.checkbox().notIndexed())
                .attribute("close_date", Attributes.date())
                .attribute("last_contact", Attributes.timestamp())
                .attribute("email", Attributes.text())
                .attribute("phone", Attributes.text().notIndexed())
                .attribute("website", Attributes.text().notIndexed())
                .attribute("note", Attributes.textArea())
                .primary("name")
                .build();
    }

    /** Loads the file into the table. */
    static String copyOf(Path file) {
        return "copy deal (" + COLUMNS + ") from '" + file.toString().replace("'", "''") + "' (format csv, header)";
    }

    /** Writes so many rows as CSV; the same for the same number. */
    static void write(Path file, int rows) throws IOException {
        Random random = new Random(rows);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(COLUMNS + "\n");
            for (int i = 0; i < rows; i++) {
                out.write(row(i, random));
            }
        }
    }

    private static String row(int i, Random random) {
        String name = one(WORDS, random) + ' ' + one(WORDS, random) + ' ' + i;
        return "D" + i
                + ',' + name
                + ',' + one(STAGES, random)
                + ',' + one(CHANNELS, random)
                + ',' + one(REGIONS, random)
                + ',' + amount(i).toPlainString()
                + ',' + random.nextInt(101)
                + ',' + (1 + random.nextInt(5))
                + ',' + random.nextBoolean()
                + ',' + LocalDate.of(2024, 1, 1).plusDays(random.nextInt(1_000))
                + ',' + LocalDate.of(2024, 1, 1).plusDays(random.nextInt(1_000)) + "T10:15:30Z"
                + ',' + "d" + i + "@example.com"
                + ',' + "+4930" + (1_000_000 + random.nextInt(8_999_999))
                + ',' + "https://example.com/" + i
                + ',' + "Met at the " + one(WORDS, random) + " fair and spoke of " + one(WORDS, random)
                + '\n';
    }

    private static String one(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    /** The amount of the row of that number. */
    static BigDecimal amount(int i) {
        return BigDecimal.valueOf(i % 100_003, 2);
    }

    /** What the amounts of so many rows add up to. */
    static BigDecimal sum(int rows) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < rows; i++) {
            sum = sum.add(amount(i));
        }
        return sum;
    }
}
