package dev.crmkit.internal.note;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.StorableText;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.record.RecordRefs;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.model.RecordRef;
import dev.crmkit.note.Mention;
import dev.crmkit.note.Note;
import dev.crmkit.note.NoteQuery;
import dev.crmkit.note.Notes;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Notes, kept as items: a copy on each record. */
public final class NoteService implements Notes {
    private static final String PIN = "note.pin";
    private static final int MOST_ITEMS = 10_000;

    private final Transactions transactions;

    /** The notes of the workspace that the transactions are of. */
    public NoteService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Note write(UUID record, String markdown) {
        return write(List.of(record), markdown);
    }

    @Override
    public Note write(Collection<UUID> records, String markdown) {
        Set<UUID> ids = new LinkedHashSet<>(records);
        List<Violation> faults = new ArrayList<>();
        if (ids.isEmpty() || ids.size() > MAX_RECORDS) {
            faults.add(new Violation(
                    "records",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "a note is on 1 to " + MAX_RECORDS + " records, not on " + ids.size()
                            + ". Write another note for the rest"));
        }
        List<Mention> mentions = check("write a note", markdown, faults);
        return transactions.write(tx -> {
            Map<UUID, StoredRecord> readable = new RecordGate(tx).readable(ids);
            ids.stream().filter(id -> !readable.containsKey(id)).findFirst().ifPresent(id -> {
                throw RecordGate.unknown(id);
            });
            Map<UUID, StoredRecord> found = RecordGate.byOwnId(ids, readable);
            NoteRights.requireToWrite(tx, found.values());
            UUID note = tx.newId();
            List<NoteCopy> copies = new ArrayList<>();
            for (UUID id : found.keySet()) {
                copies.add(new NoteCopy(
                        tx.newId(),
                        note,
                        id,
                        found.size() > 1,
                        markdown,
                        mentions,
                        1,
                        tx.actor(),
                        tx.now(),
                        null,
                        null));
            }
            tx.storage().items().insert(copies.stream().map(NoteCopy::store).toList());
            tell(tx, EventTypes.NOTE_WRITTEN, found.values(), copies.get(0), null);
            if (!mentions.isEmpty()) {
                Addressed.tell(tx, note, List.copyOf(found.values()), mentions);
            }
            return note(copies.get(0), refs(tx, copies, found), Set.of());
        });
    }

    private static List<Mention> check(String what, String markdown, List<Violation> faults) {
        Objects.requireNonNull(markdown, "markdown");
        int bytes = markdown.getBytes(StandardCharsets.UTF_8).length;
        List<Mention> mentions = List.of();
        if (markdown.isBlank()) {
            faults.add(new Violation("markdown", ErrorCode.VALUE_REQUIRED, "has no text. Write something"));
        } else if (bytes > MAX_BYTES) {
            faults.add(new Violation(
                    "markdown",
                    ErrorCode.VALUE_TOO_LONG,
                    "has " + bytes + " bytes; the limit is " + MAX_BYTES + ". Attach a longer text as a file"));
        } else if (!StorableText.isStorable(markdown)) {
            faults.add(new Violation(
                    "markdown",
                    ErrorCode.VALUE_MALFORMED,
                    "has U+0000 or half of a surrogate pair in it, which cannot be stored. Take it out"));
        } else {
            mentions = new Markdown(markdown).mentions();
            if (mentions.size() > MAX_MENTIONS) {
                faults.add(new Violation(
                        "markdown",
                        ErrorCode.VALUE_TOO_LONG,
                        "mentions " + mentions.size() + " users and groups; the limit is " + MAX_MENTIONS
                                + ". Mention a group instead"));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
        return mentions;
    }

    /** The event on each record of a note, and its activity. The text stays out of the log, which is for ever. */
    private static void tell(
            Tx tx, String type, Collection<StoredRecord> records, NoteCopy note, @Nullable NoteCopy before) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("note", note.note().toString());
        details.put("version", note.version());
        if (before != null) {
            details.put("hashBefore", CallText.fingerprint(before.text()));
        }
        details.put("hash", CallText.fingerprint(note.text()));
        if (!note.mentions().isEmpty()) {
            details.put(
                    "mentions", note.mentions().stream().map(NoteCopy::mention).toList());
        }
        EventLog log = new EventLog(tx);
        records.forEach(record -> log.add(type, record, details));
        log.write();
        tx.touch(records.stream().map(StoredRecord::id).toList(), tx.now());
    }

    @Override
    public Note edit(UUID note, String markdown) {
        return edit(note, markdown, Optional.empty());
    }

    @Override
    public Note edit(UUID note, String markdown, long expectedVersion) {
        return edit(note, markdown, Optional.of(expectedVersion));
    }

    private Note edit(UUID id, String markdown, Optional<Long> expectedVersion) {
        List<Mention> mentions = check("edit note " + id, markdown, new ArrayList<>());
        return transactions.write(tx -> {
            Held held = lock(tx, id);
            NoteCopy before = held.copies().get(0);
            NoteRights.requireToChange(tx, before, held.readable().values());
            expectedVersion.filter(version -> version != before.version()).ifPresent(version -> {
                throw new CrmException(
                        ErrorCode.NOTE_STALE,
                        "Note " + id + " is at version " + before.version() + ", not at the expected " + version
                                + ". Read it again and decide anew",
                        Map.of("note", id, "expectedVersion", version, "currentVersion", before.version()),
                        null);
            });
            if (before.text().equals(markdown)) {
                return shown(tx, held.copies(), held.readable());
            }
            List<NoteCopy> copies = held.copies().stream()
                    .map(copy -> copy.edited(markdown, mentions, tx.actor(), tx.now()))
                    .toList();
            tx.storage().items().update(copies.stream().map(NoteCopy::store).toList());
            Collection<StoredRecord> records = all(tx, copies);
            tell(tx, EventTypes.NOTE_EDITED, records, copies.get(0), before);
            List<Mention> added = mentions.stream()
                    .filter(mention -> before.mentions().stream()
                            .noneMatch(old ->
                                    old.kind() == mention.kind() && old.id().equals(mention.id())))
                    .toList();
            if (!added.isEmpty()) {
                Addressed.tell(tx, id, List.copyOf(records), added);
            }
            return shown(tx, copies, held.readable());
        });
    }

    /**
     * A note that nobody else changes. Immutable.
     *
     * @param copies on all its records, at least one
     * @param readable those of the records that the actor may see, at least one
     */
    private record Held(List<NoteCopy> copies, Map<UUID, StoredRecord> readable) {}

    private static Held lock(Tx tx, UUID note) {
        Objects.requireNonNull(note, "note");
        List<UUID> ids = copies(tx, Set.of(note)).stream().map(NoteCopy::item).toList();
        List<NoteCopy> copies = ids.isEmpty()
                ? List.of()
                : tx.storage().items().lock(ids).stream().map(NoteCopy::read).toList();
        Map<UUID, StoredRecord> readable = readable(tx, copies);
        if (readable.isEmpty()) {
            throw unknown(note);
        }
        return new Held(copies, readable);
    }

    private static Map<UUID, StoredRecord> readable(Tx tx, Collection<NoteCopy> copies) {
        return copies.isEmpty()
                ? Map.of()
                : new RecordGate(tx)
                        .readable(copies.stream().map(NoteCopy::record).collect(Collectors.toSet()));
    }

    /** All records of a note, also those that the actor may not see: they are not the caller's choice, and the log of each is whole. */
    private static Collection<StoredRecord> all(Tx tx, Collection<NoteCopy> copies) {
        return tx.records().load(copies.stream().map(NoteCopy::record).collect(Collectors.toSet()));
    }

    private static NotFoundException unknown(UUID note) {
        return new NotFoundException(
                ErrorCode.NOTE_NOT_FOUND,
                "There is no note " + note + ". It may have been deleted; list the notes anew",
                Map.of("note", note));
    }

    @Override
    public void delete(UUID note) {
        transactions.write(tx -> {
            Held held = lock(tx, note);
            NoteRights.requireToChange(tx, held.copies().get(0), held.readable().values());
            List<UUID> gone = new ArrayList<>();
            held.copies().forEach(copy -> gone.add(copy.item()));
            tx.storage()
                    .items()
                    .list(ItemQuery.withKeys(PIN, Set.of(note.toString()), MOST_ITEMS))
                    .forEach(pin -> gone.add(pin.id()));
            tx.storage().items().remove(gone);
            tell(
                    tx,
                    EventTypes.NOTE_DELETED,
                    all(tx, held.copies()),
                    held.copies().get(0),
                    null);
            return note;
        });
    }

    @Override
    public Note pin(UUID note, UUID record) {
        return setPin(note, record, true);
    }

    @Override
    public Note unpin(UUID note, UUID record) {
        return setPin(note, record, false);
    }

    private Note setPin(UUID note, UUID record, boolean wanted) {
        Objects.requireNonNull(record, "record");
        return transactions.write(tx -> {
            Held held = lock(tx, note);
            StoredRecord pinnedTo = held.readable().get(record);
            if (pinnedTo == null) {
                pinnedTo =
                        held.readable().get(new RecordGate(tx).readable(record).id());
            }
            if (pinnedTo == null) {
                throw RecordGate.unknown(record);
            }
            UUID own = pinnedTo.id();
            new RecordGate(tx).requireChangeable(List.of(pinnedTo));
            // Pins of one record are set one after the other, or two callers could pass the limit together.
            tx.storage().ledger().lock(PIN + ":" + own);
            List<StoredItem> pins = pins(tx, own);
            List<UUID> existing = pins.stream()
                    .filter(pin -> pin.key().equals(note.toString()))
                    .map(StoredItem::id)
                    .toList();
            if (existing.isEmpty() == wanted) {
                if (wanted) {
                    checkPins(own, pins.size());
                    tx.storage()
                            .items()
                            .insert(List.of(new StoredItem(tx.newId(), PIN, own, note.toString(), tx.now(), "")));
                } else {
                    tx.storage().items().remove(existing);
                }
                new EventLog(tx)
                        .add(
                                wanted ? EventTypes.NOTE_PINNED : EventTypes.NOTE_UNPINNED,
                                pinnedTo,
                                Map.of("note", note.toString()))
                        .write();
            }
            return shown(tx, held.copies(), held.readable());
        });
    }

    private static void checkPins(UUID record, int pins) {
        if (pins >= MAX_PINNED) {
            throw new InvalidInputException(
                    "pin a note to record " + record,
                    List.of(new Violation(
                            "record",
                            ErrorCode.VALUE_OUT_OF_RANGE,
                            "has " + pins + " pinned notes, the limit. Unpin one of them first")));
        }
    }

    private static List<StoredItem> pins(Tx tx, UUID record) {
        return tx.storage().items().list(new ItemQuery(PIN, Set.of(record), Set.of(), true, null, MOST_ITEMS));
    }

    @Override
    public Note get(UUID note) {
        return find(note).orElseThrow(() -> unknown(note));
    }

    @Override
    public Optional<Note> find(UUID note) {
        return findAll(List.of(note)).stream().findFirst();
    }

    @Override
    public List<Note> findAll(Collection<UUID> notes) {
        Set<UUID> wanted = new LinkedHashSet<>(notes);
        if (wanted.size() > NoteQuery.MAX_LIMIT) {
            throw new InvalidInputException(
                    "find notes",
                    List.of(new Violation(
                            "notes",
                            ErrorCode.QUERY_LIMIT,
                            wanted.size() + " ids are more than the " + NoteQuery.MAX_LIMIT
                                    + " of one call. Split them")));
        }
        if (wanted.isEmpty()) {
            return List.of();
        }
        return transactions.read(tx -> {
            List<NoteCopy> copies = copies(tx, wanted);
            return inOrder(tx, wanted, copies, readable(tx, copies));
        });
    }

    @Override
    public Page<Note> list(UUID record, NoteQuery query) {
        Objects.requireNonNull(record, "record");
        if (query.limit() < 1 || query.limit() > NoteQuery.MAX_LIMIT) {
            throw new InvalidInputException(
                    "list notes",
                    List.of(new Violation(
                            "limit",
                            ErrorCode.QUERY_LIMIT,
                            "must be 1 to " + NoteQuery.MAX_LIMIT + ", not " + query.limit())));
        }
        return transactions.read(tx -> {
            String list = CallText.fingerprint("notes", tx.workspace().id(), record);
            return page(tx, record, list, query);
        });
    }

    private static Page<Note> page(Tx tx, UUID record, String list, NoteQuery query) {
        String cursor = query.cursor();
        ItemQuery.Place after = cursor == null ? null : place(CursorCodec.open(tx, list, cursor));
        List<StoredItem> items = tx.storage()
                .items()
                .list(new ItemQuery(NoteCopy.KIND, Set.of(record), Set.of(), true, after, query.limit() + 1));
        if (items.isEmpty()) {
            UUID own = new RecordGate(tx).readable(record).id();
            return own.equals(record) ? new Page<>(List.of(), null, null) : page(tx, own, list, query);
        }
        boolean more = items.size() > query.limit();
        List<NoteCopy> page =
                items.stream().limit(query.limit()).map(NoteCopy::read).toList();
        List<Note> notes = ofRecord(tx, record, page);
        return new Page<>(notes, more ? CursorCodec.seal(tx, list, place(page.get(page.size() - 1))) : null, null);
    }

    private static List<Object> place(NoteCopy last) {
        return List.of(last.writtenAt().toString(), last.item().toString());
    }

    private static ItemQuery.Place place(List<@Nullable Object> place) {
        return new ItemQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }

    @Override
    public List<Note> pinned(UUID record) {
        Objects.requireNonNull(record, "record");
        return transactions.read(tx -> pinned(tx, record));
    }

    private static List<Note> pinned(Tx tx, UUID record) {
        Set<String> keys =
                pins(tx, record).stream().map(StoredItem::key).collect(Collectors.toCollection(LinkedHashSet::new));
        if (keys.isEmpty()) {
            UUID own = new RecordGate(tx).readable(record).id();
            return own.equals(record) ? List.of() : pinned(tx, own);
        }
        Map<String, NoteCopy> byKey = new HashMap<>();
        tx.storage()
                .items()
                .list(new ItemQuery(NoteCopy.KIND, Set.of(record), keys, true, null, MOST_ITEMS))
                .forEach(item -> byKey.put(item.key(), NoteCopy.read(item)));
        return ofRecord(
                tx,
                record,
                keys.stream().map(byKey::get).filter(Objects::nonNull).toList());
    }

    /** The notes of these copies on one record, in their order. */
    private static List<Note> ofRecord(Tx tx, UUID record, List<NoteCopy> here) {
        Set<UUID> ids = here.stream().map(NoteCopy::note).collect(Collectors.toCollection(LinkedHashSet::new));
        Set<UUID> shared =
                here.stream().filter(NoteCopy::shared).map(NoteCopy::note).collect(Collectors.toSet());
        List<NoteCopy> copies = new ArrayList<>(here);
        if (!shared.isEmpty()) {
            copies.removeIf(NoteCopy::shared);
            copies.addAll(copies(tx, shared));
        }
        Set<UUID> records = new HashSet<>(Set.of(record));
        copies.forEach(copy -> records.add(copy.record()));
        Map<UUID, StoredRecord> readable = new RecordGate(tx).readable(records);
        if (!readable.containsKey(record)) {
            throw RecordGate.unknown(record);
        }
        return inOrder(tx, ids, copies, readable);
    }

    private static List<NoteCopy> copies(Tx tx, Set<UUID> notes) {
        return tx
                .storage()
                .items()
                .list(ItemQuery.withKeys(
                        NoteCopy.KIND, notes.stream().map(UUID::toString).collect(Collectors.toSet()), MOST_ITEMS))
                .stream()
                .map(NoteCopy::read)
                .toList();
    }

    private static Note shown(Tx tx, List<NoteCopy> copies, Map<UUID, StoredRecord> readable) {
        return inOrder(tx, Set.of(copies.get(0).note()), copies, readable).get(0);
    }

    /** The notes of the copies in the order of the ids, without those that are on no record that the actor may see. */
    private static List<Note> inOrder(
            Tx tx, Set<UUID> ids, Collection<NoteCopy> copies, Map<UUID, StoredRecord> readable) {
        Map<UUID, List<NoteCopy>> byNote = copies.stream()
                .filter(copy -> readable.containsKey(copy.record()))
                .collect(Collectors.groupingBy(NoteCopy::note));
        if (byNote.isEmpty()) {
            return List.of();
        }
        Map<UUID, Set<UUID>> pinnedTo = new LinkedHashMap<>();
        tx.storage()
                .items()
                .list(ItemQuery.withKeys(
                        PIN, byNote.keySet().stream().map(UUID::toString).collect(Collectors.toSet()), MOST_ITEMS))
                .forEach(pin -> pinnedTo.computeIfAbsent(UUID.fromString(pin.key()), key -> new LinkedHashSet<>())
                        .add(Objects.requireNonNull(pin.recordId())));
        List<Note> notes = new ArrayList<>();
        for (UUID id : ids) {
            List<NoteCopy> ofNote = byNote.get(id);
            if (ofNote != null) {
                Set<UUID> pins = new LinkedHashSet<>(pinnedTo.getOrDefault(id, Set.of()));
                pins.retainAll(readable.keySet());
                notes.add(note(ofNote.get(0), refs(tx, ofNote, readable), pins));
            }
        }
        return notes;
    }

    private static List<RecordRef> refs(Tx tx, Collection<NoteCopy> copies, Map<UUID, StoredRecord> readable) {
        Map<UUID, RecordRef> refs = new TreeMap<>();
        for (NoteCopy copy : copies) {
            StoredRecord record = readable.get(copy.record());
            if (record != null) {
                refs.put(record.id(), RecordRefs.of(tx, record));
            }
        }
        return List.copyOf(refs.values());
    }

    private static Note note(NoteCopy copy, List<RecordRef> records, Set<UUID> pinnedTo) {
        return new Note(
                copy.note(),
                copy.text(),
                records,
                copy.mentions(),
                pinnedTo,
                copy.version(),
                copy.author(),
                copy.writtenAt(),
                copy.editedBy(),
                copy.editedAt());
    }

    @Override
    public String html(UUID note) {
        return new Markdown(get(note).text()).html();
    }
}
