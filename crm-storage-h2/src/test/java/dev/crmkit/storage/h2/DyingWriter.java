package dev.crmkit.storage.h2;

import dev.crmkit.spi.storage.StorageContext;
import java.nio.file.Path;

/** A process that commits and dies at once, as by a power cut. */
final class DyingWriter {
    static final int DIED = 9;

    private DyingWriter() {}

    public static void main(String[] arguments) {
        H2Storage storage = H2Storage.file(Path.of(arguments[0]));
        storage.open(new StorageContext(null));
        OwnDatabaseIT.put(storage, "last words");
        Runtime.getRuntime().halt(DIED);
    }
}
