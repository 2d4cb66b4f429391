package dev.crmkit.benchmarks.imports;

import dev.crmkit.CrmEngine;
import dev.crmkit.file.LocalFiles;
import dev.crmkit.imports.Import;
import dev.crmkit.imports.ImportState;
import dev.crmkit.model.Actor;
import dev.crmkit.storage.postgres.PostgresStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** A process whose workers do an import, until it is done or the process is killed. Not instantiable. */
public final class ImportWorker {
    private static final Duration GLANCE = Duration.ofMillis(500);

    private ImportWorker() {}

    /**
     * Works, and says from time to time how many rows are done.
     *
     * @param arguments the database, the directory of the files, and the id of the import
     */
    public static void main(String[] arguments) {
        try (CrmEngine engine = engine(arguments[0], Path.of(arguments[1]))) {
            UUID id = UUID.fromString(arguments[2]);
            engine.start();
            Import now;
            do {
                LockSupport.parkNanos(GLANCE.toNanos());
                now = engine.workspace(ImportBenchmark.WORKSPACE)
                        .as(Actor.user("ada"))
                        .imports()
                        .get(id);
                long used = (Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory())
                        >> 20;
                System.out.println(now.progress().rows() + " " + used);
            } while (now.state() == ImportState.WAITING || now.state() == ImportState.RUNNING);
        }
    }

    static CrmEngine engine(String database, Path files) {
        return CrmEngine.builder()
                .storage(PostgresStorage.connecting(database, "postgres", ""))
                .files(LocalFiles.in(files))
                .maxFileSize(4L << 30)
                .build();
    }
}
