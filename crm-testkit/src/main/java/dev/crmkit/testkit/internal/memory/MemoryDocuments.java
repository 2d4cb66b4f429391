package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.DocumentStorage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Documents as one transaction sees them. */
record MemoryDocuments(MemoryTransaction transaction) implements DocumentStorage {

    @Override
    public void put(String kind, String name, String document) {
        transaction.change(() -> {
            Space.DocumentKey key = lock(kind, name);
            raiseVersion();
            transaction.documentRows.put(key, document);
        });
    }

    private Space.DocumentKey lock(String kind, String name) {
        Space.DocumentKey key = new Space.DocumentKey(kind, name);
        transaction.lock(Locks.Kind.DOCUMENT, key);
        return key;
    }

    @Override
    public Optional<String> find(String kind, String name) {
        return transaction.read(
                () -> Optional.ofNullable(transaction.documentRows.find(new Space.DocumentKey(kind, name))));
    }

    @Override
    public Map<String, String> load(String kind, Collection<String> names) {
        return transaction.read(() -> {
            Map<String, String> found = new HashMap<>();
            for (String name : names) {
                String document = transaction.documentRows.find(new Space.DocumentKey(kind, name));
                if (document != null) {
                    found.put(name, document);
                }
            }
            return found;
        });
    }

    @Override
    public List<String> names(String kind) {
        return transaction.read(() -> transaction.documentRows.rows().keySet().stream()
                .filter(key -> key.kind().equals(kind))
                .map(Space.DocumentKey::name)
                .toList());
    }

    @Override
    public boolean remove(String kind, String name) {
        return transaction.write(() -> {
            boolean there = transaction.documentRows.remove(lock(kind, name));
            if (there) {
                raiseVersion();
            }
            return there;
        });
    }

    private void raiseVersion() {
        transaction.lock(Locks.Kind.DOCUMENT, "");
        transaction.versions.put(Space.DOCUMENTS_VERSION, transaction.documentsVersion() + 1);
    }
}
