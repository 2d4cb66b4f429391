package dev.crmkit.testkit.tck;

import dev.crmkit.spi.file.FileStore;
import dev.crmkit.testkit.InMemoryFiles;

/** The heap keeps the contract of file stores. */
class InMemoryFilesTest extends FileStoreTck {
    @Override
    protected FileStore newStore() {
        return InMemoryFiles.create();
    }

    @Override
    protected long largeSize() {
        return 1 << 20;
    }
}
