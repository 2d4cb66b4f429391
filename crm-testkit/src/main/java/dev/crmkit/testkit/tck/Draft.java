package dev.crmkit.testkit.tck;

import dev.crmkit.model.Actor;
import dev.crmkit.model.RecordState;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.spi.storage.UniqueKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record while a test makes it up. Not thread-safe. */
final class Draft {
    static final Instant MADE = Instant.parse("2026-03-01T09:00:00.123456Z");

    final UUID object;
    final UUID id;
    private final Map<Field.Attribute, IndexValue> index = new LinkedHashMap<>();
    private final List<UniqueKey> taken = new ArrayList<>();
    private final List<UniqueKey> released = new ArrayList<>();
    private boolean isNew = true;
    private long version = 1;
    private String name = "";
    private @Nullable String owner;
    private @Nullable String assignee;
    private @Nullable String source;
    private Instant createdAt = MADE;
    private Instant updatedAt = MADE;
    private @Nullable Instant archivedAt;
    private String values = "{}";
    private String longValues = "";
    private String search = "";

    Draft(UUID object, UUID id) {
        this.object = object;
        this.id = id;
    }

    /** The next version of a record that is stored, with no values or keys yet. */
    static Draft after(StoredRecord record) {
        Draft next = new Draft(record.objectId(), record.id());
        next.isNew = false;
        next.version = record.version() + 1;
        next.name = record.displayName();
        next.owner = record.state().owner();
        next.assignee = record.state().assignee();
        next.source = record.state().source();
        next.createdAt = record.state().createdAt();
        next.updatedAt = record.state().updatedAt();
        next.archivedAt = record.state().archivedAt();
        next.values = record.values();
        next.longValues = record.longValues();
        return next;
    }

    Draft named(String name) {
        this.name = name;
        return this;
    }

    Draft owner(@Nullable String owner) {
        this.owner = owner;
        return this;
    }

    Draft assignee(@Nullable String assignee) {
        this.assignee = assignee;
        return this;
    }

    Draft source(@Nullable String source) {
        this.source = source;
        return this;
    }

    Draft createdAt(Instant instant) {
        createdAt = instant;
        return this;
    }

    Draft updatedAt(Instant instant) {
        updatedAt = instant;
        return this;
    }

    Draft archived(@Nullable Instant instant) {
        archivedAt = instant;
        return this;
    }

    Draft with(Field.Attribute field, @Nullable IndexValue value) {
        if (value != null) {
            index.put(field, value);
        }
        return this;
    }

    Draft text(Field.Attribute field, String text) {
        return with(field, IndexValue.Text.of(text));
    }

    Draft values(String json) {
        values = json;
        return this;
    }

    Draft longValues(String json) {
        longValues = json;
        return this;
    }

    Draft search(String text) {
        search = TextFolding.fold(text);
        return this;
    }

    Draft takes(UniqueKey... keys) {
        taken.addAll(List.of(keys));
        return this;
    }

    Draft releases(UniqueKey... keys) {
        released.addAll(List.of(keys));
        return this;
    }

    RecordWrite write() {
        RecordState state = new RecordState(
                owner, assignee, source, createdAt, Actor.user("ada"), updatedAt, archivedAt, updatedAt);
        StoredRecord record =
                new StoredRecord(id, object, version, name, state, values, longValues, Json.of("by", "ada"));
        return new RecordWrite(record, isNew, index, search, taken, released);
    }
}
