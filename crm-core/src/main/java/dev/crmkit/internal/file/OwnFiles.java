package dev.crmkit.internal.file;

import dev.crmkit.event.EventTypes;
import dev.crmkit.file.CrmFile;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.file.FileKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Files that the engine makes for somebody, who alone sees them, beside those who are above all rules: what is in them may be more than others may see. Not
 * instantiable.
 */
public final class OwnFiles {
    private OwnFiles() {}

    /**
     * The bytes of a file of which nothing is known yet. Immutable.
     *
     * @param id of the file
     * @param size in bytes
     * @param sha256 their hash
     */
    public record Bytes(UUID id, long size, String sha256) {}

    /**
     * Plans the sweep that finds bytes which nobody comes to register; before there are any.
     *
     * @throws dev.crmkit.error.UnsupportedCapabilityException if there is nowhere to keep files
     */
    public static void plan(Tx tx, FileRoom room) {
        room.needed();
        FileCleaning.plan(tx);
    }

    /** Keeps bytes, however many they are. */
    public static Bytes put(FileRoom room, FileKey key, InputStream bytes) throws IOException {
        MeteredStream metered = new MeteredStream(bytes, Long.MAX_VALUE);
        room.needed().put(key, metered);
        return new Bytes(key.id(), metered.size(), metered.sha256());
    }

    /** Makes a file of the bytes. */
    public static CrmFile register(Tx tx, Bytes bytes, String name, String mediaType, Actor owner) {
        CrmFile file = new CrmFile(bytes.id(), name, bytes.size(), mediaType, bytes.sha256(), null, owner, tx.now());
        tx.storage().items().insert(List.of(FileItem.storeOwn(file)));
        new EventLog(tx).add(EventTypes.FILE_UPLOADED, details(file)).write();
        return file;
    }

    /** Deletes a file that was made so, if it is still there; its bytes are removed once the transaction has committed. */
    public static void delete(Tx tx, UUID id) {
        tx.storage().items().lock(List.of(id)).stream()
                .filter(item -> item.kind().equals(FileItem.KIND))
                .findFirst()
                .map(FileItem::read)
                .ifPresent(file -> {
                    tx.storage().items().remove(List.of(id));
                    new EventLog(tx).add(EventTypes.FILE_DELETED, details(file)).write();
                    FileCleaning.removeAfterCommit(tx, id);
                });
    }

    /** What the log says of a file. */
    static Map<String, Object> details(CrmFile file) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("file", file.id().toString());
        details.put("name", file.name());
        details.put("size", file.size());
        details.put("mediaType", file.mediaType());
        details.put("sha256", file.sha256());
        return details;
    }
}
