package dev.crmkit.internal.file;

import dev.crmkit.file.CrmFile;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.item.ActorDocument;
import dev.crmkit.spi.storage.StoredItem;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of files, as items with the hash as the key. Not instantiable. */
final class FileItem {
    /** The kind of these items. */
    static final String KIND = "file";

    private static final String OWN = "own";

    private FileItem() {}

    static StoredItem store(CrmFile file) {
        return store(file, document(file));
    }

    /** One that its uploader alone sees. */
    static StoredItem storeOwn(CrmFile file) {
        Map<String, Object> document = document(file);
        document.put(OWN, true);
        return store(file, document);
    }

    /** Whether the item is of a file that its uploader alone sees. */
    static boolean isOwn(StoredItem item) {
        return Json.flag(Json.readObject(item.document()), OWN);
    }

    private static Map<String, Object> document(CrmFile file) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", file.name());
        document.put("size", file.size());
        document.put("mediaType", file.mediaType());
        document.put("uploadedBy", ActorDocument.of(file.uploadedBy()));
        return document;
    }

    private static StoredItem store(CrmFile file, Map<String, Object> document) {
        return new StoredItem(file.id(), KIND, file.recordId(), file.sha256(), file.uploadedAt(), Json.write(document));
    }

    static CrmFile read(StoredItem item) {
        Map<String, Object> document = Json.readObject(item.document());
        return new CrmFile(
                item.id(),
                Json.requiredText(document, "name"),
                Json.number(document, "size").longValueExact(),
                Json.requiredText(document, "mediaType"),
                item.key(),
                item.recordId(),
                ActorDocument.read(document, "uploadedBy"),
                item.at());
    }
}
