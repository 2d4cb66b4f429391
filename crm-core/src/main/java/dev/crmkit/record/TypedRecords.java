package dev.crmkit.record;

import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The records of one object, read and written as Java records. Thread-safe, except inside a transaction.
 *
 * <p>It is a view: the same records are there for {@link RecordStore}, with the attributes that the Java record does not map left as they are. The
 * engine implements it; hosts do not.
 *
 * @param <T> the Java record
 */
public interface TypedRecords<T extends Record> {

    /**
     * Creates a record from the mapped attributes; its id and version must be null or zero.
     *
     * @return the record as it was stored
     * @throws dev.crmkit.error.InvalidInputException with every fault, those of Bean Validation ({@code CONSTRAINT_VIOLATED}) among them
     */
    T create(T value);

    /** As {@link #create(Record)} for up to 10,000 records, all or none. */
    List<T> createAll(List<T> values);

    /**
     * Writes the mapped attributes of the record whose id the value carries. Where the type maps the version too, the record must still have it.
     *
     * @return the record as it was stored
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.StaleRecordException if the version is mapped and the record has another
     * @throws IllegalArgumentException if the type does not map the id, or it is null
     */
    T update(T value);

    /**
     * The record of that id.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    T get(UUID id);

    /** The record of that id, if there is one. */
    Optional<T> find(UUID id);

    /** A page of records; the query names attributes by their slugs. */
    Page<T> list(ListQuery query);

    /** The same records without the view. */
    RecordStore untyped();
}
