package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.item.ActorDocument;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.view.View;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A view as it is kept: an item of the workspace, found by its object and by who sees it. Immutable.
 *
 * @param id its id
 * @param version 1 when defined, and one more with each change
 * @param view object and attributes are named by id
 * @param shared whether others see it
 * @param owner whose it is
 * @param definedAt when it was defined
 * @param changedAt when it was changed last
 */
record KeptView(UUID id, long version, View view, boolean shared, Actor owner, Instant definedAt, Instant changedAt) {
    /** The kind of the items. */
    static final String KIND = "view";

    UUID object() {
        return UUID.fromString(view.object());
    }

    /** What the keys of all views of an object begin with. */
    static String keys(UUID object) {
        return object + "/";
    }

    /** What the shared views of an object have as their key. */
    static String sharedKey(UUID object) {
        return keys(object) + "shared";
    }

    /** What an actor's own views of an object have as their key. */
    static String ownKey(UUID object, Actor owner) {
        return keys(object) + CallText.fingerprint(owner.kind().name(), owner.id());
    }

    String key() {
        return shared ? sharedKey(object()) : ownKey(object(), owner);
    }

    KeptView changed(View newView, boolean newShared, Actor newOwner, Instant now) {
        return new KeptView(id, version + 1, newView, newShared, newOwner, definedAt, now);
    }

    /** What it says, as the log has it. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", version);
        document.put("shared", shared);
        document.put("owner", ActorDocument.of(owner));
        document.put("changedAt", changedAt.toString());
        document.put("view", ViewCodec.write(view));
        return document;
    }

    StoredItem item() {
        return new StoredItem(id, KIND, null, key(), definedAt, Json.write(document()));
    }

    static KeptView read(StoredItem item) {
        Map<String, Object> document = Json.readObject(item.document());
        return new KeptView(
                item.id(),
                Json.number(document, "version").longValueExact(),
                ViewCodec.read(Json.object(document, "view")),
                Json.flag(document, "shared"),
                ActorDocument.read(document, "owner"),
                item.at(),
                Instant.parse(Json.requiredText(document, "changedAt")));
    }
}
