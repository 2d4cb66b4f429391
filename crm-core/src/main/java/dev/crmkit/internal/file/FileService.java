package dev.crmkit.internal.file;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.file.CrmFile;
import dev.crmkit.file.CrmFiles;
import dev.crmkit.file.FileQuery;
import dev.crmkit.file.FileUpload;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.StorableText;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.query.Page;
import dev.crmkit.spi.file.FileKey;
import dev.crmkit.spi.file.FileStore;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files: items for what is known of them, and a store for the bytes. */
public final class FileService implements CrmFiles {
    private static final int MAX_NAME = 255;
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}");

    private final Transactions transactions;
    private final FileRoom room;

    /** The files of the workspace that the transactions are of. */
    public FileService(Transactions transactions, FileRoom room) {
        this.transactions = transactions;
        this.room = room;
    }

    @Override
    public CrmFile upload(FileUpload upload, InputStream bytes) {
        return upload(upload, bytes, (tx, file) -> {});
    }

    /**
     * As {@link #upload(FileUpload, InputStream)}, and in the transaction in which the file becomes known something else becomes so too.
     *
     * @param with is called once the file is known; if it throws, the file is not
     */
    public CrmFile upload(FileUpload upload, InputStream bytes, BiConsumer<Tx, CrmFile> with) {
        Objects.requireNonNull(bytes, "bytes");
        check(upload);
        FileStore store = room.needed();
        // The sweep is planned before there is anything to sweep, so that a crash in between leaves no bytes for ever.
        FileKey key = transactions.write(tx -> {
            record(tx, upload);
            FileCleaning.plan(tx);
            return new FileKey(tx.workspace().id(), tx.newId());
        });
        MeteredStream metered = new MeteredStream(bytes, room.maxSize());
        try {
            store.put(key, metered);
        } catch (MeteredStream.TooLarge e) {
            throw tooLarge(upload);
        } catch (IOException e) {
            throw new StorageException("The bytes of file '" + upload.name() + "' could not be stored", false, e);
        }
        // If this fails, the bytes stay for the sweep: a commit that seems to fail may have happened.
        return transactions.write(tx -> {
            CrmFile file = register(tx, upload, key.id(), metered);
            with.accept(tx, file);
            return file;
        });
    }

    private CrmFile register(Tx tx, FileUpload upload, UUID id, MeteredStream metered) {
        StoredRecord record = record(tx, upload);
        CrmFile file = new CrmFile(
                id,
                upload.name(),
                metered.size(),
                upload.mediaType().toLowerCase(Locale.ROOT),
                metered.sha256(),
                record == null ? null : record.id(),
                tx.actor(),
                tx.now());
        tx.storage().items().insert(List.of(FileItem.store(file)));
        tell(tx, EventTypes.FILE_UPLOADED, file, record);
        return file;
    }

    private static @Nullable StoredRecord record(Tx tx, FileUpload upload) {
        UUID record = upload.recordId();
        return record == null ? null : new RecordGate(tx).readable(record);
    }

    private static void check(FileUpload upload) {
        List<Violation> faults = new ArrayList<>();
        String name = upload.name();
        int length = name.codePointCount(0, name.length());
        if (name.isBlank() || length > MAX_NAME) {
            faults.add(new Violation(
                    "name",
                    name.isBlank() ? ErrorCode.VALUE_REQUIRED : ErrorCode.VALUE_TOO_LONG,
                    "has 1 to " + MAX_NAME + " characters, not " + length + ". Give another"));
        } else if (!StorableText.isStorable(name) || name.chars().anyMatch(FileService::isUnfit)) {
            faults.add(new Violation(
                    "name",
                    ErrorCode.VALUE_MALFORMED,
                    "has a control character, a slash or a backslash in it. Give the name without its folder"));
        }
        if (!MEDIA_TYPE.matcher(upload.mediaType().toLowerCase(Locale.ROOT)).matches()) {
            faults.add(new Violation(
                    "mediaType",
                    ErrorCode.VALUE_MALFORMED,
                    "'" + upload.mediaType() + "' is not a media type such as application/pdf"));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("upload a file", faults);
        }
    }

    private static boolean isUnfit(int character) {
        return Character.isISOControl(character) || character == '/' || character == '\\';
    }

    private InvalidInputException tooLarge(FileUpload upload) {
        return new InvalidInputException(
                "upload file '" + upload.name() + "'",
                List.of(
                        new Violation(
                                "bytes",
                                ErrorCode.VALUES_TOO_LARGE,
                                "are more than the " + room.maxSize()
                                        + " that this engine allows. Upload a smaller file, or build the engine with a larger maxFileSize")));
    }

    private static void tell(Tx tx, String type, CrmFile file, @Nullable StoredRecord record) {
        Map<String, Object> details = OwnFiles.details(file);
        EventLog log = new EventLog(tx);
        if (record == null) {
            log.add(type, details);
        } else {
            log.add(type, record, details);
            tx.touch(List.of(record.id()), tx.now());
        }
        log.write();
    }

    @Override
    public CrmFile get(UUID file) {
        return find(file).orElseThrow(() -> unknown(file));
    }

    @Override
    public Optional<CrmFile> find(UUID file) {
        Objects.requireNonNull(file, "file");
        return transactions.read(
                tx -> visible(tx, tx.storage().items().load(List.of(file))).map(Visible::file));
    }

    /** A file with the record that it is on. Immutable. */
    private record Visible(CrmFile file, @Nullable StoredRecord record) {}

    private static Optional<Visible> visible(Tx tx, List<StoredItem> items) {
        Optional<CrmFile> found = items.stream()
                .filter(item -> item.kind().equals(FileItem.KIND))
                .filter(item -> !FileItem.isOwn(item) || isTheirs(tx, FileItem.read(item)))
                .map(FileItem::read)
                .findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        UUID id = found.get().recordId();
        if (id == null) {
            return Optional.of(new Visible(found.get(), null));
        }
        return Optional.ofNullable(new RecordGate(tx).readable(List.of(id)).get(id))
                .map(record -> new Visible(found.get(), record));
    }

    private static boolean isTheirs(Tx tx, CrmFile file) {
        return tx.access().isUnrestricted() || file.uploadedBy().equals(tx.actor());
    }

    private static NotFoundException unknown(UUID file) {
        return new NotFoundException(
                ErrorCode.FILE_NOT_FOUND,
                "There is no file " + file + ". It may have been deleted; list the files anew",
                Map.of("file", file));
    }

    @Override
    public InputStream download(UUID file) {
        Objects.requireNonNull(file, "file");
        FileStore store = room.needed();
        FileKey key = transactions.read(tx -> {
            if (visible(tx, tx.storage().items().load(List.of(file))).isEmpty()) {
                throw unknown(file);
            }
            return new FileKey(tx.workspace().id(), file);
        });
        try {
            return store.open(key)
                    .orElseThrow(() -> new NotFoundException(
                            ErrorCode.FILE_NOT_FOUND,
                            "The file store has no bytes of file " + file + ". Upload it again",
                            Map.of("file", file)));
        } catch (IOException e) {
            throw new StorageException("The bytes of file " + file + " could not be opened", false, e);
        }
    }

    @Override
    public void delete(UUID file) {
        Objects.requireNonNull(file, "file");
        transactions.write(tx -> {
            Visible found =
                    visible(tx, tx.storage().items().lock(List.of(file))).orElseThrow(() -> unknown(file));
            tx.storage().items().remove(List.of(file));
            tell(tx, EventTypes.FILE_DELETED, found.file(), found.record());
            FileCleaning.removeAfterCommit(tx, file);
            return file;
        });
    }

    @Override
    public Page<CrmFile> list(UUID record, FileQuery query) {
        Objects.requireNonNull(record, "record");
        if (query.limit() < 1 || query.limit() > 1_000) {
            throw new InvalidInputException(
                    "list files",
                    List.of(new Violation("limit", ErrorCode.QUERY_LIMIT, "must be 1 to 1000, not " + query.limit())));
        }
        return transactions.read(tx -> {
            UUID own = new RecordGate(tx).readable(record).id();
            String list = CallText.fingerprint("files", tx.workspace().id(), own);
            String cursor = query.cursor();
            ItemQuery.Place after = cursor == null ? null : place(CursorCodec.open(tx, list, cursor));
            List<CrmFile> files = tx
                    .storage()
                    .items()
                    .list(new ItemQuery(FileItem.KIND, Set.of(own), Set.of(), true, after, query.limit() + 1))
                    .stream()
                    .map(FileItem::read)
                    .toList();
            boolean more = files.size() > query.limit();
            List<CrmFile> page = files.subList(0, Math.min(files.size(), query.limit()));
            return new Page<>(page, more ? CursorCodec.seal(tx, list, place(page.get(page.size() - 1))) : null, null);
        });
    }

    private static List<Object> place(CrmFile last) {
        return List.of(last.uploadedAt().toString(), last.id().toString());
    }

    private static ItemQuery.Place place(List<@Nullable Object> place) {
        return new ItemQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }
}
