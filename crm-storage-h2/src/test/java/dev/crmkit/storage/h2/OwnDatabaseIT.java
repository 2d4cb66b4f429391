package dev.crmkit.storage.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.TransactionRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The databases that the storage opens and closes itself. */
class OwnDatabaseIT {
    private static final StorageContext CONTEXT = new StorageContext(null);

    @TempDir
    private Path folder;

    @Test
    void a_file_keeps_what_was_committed() {
        try (Storage storage = H2Storage.file(folder.resolve("crm"))) {
            assertThat(storage.open(CONTEXT).warnings()).isEmpty();
            assertThat(storage.capabilities())
                    .contains(StorageCapability.DURABLE)
                    .doesNotContain(StorageCapability.MANY_NODES);
            put(storage, "kept");
        }
        try (Storage storage = H2Storage.file(folder.resolve("crm"))) {
            storage.open(CONTEXT);
            assertThat(names(storage)).containsExactly("kept");
        }
    }

    @Test
    void a_file_keeps_what_was_committed_right_before_the_process_died() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingWriter.class.getName(),
                        folder.resolve("crm").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(DyingWriter.DIED);

        try (Storage storage = H2Storage.file(folder.resolve("crm"))) {
            storage.open(CONTEXT);
            assertThat(names(storage)).containsExactly("last words");
        }
    }

    @Test
    void names_that_would_change_the_url_are_refused() {
        Path path = folder.resolve("crm;INIT=x");
        assertThatThrownBy(() -> H2Storage.file(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("semicolon");
        assertThatThrownBy(() -> H2Storage.memory("crm;INIT=x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("crm;INIT=x");
    }

    @Test
    void memory_of_its_own_is_shared_with_nobody_and_gone_when_closed() {
        H2Storage storage = H2Storage.memory();
        storage.open(CONTEXT);
        put(storage, "mine");
        try (Storage other = H2Storage.memory()) {
            other.open(CONTEXT);
            assertThat(names(other)).isEmpty();
            assertThat(other.capabilities()).doesNotContain(StorageCapability.DURABLE);
        }
        assertThat(names(storage)).containsExactly("mine");
        storage.close();
        storage.close();
        assertThatThrownBy(() -> names(storage))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not open");
    }

    @Test
    void memory_with_a_name_is_shared_until_the_last_one_closes() {
        try (Storage second = H2Storage.memory("shared")) {
            try (Storage first = H2Storage.memory("shared")) {
                first.open(CONTEXT);
                second.open(CONTEXT);
                put(first, "ours");
            }
            assertThat(names(second)).containsExactly("ours");
        }
        try (Storage later = H2Storage.memory("shared")) {
            later.open(CONTEXT);
            assertThat(names(later)).isEmpty();
        }
    }

    @Test
    void what_cannot_be_opened_says_where_in_the_exception_alone() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try (Storage storage = H2Storage.file(Path.of("/proc/nowhere/crm"))) {
            assertThatThrownBy(() -> storage.open(CONTEXT))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("/proc/nowhere/crm");
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("org.h2", "at java.");
    }

    static void put(Storage storage, String name) {
        storage.inTransaction(TransactionRequest.write("acme"), tx -> {
            tx.documents().put("view", name, "{}");
            return true;
        });
    }

    private static List<String> names(Storage storage) {
        return storage.inTransaction(
                TransactionRequest.read("acme"), tx -> tx.documents().names("view"));
    }
}
