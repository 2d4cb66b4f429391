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

    private FileItem() {}

    static StoredItem store(CrmFile file) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", file.name());
        document.put("size", file.size());
        document.put("mediaType", file.mediaType());
        document.put("uploadedBy", ActorDocument.of(file.uploadedBy()));
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
