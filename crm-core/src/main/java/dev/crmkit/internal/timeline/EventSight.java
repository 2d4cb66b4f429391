package dev.crmkit.internal.timeline;

import dev.crmkit.event.Change;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.Access;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Power;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events as an actor sees them: those of records that it reads, without what is hidden from it. */
public final class EventSight {
    private static final Set<String> OF_TWO_RECORDS = Set.of(
            EventTypes.RELATION_LINKED,
            EventTypes.RELATION_UNLINKED,
            EventTypes.DUPLICATE_DISMISSED,
            EventTypes.DUPLICATE_REINSTATED);

    private static final Set<String> LISTED = Set.of(
            EventTypes.LIST_CHANGED, EventTypes.LIST_JOINED, EventTypes.LIST_LEFT, EventTypes.LIST_ENTRY_CHANGED);

    /** Their conditions may be about anything: only for who is above all rules. */
    private static final Set<String> OF_CONDITIONS = Set.of(
            EventTypes.VIEW_CHANGED, EventTypes.EXPORT_STARTED, EventTypes.EXPORT_FINISHED, EventTypes.EXPORT_DELETED);

    private static final String ATTRIBUTES = "attributes";
    private static final Set<String> OF_MERGES =
            Set.of(EventTypes.RECORD_MERGED, EventTypes.RECORD_MERGED_INTO, EventTypes.RECORD_UNMERGED);
    private static final String MERGED = "merged";
    private static final String SURVIVOR = "survivor";

    private final Tx tx;
    private final Access access;
    private final boolean exporting;

    /** What the actor sees. */
    public EventSight(Tx tx) {
        this(tx, false);
    }

    private EventSight(Tx tx, boolean exporting) {
        this.tx = tx;
        this.access = tx.access();
        this.exporting = exporting;
    }

    /** What the actor may take out: of records that it reads, those that {@link Verb#EXPORT} reaches too. */
    public static EventSight ofExports(Tx tx) {
        return new EventSight(tx, true);
    }

    /** Whether every event is shown. */
    boolean isWhole() {
        return access.isUnrestricted();
    }

    /** Those of the events that the actor sees, in the same order. */
    List<Shown> show(List<StoredEvent> events) {
        Set<UUID> readable = access.isUnrestricted() ? Set.of() : readable(events);
        List<Shown> shown = new ArrayList<>();
        for (StoredEvent event : events) {
            if (isShown(event, readable)) {
                shown.add(new Shown(event, decode(event, readable)));
            }
        }
        return shown;
    }

    /**
     * An event that the actor sees. Immutable.
     *
     * @param stored as it is kept
     * @param event as it is shown
     */
    record Shown(StoredEvent stored, CrmEvent event) {}

    private Set<UUID> readable(List<StoredEvent> events) {
        Set<UUID> named = new HashSet<>();
        for (StoredEvent event : events) {
            UUID record = event.recordId();
            if (record != null) {
                named.add(record);
            }
            named.addAll(ends(event));
            named.addAll(merged(event));
        }
        Map<UUID, RecordLabel> labels = Aliases.labels(tx, named);
        if (!exporting) {
            return labels.keySet();
        }
        Map<UUID, Set<UUID>> byObject = new LinkedHashMap<>();
        labels.values()
                .forEach(label -> byObject.computeIfAbsent(label.objectId(), object -> new HashSet<>())
                        .add(label.id()));
        Set<UUID> exported = new HashSet<>();
        byObject.forEach((object, ids) -> exported.addAll(Gate.permitted(tx, object, Verb.EXPORT, ids)));
        Set<UUID> readable = new HashSet<>();
        labels.forEach((id, label) -> {
            if (exported.contains(label.id())) {
                readable.add(id);
            }
        });
        return readable;
    }

    /** The two records of an event about two. */
    private static List<UUID> ends(StoredEvent event) {
        if (!OF_TWO_RECORDS.contains(event.type())) {
            return List.of();
        }
        Map<String, Object> details = Json.readObject(event.details());
        if (details.isEmpty()) {
            // The contents went when one of the records was erased.
            return List.of();
        }
        return List.of(
                UUID.fromString(Json.requiredText(details, "from")), UUID.fromString(Json.requiredText(details, "to")));
    }

    /** The other records of an event about a merge; they may be records of their own again. */
    private static List<UUID> merged(StoredEvent event) {
        List<UUID> ids = new ArrayList<>();
        if (OF_MERGES.contains(event.type())) {
            Map<String, Object> details = Json.readObject(event.details());
            Json.list(details, MERGED).forEach(id -> ids.add(UUID.fromString(id.toString())));
            String survivor = Json.text(details, SURVIVOR);
            if (survivor != null) {
                ids.add(UUID.fromString(survivor));
            }
        }
        return ids;
    }

    private boolean isShown(StoredEvent event, Set<UUID> readable) {
        if (access.isUnrestricted()) {
            return true;
        }
        UUID record = event.recordId();
        if (OF_CONDITIONS.contains(event.type())) {
            // A personal view is its owner's alone, too.
            return false;
        }
        if (record == null) {
            return !namesUnseenList(event)
                    && access.has(
                            switch (event.type()) {
                                case EventTypes.SCHEMA_CHANGED,
                                        EventTypes.SCORE_DEFINED,
                                        EventTypes.PIPELINE_CHANGED,
                                        EventTypes.OBJECT_PLACED -> Power.MANAGE_SCHEMA;
                                case EventTypes.MEMBER_CHANGED -> Power.MANAGE_MEMBERS;
                                case EventTypes.LIST_CHANGED -> Power.MANAGE_LISTS;
                                default -> Power.MANAGE_SETTINGS;
                            });
        }
        return readable.contains(record)
                && readable.containsAll(ends(event))
                && !saysOnlyWhatIsHidden(event)
                && !suspectsWhatIsHidden(event)
                && !namesUnseenList(event);
    }

    /** What happens in a list is told to those alone who see the list. */
    private boolean namesUnseenList(StoredEvent event) {
        if (!LISTED.contains(event.type())) {
            return false;
        }
        String list = Json.text(Json.readObject(event.details()), "list");
        return list == null || tx.lists().find(list).filter(access::sees).isEmpty();
    }

    /** That there is a duplicate is told to those alone who would be told which: who read all records of the object, and what the rules are about. */
    private boolean suspectsWhatIsHidden(StoredEvent event) {
        UUID objectId = event.objectId();
        if (!event.type().equals(EventTypes.DUPLICATE_SUSPECTED) || objectId == null) {
            return false;
        }
        Optional<DefinedObject> object = access.schema().find(objectId);
        return object.isEmpty()
                || !access.reachesAll(objectId, Verb.READ)
                || object.get().matchRules().stream().anyMatch(rule -> {
                    UUID within = rule.within();
                    return access.isHidden(rule.attribute()) || (within != null && access.isHidden(within));
                });
    }

    private boolean saysOnlyWhatIsHidden(StoredEvent event) {
        if (ChannelEvents.TYPES.contains(event.type())) {
            Map<String, Object> details = Json.readObject(event.details());
            return details.containsKey(ATTRIBUTES)
                    && slugs(Objects.requireNonNull(event.objectId()), details).isEmpty();
        }
        if (!event.type().equals(EventTypes.RECORD_UPDATED)) {
            return false;
        }
        Set<String> changed = Json.readObject(event.changes()).keySet();
        return !changed.isEmpty()
                && changed.stream().allMatch(key -> !key.startsWith("@") && access.isHidden(UUID.fromString(key)));
    }

    /** The attributes that said the address which the event is about, of those that the actor sees; whoever sees none sees no such event. */
    private List<String> slugs(UUID objectId, Map<String, Object> details) {
        List<Object> ids = Json.list(details, ATTRIBUTES);
        return access.view().find(objectId).stream()
                .flatMap(object -> object.attributes().stream())
                .filter(attribute -> ids.contains(attribute.id().toString()))
                .map(CrmAttribute::slug)
                .toList();
    }

    private CrmEvent decode(StoredEvent stored, Set<UUID> readable) {
        UUID objectId = stored.objectId();
        Optional<DefinedObject> object =
                objectId == null ? Optional.empty() : access.view().find(objectId);
        Map<String, Object> details = Json.readObject(stored.details());
        if (objectId != null && !access.isNamed(objectId)) {
            details.remove("displayName");
        }
        if (objectId != null && ChannelEvents.TYPES.contains(stored.type()) && details.containsKey(ATTRIBUTES)) {
            details.put(ATTRIBUTES, slugs(objectId, details));
        }
        if (!access.isUnrestricted() && !readable.containsAll(merged(stored))) {
            details.computeIfPresent(
                    MERGED,
                    (key, ids) -> ((List<?>) ids)
                            .stream()
                                    .filter(id -> readable.contains(UUID.fromString(id.toString())))
                                    .toList());
            details.computeIfPresent(
                    SURVIVOR, (key, id) -> readable.contains(UUID.fromString(id.toString())) ? id : null);
        }
        return new CrmEvent(
                stored.id(),
                stored.type(),
                stored.recordId(),
                object.map(DefinedObject::slug).orElse(null),
                stored.recordVersion(),
                stored.actor(),
                stored.cause(),
                stored.occurredAt(),
                object.map(o -> changes(o, Json.readObject(stored.changes()))).orElse(Map.of()),
                details,
                stored.channel());
    }

    private Map<String, Change> changes(DefinedObject object, Map<String, Object> stored) {
        Map<String, Change> changes = new LinkedHashMap<>();
        for (CrmAttribute attribute : object.attributes()) {
            if (stored.get(attribute.id().toString()) instanceof List<?> pair) {
                changes.put(
                        attribute.slug(), new Change(restore(attribute, pair.get(0)), restore(attribute, pair.get(1))));
            }
        }
        stored.forEach((key, value) -> {
            if (key.startsWith("@") && value instanceof List<?> pair) {
                changes.put(key, new Change(pair.get(0), pair.get(1)));
            }
        });
        return changes;
    }

    private @Nullable Object restore(CrmAttribute attribute, @Nullable Object stored) {
        if (stored == null) {
            return null;
        }
        AttributeType type = tx.types().get(attribute.spec().type());
        try {
            return type.restore(attribute.spec(), stored);
        } catch (InvalidValueException | ClassCastException | IllegalArgumentException | DateTimeException e) {
            // The attribute had another type when this was written; the log shows what was stored.
            return stored;
        }
    }
}
