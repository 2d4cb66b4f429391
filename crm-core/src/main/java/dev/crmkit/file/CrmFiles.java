package dev.crmkit.file;

import dev.crmkit.query.Page;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

/**
 * The files of a workspace. What is known of them is stored with the records; the bytes are in the {@link dev.crmkit.spi.file.FileStore} that the engine
 * was built with. Thread-safe, except inside a transaction.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface CrmFiles {

    /**
     * Uploads a file: first the bytes, then, in the transaction, what is known of them. If that is rolled back, the bytes are swept away after a day.
     * Equal bytes that are uploaded twice are two files.
     *
     * @param bytes read to the end in small pieces, not closed
     * @throws dev.crmkit.error.NotFoundException if the upload names a record that does not exist
     * @throws dev.crmkit.error.InvalidInputException if the upload has faults, or the file is larger than the engine allows
     * @throws dev.crmkit.error.StorageException if the bytes cannot be read or stored
     * @throws dev.crmkit.error.UnsupportedCapabilityException if the engine was built without a file store
     */
    CrmFile upload(FileUpload upload, InputStream bytes);

    /**
     * The file of that id.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    CrmFile get(UUID file);

    /** The file of that id, if there is one. */
    Optional<CrmFile> find(UUID file);

    /**
     * The bytes of a file; the caller closes the stream.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such file, or the file store has lost its bytes
     * @throws dev.crmkit.error.StorageException if the file store fails
     * @throws dev.crmkit.error.UnsupportedCapabilityException if the engine was built without a file store
     */
    InputStream download(UUID file);

    /**
     * Deletes a file; its bytes are removed by a worker once the transaction has committed. Values that name the file stay as they are.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    void delete(UUID file);

    /**
     * The files that were uploaded to a record, newest first.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    Page<CrmFile> list(UUID record, FileQuery query);
}
