package dev.crmkit.internal.tag;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** How each tag of the workspace was first written. Not thread-safe. */
public final class TagCatalog {
    private static final String KIND = "tag-name";
    private static final int READ = 1_000;

    private final Tx tx;

    /** The tags of the transaction's workspace. */
    public TagCatalog(Tx tx) {
        this.tx = tx;
    }

    /** The spelling of each key; the key itself where none is kept. */
    Map<String, String> spellings(Collection<String> keys) {
        Map<String, String> spellings = new HashMap<>();
        keys.forEach(key -> spellings.put(key, key));
        if (!keys.isEmpty()) {
            List<UUID> ids = keys.stream().map(TagCatalog::id).toList();
            tx.storage().items().load(ids).forEach(item -> spellings.put(item.key(), spelling(item)));
        }
        return spellings;
    }

    /** The spelling of each name, which is kept from now on if it is the first. */
    Map<String, String> keep(Collection<TagName> names) {
        List<UUID> ids = names.stream().map(name -> id(name.key())).toList();
        Map<String, String> spellings = new HashMap<>();
        tx.storage().items().load(ids).forEach(item -> spellings.put(item.key(), spelling(item)));
        List<StoredItem> first = new ArrayList<>();
        for (TagName name : names) {
            if (!spellings.containsKey(name.key())) {
                first.add(item(name));
                spellings.put(name.key(), name.written());
            }
        }
        Set<UUID> taken = first.isEmpty() ? Set.of() : tx.storage().items().insert(first);
        if (!taken.isEmpty()) {
            // Somebody else wrote it first, just now.
            tx.storage().items().load(taken).forEach(item -> spellings.put(item.key(), spelling(item)));
        }
        return spellings;
    }

    /** Gives a tag another spelling, and says whether it is known. */
    boolean spell(TagName name) {
        return tx.storage().items().update(List.of(item(name))) > 0;
    }

    /** Forgets a spelling. */
    void forget(TagName name) {
        tx.storage().items().remove(List.of(id(name.key())));
    }

    /** Forgets the spellings of those of the removed items that are tags which no record has any more. Nobody else may tag meanwhile. */
    public void forgetUnused(Collection<StoredItem> removed) {
        Set<String> unused = new HashSet<>();
        removed.stream().filter(item -> item.kind().equals(TagName.ITEMS)).forEach(item -> unused.add(item.key()));
        while (!unused.isEmpty()) {
            List<StoredItem> used = tx.storage().items().list(ItemQuery.withKeys(TagName.ITEMS, unused, READ));
            if (used.isEmpty()) {
                break;
            }
            used.forEach(item -> unused.remove(item.key()));
        }
        tx.storage().items().remove(unused.stream().map(TagCatalog::id).toList());
    }

    private StoredItem item(TagName name) {
        return new StoredItem(
                id(name.key()), KIND, null, name.key(), tx.now(), Json.write(Map.of("name", name.written())));
    }

    private static String spelling(StoredItem item) {
        return Json.requiredText(Json.readObject(item.document()), "name");
    }

    private static UUID id(String key) {
        return ItemIds.of(KIND, key);
    }
}
