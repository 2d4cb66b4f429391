package dev.crmkit.imports;

import dev.crmkit.query.Page;
import dev.crmkit.spi.table.TableOptions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Imports of records from files. Workers write the rows in steps, each a transaction that also keeps how far the import has come: a crash loses and repeats
 * nothing. Every row goes through the one way on which records are written, by the rights of who started the import, and in the name of an actor of kind
 * {@code IMPORT} with the same id; a model imports in its own name. Thread-safe, except inside a transaction.
 *
 * <p>Starting takes the power {@code IMPORT}. An import is there for who started it, and for who is above all rules for records. Files are those of
 * {@code crm.files()}, so every method that reads one throws {@code UnsupportedCapabilityException} if the engine was built without a file store.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Imports {
    /** The most rows of a preview. */
    int MOST_PREVIEWED = 1_000;

    /**
     * Reads the begin of a table, and guesses how it stands in its file.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such file
     * @throws dev.crmkit.error.InvalidInputException if it holds no table of a known format, or no row
     */
    TableSample inspect(UUID file);

    /** As {@link #inspect(UUID)}, with charset, delimiter and the like as they are given. */
    TableSample inspect(UUID file, TableOptions options);

    /**
     * Suggests where the columns of a table go: by their headers, and where these say nothing by what stands in the cells. A column for which nothing fits is
     * left out; no attribute is named twice.
     *
     * @param object the slug of the object
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     */
    List<ImportColumn> suggest(String object, TableSample sample);

    /**
     * Tells what the first rows would do, and writes nothing: they are written by the same rules, and undone.
     *
     * @param rows how many, 1 to {@value #MOST_PREVIEWED}
     * @throws dev.crmkit.error.NotFoundException if there is no such file or object
     * @throws dev.crmkit.error.InvalidInputException with every fault of the spec
     * @throws dev.crmkit.error.ForbiddenException without the power {@code IMPORT}
     */
    ImportPreview preview(ImportSpec spec, int rows);

    /**
     * Starts an import. Workers do the rest.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such file or object
     * @throws dev.crmkit.error.InvalidInputException with every fault of the spec
     * @throws dev.crmkit.error.CrmException with {@code IMPORT_REPEATED} if a file with the same bytes was imported so before, unless that was taken back or
     *     the spec says {@link ImportSpec#onceMore}
     * @throws dev.crmkit.error.ForbiddenException without the power {@code IMPORT}
     */
    Import start(ImportSpec spec);

    /**
     * The import of that id.
     *
     * @throws dev.crmkit.error.NotFoundException with {@code IMPORT_NOT_FOUND} if there is none
     */
    Import get(UUID id);

    /** The import of that id, if there is one. */
    Optional<Import> find(UUID id);

    /** The imports, newest first. */
    Page<Import> list(ImportQuery query);

    /**
     * Ends an import after the step under way; what is written stays. One that has ended already stays as it is.
     *
     * @throws dev.crmkit.error.NotFoundException with {@code IMPORT_NOT_FOUND} if there is none
     */
    Import cancel(UUID id);

    /**
     * Goes on with an import that was cancelled or failed, where it ended. Of one under way it makes sure that a worker has it.
     *
     * @throws dev.crmkit.error.NotFoundException with {@code IMPORT_NOT_FOUND} if there is none
     * @throws dev.crmkit.error.CrmException with {@code IMPORT_CHANGE_REFUSED} if it is done, or was taken back
     */
    Import resume(UUID id);

    /**
     * Takes an import back, the last step first: records that it created are archived, and those that it changed have what they had before, tags and
     * relations among it. Whatever others did meanwhile stays, and is reported. The actor's own rights hold for every record.
     *
     * @throws dev.crmkit.error.NotFoundException with {@code IMPORT_NOT_FOUND} if there is none
     * @throws dev.crmkit.error.CrmException with {@code IMPORT_CHANGE_REFUSED} as long as it is under way; cancel it first
     */
    Import revert(UUID id);
}
