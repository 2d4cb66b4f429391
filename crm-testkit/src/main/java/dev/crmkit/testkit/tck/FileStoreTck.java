package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.spi.file.FileKey;
import dev.crmkit.spi.file.FileStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the engine asks of a place for the bytes of files. Extend it, say how to get a store, and run it with JUnit. Not thread-safe. */
public abstract class FileStoreTck {
    private static final String WORKSPACE = "acme";

    private @Nullable FileStore opened;

    /** For subclasses. */
    protected FileStoreTck() {}

    /**
     * A store on an empty place of its own; the kit closes it.
     *
     * @throws Exception fails the test
     */
    protected abstract FileStore newStore() throws Exception;

    /** The size of the file that is too large to be held in memory many times over; 64 MiB where not said. */
    protected long largeSize() {
        return 64L << 20;
    }

    @BeforeEach
    final void open() throws Exception {
        opened = newStore();
    }

    @AfterEach
    final void close() throws Exception {
        store().close();
    }

    private FileStore store() {
        if (opened == null) {
            throw new IllegalStateException("No store is open");
        }
        return opened;
    }

    private static FileKey key() {
        return new FileKey(WORKSPACE, UUID.randomUUID());
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private String read(FileKey key) throws IOException {
        try (InputStream in = store().open(key).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("What was put is opened, as often as one likes, also when it is empty; what was not is not there")
    void whatWasPutIsOpened() throws IOException {
        FileKey key = key();
        FileKey empty = key();
        store().put(key, bytes("hello"));
        store().put(empty, bytes(""));
        assertThat(read(key)).isEqualTo("hello");
        assertThat(read(key)).isEqualTo("hello");
        assertThat(read(empty)).isEmpty();
        assertThat(store().open(key())).isEmpty();
    }

    @Test
    @DisplayName("A key is taken once: a second put is refused and the first bytes stay")
    void aKeyIsTakenOnce() throws IOException {
        FileKey key = key();
        store().put(key, bytes("first"));
        assertThatThrownBy(() -> store().put(key, bytes("second"))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read(key)).isEqualTo("first");
    }

    @Test
    @DisplayName("The stream of the caller is read to its end and left open")
    void theStreamIsLeftOpen() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream in = new ByteArrayInputStream(new byte[100]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        store().put(key(), in);
        assertThat(in.read()).isEqualTo(-1);
        assertThat(closed[0]).isFalse();
    }

    @Test
    @DisplayName(
            "A stream that fails half-way leaves nothing to open, its failure reaches the caller, and the key can be used again")
    void aStreamThatFailsLeavesNothing() throws IOException {
        FileKey key = key();
        InputStream failing = new ByteByByte() {
            private int left = 100_000;

            @Override
            int next() throws IOException {
                if (left == 0) {
                    throw new IOException("the wire broke");
                }
                left--;
                return 'x';
            }
        };
        assertThatThrownBy(() -> store().put(key, failing))
                .isInstanceOf(IOException.class)
                .hasMessage("the wire broke");
        assertThat(store().open(key)).isEmpty();
        store().delete(key);
        store().put(key, bytes("whole"));
        assertThat(read(key)).isEqualTo("whole");
    }

    @Test
    @DisplayName("Nothing can be opened or is overwritten while a put is under way")
    void nothingIsOpenedHalfWay() throws IOException {
        FileKey key = key();
        List<Boolean> there = new ArrayList<>();
        InputStream watching = new ByteByByte() {
            private int left = 20_000;

            @Override
            int next() throws IOException {
                if (left == 10_000) {
                    there.add(store().open(key).isPresent());
                }
                return left-- > 0 ? 'x' : -1;
            }
        };
        store().put(key, watching);
        assertThat(there).containsExactly(false);
        assertThat(read(key)).hasSize(20_000);
    }

    @Test
    @DisplayName("What is deleted is gone; deleting twice does nothing more, and other files stay")
    void whatIsDeletedIsGone() throws IOException {
        FileKey key = key();
        FileKey other = key();
        store().put(key, bytes("a"));
        store().put(other, bytes("b"));
        assertThat(store().delete(key)).isTrue();
        assertThat(store().delete(key)).isFalse();
        assertThat(store().open(key)).isEmpty();
        assertThat(read(other)).isEqualTo("b");
    }

    @Test
    @DisplayName(
            "Workspaces keep apart, whatever their ids look like: paths, dots, case, other scripts and a hundred characters")
    void workspacesKeepApart() throws IOException {
        UUID id = UUID.randomUUID();
        List<String> workspaces = List.of(
                "a",
                "A",
                ".",
                "..",
                "../..",
                "/",
                "\\",
                "a/b",
                "a\\b",
                "C:",
                "con",
                "nul",
                "a.",
                "a ",
                "*",
                "%2e%2e",
                "~",
                "\u00e9",
                "e\u0301",
                "\ud83d\ude00",
                "\ud83d\ude00".repeat(50),
                "x".repeat(100));
        for (String workspace : workspaces) {
            store().put(new FileKey(workspace, id), bytes("of " + workspace));
        }
        for (String workspace : workspaces) {
            assertThat(read(new FileKey(workspace, id))).isEqualTo("of " + workspace);
            assertThat(store().list(workspace, null, 10)).as(workspace).containsExactly(id);
        }
        assertThat(store().delete(new FileKey("..", id))).isTrue();
        assertThat(read(new FileKey("a", id))).isEqualTo("of a");
        assertThat(store().list("unknown", null, 10)).isEmpty();
    }

    @Test
    @DisplayName("A walk over the files of a workspace tells each once, page by page, while others come and go")
    void filesAreListed() throws IOException {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(50).toList();
        for (UUID id : ids) {
            store().put(new FileKey(WORKSPACE, id), bytes("x"));
        }
        List<UUID> seen = new ArrayList<>();
        @Nullable UUID after = null;
        List<UUID> page;
        do {
            page = store().list(WORKSPACE, after, 7);
            assertThat(page).hasSizeLessThanOrEqualTo(7);
            seen.addAll(page);
            if (!page.isEmpty()) {
                after = page.get(page.size() - 1);
                // the place of the last one stays a place
                store().delete(new FileKey(WORKSPACE, after));
            }
        } while (page.size() == 7);
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
        assertThat(store().list(WORKSPACE, null, 1_000)).hasSize(ids.size() - 8);
    }

    @Test
    @DisplayName("A large file goes in and out in pieces, byte for byte")
    void aLargeFile() throws IOException {
        FileKey key = key();
        store().put(key, new Noise(largeSize()));
        try (InputStream in = store().open(key).orElseThrow();
                Noise expected = new Noise(largeSize())) {
            byte[] got = new byte[1 << 16];
            byte[] wanted = new byte[1 << 16];
            int length;
            do {
                length = in.readNBytes(got, 0, got.length);
                assertThat(expected.readNBytes(wanted, 0, wanted.length)).isEqualTo(length);
                assertThat(Arrays.equals(got, wanted)).isTrue();
            } while (length > 0);
        }
    }

    /** Bytes that look like chance and are the same each time; hands out some at a time. */
    private static final class Noise extends InputStream {
        private final Random random = new Random(7);
        private long left;

        Noise(long size) {
            this.left = size;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int some = (int) Math.min(Math.min(length, 4_096), left);
            for (int i = 0; i < some; i++) {
                buffer[offset + i] = (byte) random.nextInt();
            }
            left -= some;
            return some;
        }
    }

    @Test
    @DisplayName("Many files at once do not get in each other's way, and of several puts of one key one wins")
    void manyAtOnce() throws IOException {
        List<FileKey> keys = Stream.generate(FileStoreTck::key).limit(16).toList();
        List<AtOnce.Outcome<String>> outcomes = AtOnce.run(keys.stream()
                .map(key -> (Callable<String>) () -> {
                    store().put(key, bytes(key.id().toString()));
                    return read(key);
                })
                .toList());
        assertThat(outcomes)
                .extracting(AtOnce.Outcome::result)
                .containsExactlyInAnyOrderElementsOf(
                        keys.stream().map(key -> key.id().toString()).toList());

        FileKey contested = key();
        List<AtOnce.Outcome<Integer>> race = AtOnce.run(IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Integer>) () -> {
                    store().put(contested, bytes(String.valueOf(i)));
                    return i;
                })
                .toList());
        assertThat(race).filteredOn(AtOnce.Outcome::isSuccess).hasSize(1);
        assertThat(race)
                .filteredOn(outcome -> !outcome.isSuccess())
                .extracting(AtOnce.Outcome::failure)
                .allMatch(FileAlreadyExistsException.class::isInstance);
        Integer winner = race.stream()
                .filter(AtOnce.Outcome::isSuccess)
                .findFirst()
                .orElseThrow()
                .result();
        assertThat(read(contested)).isEqualTo(String.valueOf(winner));
    }

    /** A stream that hands out one byte at a time, so that its reader comes back for each. */
    private abstract static class ByteByByte extends InputStream {
        /** The next byte, or -1 at the end. */
        abstract int next() throws IOException;

        @Override
        public int read() throws IOException {
            return next();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int next = next();
            if (next < 0) {
                return -1;
            }
            buffer[offset] = (byte) next;
            return 1;
        }
    }
}
