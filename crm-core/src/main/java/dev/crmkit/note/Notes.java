package dev.crmkit.note;

import dev.crmkit.query.Page;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The notes of a workspace: Markdown on one record, or on several of any objects. Thread-safe, except inside a transaction.
 *
 * <p>Whoever sees one of its records sees a note. Whoever may change some records of an object writes on any that they see; a note is changed by its
 * author, or by whoever may change all of its records that they see; a record's pins are set by whoever may change the record. Others get
 * {@code ForbiddenException}.
 *
 * <p>Writing, editing and deleting leave an event on each record of the note and count as its activity. The log never holds the text, so a deleted
 * note is gone. Notes are not part of the search of records.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Notes {
    /** The longest text, in bytes of UTF-8. */
    int MAX_BYTES = 100 * 1024;

    /** The most records that one note is on. */
    int MAX_RECORDS = 20;

    /** The most people and groups that one note mentions. */
    int MAX_MENTIONS = 100;

    /** The most notes that are pinned to one record. */
    int MAX_PINNED = 20;

    /**
     * Writes a note on a record, live or archived.
     *
     * @param markdown not blank, up to {@value #MAX_BYTES} bytes in UTF-8
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.InvalidInputException if the text has faults
     */
    Note write(UUID record, String markdown);

    /**
     * Writes one note on several records.
     *
     * @param records 1 to {@value #MAX_RECORDS}; one that is named twice counts once
     * @throws dev.crmkit.error.NotFoundException if one of the records does not exist
     * @throws dev.crmkit.error.InvalidInputException if the input has faults
     */
    Note write(Collection<UUID> records, String markdown);

    /**
     * Gives a note another text; an equal one changes nothing. The last of two editors wins.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such note
     * @throws dev.crmkit.error.InvalidInputException if the text has faults
     */
    Note edit(UUID note, String markdown);

    /**
     * Gives a note another text if nobody has edited it meanwhile.
     *
     * @param expectedVersion the {@link Note#version} that the editor saw
     * @throws dev.crmkit.error.CrmException with {@code NOTE_STALE} and the current version if it was edited meanwhile; nothing is written
     */
    Note edit(UUID note, String markdown, long expectedVersion);

    /**
     * Deletes a note on all its records; the text is gone for good, and events say that it was there.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such note
     */
    void delete(UUID note);

    /**
     * Pins a note to one of its records; one that is pinned already stays as it is.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such note on that record
     * @throws dev.crmkit.error.InvalidInputException if {@value #MAX_PINNED} notes are pinned to the record already
     */
    Note pin(UUID note, UUID record);

    /**
     * Takes the pin away; a note that is not pinned stays as it is.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such note on that record
     */
    Note unpin(UUID note, UUID record);

    /**
     * The note of that id.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    Note get(UUID note);

    /** The note of that id, if there is one. */
    Optional<Note> find(UUID note);

    /**
     * Those of the notes that are there, in the order of the ids.
     *
     * @param notes up to {@value NoteQuery#MAX_LIMIT}
     */
    List<Note> findAll(Collection<UUID> notes);

    /**
     * The notes of a record, newest first by when they were written.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    Page<Note> list(UUID record, NoteQuery query);

    /**
     * The notes that are pinned to a record, last pinned first; up to {@value #MAX_PINNED}, more only where a merge brought them together.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    List<Note> pinned(UUID record);

    /**
     * The text as HTML that is safe to show: paragraphs, headings, lists, quotes, code, emphasis, and links to http, https and mailto. HTML in the
     * text is shown as text, an image as a link to it, a mention as {@code <a data-mention="user:ID">} without a target.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such note
     */
    String html(UUID note);
}
