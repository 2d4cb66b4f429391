package dev.crmkit.exports;

import dev.crmkit.query.Page;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes records out: as a stream while the caller waits, or by workers into a file of {@code crm.files()}. Thread-safe, except inside a transaction.
 *
 * <p>An export holds the records that the actor reads and that {@link dev.crmkit.member.Verb#EXPORT} reaches too, without hidden attributes; the names of
 * referenced records stand in it where both hold for these. The log tells who took out what and how many, also of an export that broke off.
 *
 * <p>It reads page by page, each in a transaction of its own, so it holds one page in memory, and no connection while the reader of the stream is slow.
 * So it is no snapshot of one moment: each record is as it was when its page was read. Without a sort, a record comes once at most, and whatever was there
 * all the while and fitted the condition comes; what is created meanwhile does not come. With a sort, a record whose sort values change meanwhile may come twice or not at
 * all. Relative dates are those of the begin throughout. Inside a transaction of the caller everything is read in that one, and the log forgets the export
 * if it is rolled back.
 *
 * <p>Unless said otherwise, methods throw {@code InvalidInputException} with every fault of what they are given, and {@code NotFoundException} for an export,
 * a view, a list or an object that is not there for the actor. The engine implements it; hosts do not.
 */
public interface Exports {

    /**
     * Writes an export to a stream, which is flushed at the end and stays open. A call that is refused writes nothing.
     *
     * @return how many records were written
     * @throws dev.crmkit.error.ForbiddenException if the actor may read or export no record of the object
     * @throws java.io.UncheckedIOException if the stream fails, or the format cannot hold a text
     */
    long write(ExportSpec spec, OutputStream out);

    /**
     * Lets workers write an export into a file, by the rights that the actor has while they do so. A view counts as it is now. A worker that dies is
     * followed by one that begins anew.
     *
     * @throws dev.crmkit.error.ForbiddenException if the actor may read or export no record of the object
     * @throws dev.crmkit.error.UnsupportedCapabilityException if the engine was built without a file store
     */
    Export start(ExportSpec spec);

    /** An export that the actor started; who is above all rules for records sees those of others too. */
    Export get(UUID export);

    /** As {@link #get}, or empty. */
    Optional<Export> find(UUID export);

    /**
     * The exports that {@link #get} would give, newest first.
     *
     * @param limit 1 to 1,000
     * @param after the cursor of the page before, or null for the first
     */
    Page<Export> list(int limit, @Nullable String after);

    /** Stops an export, so that no file comes of it; one that is no longer running stays as it is. */
    Export cancel(UUID export);

    /** Forgets an export and deletes its file; one that is running is stopped. */
    void delete(UUID export);
}
