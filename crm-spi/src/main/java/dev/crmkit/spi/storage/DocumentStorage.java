package dev.crmkit.spi.storage;

import java.util.List;
import java.util.Optional;

/** Small named definitions of the workspace, JSON each, by kind and name (1 to 100 characters each). Not thread-safe. */
public interface DocumentStorage {

    /** Stores a document, new or changed. */
    void put(String kind, String name, String document);

    /** The document of that kind and name. */
    Optional<String> find(String kind, String name);

    /** The names of the documents of a kind, by code point. */
    List<String> names(String kind);

    /**
     * Removes a document.
     *
     * @return whether it was there
     */
    boolean remove(String kind, String name);
}
