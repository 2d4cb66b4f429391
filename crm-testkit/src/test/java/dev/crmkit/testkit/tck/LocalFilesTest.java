package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.file.LocalFiles;
import dev.crmkit.spi.file.FileKey;
import dev.crmkit.spi.file.FileStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory keeps the contract of file stores, and nothing but hexadecimal names. */
class LocalFilesTest extends FileStoreTck {
    @TempDir
    Path directory;

    @Override
    protected FileStore newStore() throws IOException {
        return LocalFiles.in(Files.createTempDirectory(directory, "store").resolve("not/there/yet"));
    }

    @Test
    void nothing_leaves_the_directory_and_every_name_is_hexadecimal() throws IOException {
        Path root = directory.resolve("outside/inside/root");
        try (LocalFiles files = LocalFiles.in(root)) {
            for (String workspace : List.of("../../out", "/etc", "a/../../b", ".")) {
                files.put(new FileKey(workspace, UUID.randomUUID()), new ByteArrayInputStream(new byte[3]));
            }
        }
        assertThat(paths(directory.resolve("outside")).filter(path -> !path.startsWith(root)))
                .containsExactlyInAnyOrder(directory.resolve("outside"), root.getParent());
        assertThat(paths(root).filter(path -> !path.equals(root)))
                .hasSize(12)
                .allMatch(path -> path.getFileName().toString().matches("[0-9a-f-]+"));
    }

    private static Stream<Path> paths(Path from) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            return paths.toList().stream();
        }
    }

    @Test
    void what_a_crash_left_is_told_blocks_its_key_and_is_deleted() throws IOException {
        Path root = directory.resolve("crashed");
        FileKey key = new FileKey("acme", UUID.randomUUID());
        try (LocalFiles files = LocalFiles.in(root)) {
            files.put(key, new ByteArrayInputStream(new byte[3]));
            Path whole = paths(root).filter(Files::isRegularFile).findFirst().orElseThrow();
            Files.move(whole, whole.resolveSibling(whole.getFileName() + ".part"));
            Files.createFile(whole.resolveSibling(".DS_Store"));

            assertThat(files.open(key)).isEmpty();
            assertThat(files.list("acme", null, 10)).containsExactly(key.id());
            assertThatThrownBy(() -> files.put(key, InputStream.nullInputStream()))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThat(files.delete(key)).isTrue();
            assertThat(files.list("acme", null, 10)).isEmpty();
        }
    }

    @Test
    void a_page_has_one_to_a_thousand_ids() {
        LocalFiles files = LocalFiles.in(directory);
        assertThatThrownBy(() -> files.list("acme", null, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.list("acme", null, 1_001)).isInstanceOf(IllegalArgumentException.class);
    }
}
