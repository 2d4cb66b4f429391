package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.DocumentStorage;
import java.util.List;
import java.util.Optional;

/** Documents as one transaction sees them. */
record MemoryDocuments(MemoryTransaction transaction) implements DocumentStorage {

    @Override
    public void put(String kind, String name, String document) {
        transaction.change(() -> transaction.documentRows.put(lock(kind, name), document));
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
    public List<String> names(String kind) {
        return transaction.read(() -> transaction.documentRows.rows().keySet().stream()
                .filter(key -> key.kind().equals(kind))
                .map(Space.DocumentKey::name)
                .toList());
    }

    @Override
    public boolean remove(String kind, String name) {
        return transaction.write(() -> transaction.documentRows.remove(lock(kind, name)));
    }
}
