package dev.crmkit.benchmarks.imports;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.benchmarks.Servers;
import dev.crmkit.file.FileUpload;
import dev.crmkit.imports.Import;
import dev.crmkit.imports.ImportSpec;
import dev.crmkit.imports.ImportState;
import dev.crmkit.model.Actor;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.Measure;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Imports a large file and loads the same file into a hand-written table by COPY, on the same server. The import runs in a process with a small heap, which
 * can be killed on the way; afterwards every row must be there once. Not instantiable.
 */
public final class ImportBenchmark {
    /** The heap of the process that imports, where nothing else is said, in MiB. */
    public static final int HEAP = 512;

    static final String WORKSPACE = "imports";

    private static final Map<String, String> SETTINGS = Map.of(
            "shared_buffers", "1GB",
            "max_wal_size", "8GB",
            "checkpoint_timeout", "1h",
            "fsync", "off",
            "full_page_writes", "off");

    private ImportBenchmark() {}

    /**
     * Runs it and prints the ratio; ends the process with 1 if a row is missing or doubled.
     *
     * @param arguments how many rows, how often the process is killed, and its heap in MiB
     */
    public static void main(String[] arguments) {
        ImportOutcome outcome =
                measure(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        System.out.println(outcome.text());
        System.exit(outcome.isRight() ? 0 : 1);
    }

    /**
     * Runs it on a server of its own.
     *
     * @param kills how often the process is killed on the way
     * @param heap of the process, in MiB
     */
    public static ImportOutcome measure(int rows, int kills, int heap) {
        try {
            return run(rows, kills, heap);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("The import could not be run: " + e.getMessage(), e);
        }
    }

    private static ImportOutcome run(int rows, int kills, int heap)
            throws IOException, SQLException, InterruptedException {
        try (Servers servers = new Servers()) {
            Path directory = servers.directory("crmkit-import");
            // The server reads the file itself, and may be another user.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            EmbeddedPostgres server = servers.postgres(SETTINGS);
            Path file = directory.resolve("deals.csv");
            Deals.write(file, rows);
            double copied = copy(server, file);
            String database = server.getJdbcUrl("postgres", "postgres");
            Path kept = Files.createDirectories(directory.resolve("kept"));
            try (CrmEngine engine = ImportWorker.engine(database, kept)) {
                Crm crm = engine.workspace(WORKSPACE).as(Actor.user("ada"));
                UUID id = start(crm, file);
                long begin = System.nanoTime();
                long most = work(server, kept, id, rows, kills, heap);
                double imported = (System.nanoTime() - begin) / 1e9;
                return new ImportOutcome(rows, kills, copied, imported, most, heap, fault(crm, id, rows));
            }
        }
    }

    private static double copy(EmbeddedPostgres server, Path file) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : Deals.TABLE) {
                statement.execute(one);
            }
            long begin = System.nanoTime();
            // The server reads the file itself: the fastest way there is.
            statement.execute(Deals.copyOf(file));
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    private static UUID start(Crm crm, Path file) throws IOException {
        crm.schema().define(Deals.schema());
        UUID kept;
        try (InputStream in = Files.newInputStream(file)) {
            kept = crm.files()
                    .upload(FileUpload.named("deals.csv").mediaType("text/csv"), in)
                    .id();
        }
        ImportSpec spec = ImportSpec.of(Deals.OBJECT, kept)
                .columns(crm.imports().suggest(Deals.OBJECT, crm.imports().inspect(kept)))
                .upsertingBy("code");
        return crm.imports().start(spec).id();
    }

    /** Lets processes work one after the other; all but the last are killed on the way. Answers with the most MiB of heap that one was seen to use. */
    private static long work(EmbeddedPostgres server, Path kept, UUID id, int rows, int kills, int heap)
            throws IOException, InterruptedException {
        long most = 0;
        for (int life = 1; life <= kills + 1; life++) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + heap + "m",
                    "-Dorg.jooq.no-logo=true",
                    "-Dorg.jooq.no-tips=true",
                    "-classpath",
                    classPath(),
                    ImportWorker.class.getName(),
                    server.getJdbcUrl("postgres", "postgres"),
                    kept.toString(),
                    id.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            long enough = (long) rows * life / (kills + 1);
            try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
                String line = said.readLine();
                while (line != null) {
                    String[] numbers = line.split(" ", -1);
                    most = Math.max(most, Long.parseLong(numbers[1]));
                    if (life <= kills && Long.parseLong(numbers[0]) >= enough) {
                        process.destroyForcibly();
                        break;
                    }
                    line = said.readLine();
                }
            }
            process.waitFor();
        }
        return most;
    }

    /** Where this code was loaded from: Maven runs it by a loader of its own, which the class path of the process does not know. */
    private static String classPath() {
        if (ImportBenchmark.class.getClassLoader() instanceof URLClassLoader loader) {
            return Stream.of(loader.getURLs())
                    .map(url -> Path.of(URI.create(url.toString())).toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    /** What is wrong; null if every row is there once. */
    private static @Nullable String fault(Crm crm, UUID id, int rows) {
        Import now = crm.imports().get(id);
        List<Object> sums = new ArrayList<>(crm.records(Deals.OBJECT)
                .aggregate(AggregateQuery.of(Measure.count(), Measure.count("code"), Measure.sum("amount")))
                .groups()
                .get(0)
                .values());
        boolean right = now.state() == ImportState.DONE
                && now.counts().rows() == rows
                && now.counts().failed() == 0
                && ((Number) sums.get(0)).longValue() == rows
                && new BigDecimal(sums.get(2).toString()).compareTo(Deals.sum(rows)) == 0;
        return right ? null : now + " " + sums;
    }
}
