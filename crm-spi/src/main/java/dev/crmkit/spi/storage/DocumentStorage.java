package dev.crmkit.spi.storage;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small named definitions of the workspace, JSON each, by kind and name (1 to 100 characters each). Not thread-safe. */
public interface DocumentStorage {

    /** Stores a document, new or changed, and raises the workspace's documents version. Changes of one workspace wait for each other. */
    void put(String kind, String name, String document);

    /** The document of that kind and name. */
    Optional<String> find(String kind, String name);

    /** The documents of a kind that exist of these names, by name, in one statement; unknown names are left out. */
    Map<String, String> load(String kind, Collection<String> names);

    /** The names of the documents of a kind, by code point. */
    List<String> names(String kind);

    /**
     * Removes a document; raises the workspace's documents version if it was there.
     *
     * @return whether it was there
     */
    boolean remove(String kind, String name);
}
