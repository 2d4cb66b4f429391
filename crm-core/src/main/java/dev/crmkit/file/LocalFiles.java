package dev.crmkit.file;

import dev.crmkit.spi.file.FileKey;
import dev.crmkit.spi.file.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files in a directory of this machine, or of a volume that several machines share. Thread-safe.
 *
 * <p>Every name in it is made of hexadecimal digits: a folder for each workspace by the hash of its id, 256 folders in it by the end of the files' ids,
 * and the ids. Nothing that a user types becomes a name. A file is written beside its place and moved there in one step once it is on the disk.
 */
public final class LocalFiles implements FileStore {
    private static final String PART = ".part";
    private static final int SHARDS = 256;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Path root;

    private LocalFiles(Path root) {
        this.root = root;
    }

    /** Files below that directory, which is made with the first file; nothing else is to be kept in it. */
    public static LocalFiles in(Path directory) {
        return new LocalFiles(directory.toAbsolutePath().normalize());
    }

    @Override
    public void put(FileKey key, InputStream bytes) throws IOException {
        Objects.requireNonNull(bytes, "bytes");
        Path place = place(key);
        Path part = part(place);
        if (Files.exists(place)) {
            throw new FileAlreadyExistsException(place.toString());
        }
        Files.createDirectories(folder(place));
        // Of two that put one key, one makes the part; it goes only with its maker or by delete().
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try {
                OutputStream out = Channels.newOutputStream(channel);
                bytes.transferTo(out);
                channel.force(true);
                if (Files.exists(place)) {
                    throw new FileAlreadyExistsException(place.toString());
                }
                Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException | RuntimeException | Error e) {
                Files.deleteIfExists(part);
                throw e;
            }
        }
    }

    @Override
    public Optional<InputStream> open(FileKey key) throws IOException {
        try {
            return Optional.of(Files.newInputStream(place(key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean delete(FileKey key) throws IOException {
        Path place = place(key);
        boolean whole = Files.deleteIfExists(place);
        boolean part = Files.deleteIfExists(part(place));
        return whole || part;
    }

    @Override
    public List<UUID> list(String workspace, @Nullable UUID after, int limit) throws IOException {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("A page has 1 to 1000 ids, not " + limit);
        }
        Path home = home(workspace);
        List<UUID> ids = new ArrayList<>();
        int first = after == null ? 0 : shard(after);
        for (int shard = first; shard < SHARDS && ids.size() < limit; shard++) {
            for (UUID id : ids(home.resolve(name(shard)))) {
                boolean past = after == null || shard > first || id.toString().compareTo(after.toString()) > 0;
                if (past && ids.size() < limit) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /** The ids in a folder by their text. */
    private static List<UUID> ids(Path folder) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String id = name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : name;
                // What others put here, such as an operating system's own notes, is nobody's file.
                if (ID.matcher(id).matches()) {
                    names.add(id);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return names.stream().map(UUID::fromString).toList();
    }

    private Path place(FileKey key) {
        return home(key.workspace())
                .resolve(name(shard(key.id())))
                .resolve(key.id().toString());
    }

    private static Path part(Path place) {
        return place.resolveSibling(place.getFileName() + PART);
    }

    private static Path folder(Path place) {
        return Objects.requireNonNull(place.getParent());
    }

    private Path home(String workspace) {
        try {
            return root.resolve(HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(workspace.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The end of an id is chance, its begin is the time; so files spread over the folders evenly. */
    private static int shard(UUID id) {
        return (int) (id.getLeastSignificantBits() & (SHARDS - 1));
    }

    private static String name(int shard) {
        return HexFormat.of().toHexDigits((byte) shard);
    }

    @Override
    public void close() {
        // Nothing is held between calls.
    }
}
