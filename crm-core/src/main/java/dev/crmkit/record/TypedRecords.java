package dev.crmkit.record;

import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The records of one object, read and written as Java records. Thread-safe, except inside a transaction.
 *
 * <p>It is a view: the same records are there for {@link RecordStore}, and what the Java record does not map stays as it is, the parts of a
 * compound value included. An empty value is null, an empty list or set, or false in a {@code boolean}; {@link CrmMapping} says which
 * Java types hold which values. The engine implements it; hosts do not.
 *
 * <p>Besides what is said below, every method throws {@code InvalidInputException} ({@code MAPPING_INVALID}) with every fault if the Java
 * record does not fit the object as it is defined, or if a component cannot hold a value that is stored; and {@code NotFoundException}
 * ({@code SCHEMA_UNKNOWN_OBJECT}) if the object is not defined.
 *
 * @param <T> the Java record
 */
public interface TypedRecords<T extends Record> {

    /**
     * Creates a record from the mapped attributes. Those that are empty get their defaults.
     *
     * @return the record as it was stored
     * @throws dev.crmkit.error.InvalidInputException with every fault, those of Bean Validation ({@code CONSTRAINT_VIOLATED}) among them
     * @throws dev.crmkit.error.DuplicateValueException if a live record holds a unique value
     * @throws IllegalArgumentException if the value carries an id or a version: it was stored before
     */
    T create(T value);

    /** As {@link #create(Record)} for up to 10,000 records, all or none; faults name the place ({@code records[3].amount}). */
    List<T> createAll(List<T> values);

    /**
     * Writes every mapped attribute of the record whose id the value carries; null empties. Where the type maps the version, the record must still
     * have it.
     *
     * @return the record as it was stored
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.StaleRecordException if the version is mapped and the record has another
     * @throws dev.crmkit.error.InvalidInputException with every fault, those of Bean Validation ({@code CONSTRAINT_VIOLATED}) among them
     * @throws dev.crmkit.error.DuplicateValueException if another live record holds a unique value
     * @throws IllegalArgumentException if the type does not map the id, or if the id or the mapped version is null
     */
    T update(T value);

    /**
     * The record of that id, live or archived.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    T get(UUID id);

    /** The record of that id, live or archived, if there is one. */
    Optional<T> find(UUID id);

    /**
     * A page of records; the query names attributes by their slugs.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault of the query
     * @throws dev.crmkit.error.CrmException with {@code INVALID_CURSOR} if the cursor is not one of this list
     */
    Page<T> list(ListQuery query);

    /** The same records without the view. */
    RecordStore untyped();
}
