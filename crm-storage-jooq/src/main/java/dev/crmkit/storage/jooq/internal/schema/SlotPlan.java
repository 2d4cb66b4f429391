package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.storage.jooq.internal.schema.SlotRows.Component;
import dev.crmkit.storage.jooq.internal.schema.SlotRows.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Works out which slots go on now, who gets one and who gives one back. Not thread-safe. */
final class SlotPlan {
    /** How long somebody may go on reading by an older state: longer than any call that only reads. */
    static final Duration GRACE = Duration.ofHours(1);

    private final Instant now;
    private final Duration idle;
    private final Map<Slot, SlotState> moves = new LinkedHashMap<>();
    private final Map<Component, String> gifts = new LinkedHashMap<>();

    private SlotPlan(Instant now, Duration idle) {
        this.now = now;
        this.idle = idle;
    }

    /** What is due in these. */
    static SlotPlan of(SlotRows rows, Instant now, Duration idle) {
        SlotPlan plan = new SlotPlan(now, idle);
        Map<UUID, List<Slot>> slots = new HashMap<>();
        rows.slots()
                .forEach(slot -> slots.computeIfAbsent(slot.object(), id -> new ArrayList<>())
                        .add(slot));
        Map<UUID, List<Component>> components = new LinkedHashMap<>();
        rows.components()
                .forEach(component -> components
                        .computeIfAbsent(component.object(), id -> new ArrayList<>())
                        .add(component));
        components.forEach((object, own) -> plan.object(slots.getOrDefault(object, List.of()), own));
        return plan;
    }

    /** The states that slots go to. */
    Map<Slot, SlotState> moves() {
        return moves;
    }

    /** The slots that components get, to be filled. */
    Map<Component, String> gifts() {
        return gifts;
    }

    boolean isEmpty() {
        return moves.isEmpty() && gifts.isEmpty();
    }

    /** How long until a slot goes on by itself; null if none waits for that. */
    static @Nullable Duration untilNext(List<Slot> slots, Instant now) {
        return slots.stream()
                .filter(slot -> slot.state().waits())
                .map(slot -> Duration.between(now, slot.since().plus(GRACE)))
                .min(Comparator.naturalOrder())
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .orElse(null);
    }

    private void object(List<Slot> slots, List<Component> components) {
        Map<String, Component> holders = new HashMap<>();
        components.stream().filter(c -> c.slot() != null).forEach(c -> holders.put(c.slot(), c));
        slots.forEach(slot -> goOn(slot, holders.get(slot.slot())));
        Set<String> taken = new HashSet<>();
        slots.forEach(slot -> taken.add(slot.slot()));
        for (SlotFamily family : SlotFamily.values()) {
            List<Slot> own =
                    slots.stream().filter(slot -> family.has(slot.slot())).toList();
            long coming = own.stream().filter(this::isGivenBack).count();
            for (Component wanting : wanting(components, family)) {
                Optional<String> free = family.free(taken);
                if (free.isPresent()) {
                    taken.add(free.get());
                    gifts.put(wanting, free.get());
                } else if (coming > 0) {
                    coming--;
                } else {
                    makeRoom(wanting, own, holders);
                }
            }
        }
    }

    private void goOn(Slot slot, @Nullable Component holder) {
        boolean waited = !now.isBefore(slot.since().plus(GRACE));
        boolean unwanted = holder == null || holder.wish() == IndexWish.NEVER;
        SlotState next = switch (slot.state()) {
            case FILLING -> unwanted ? SlotState.RELEASING : slot.state();
            case SETTLING -> unwanted ? SlotState.CLOSING : waited ? SlotState.READY : slot.state();
            case READY -> unwanted ? SlotState.CLOSING : slot.state();
            case CLOSED -> waited ? SlotState.RELEASING : slot.state();
            case CLOSING, RELEASING -> slot.state();
        };
        if (next != slot.state()) {
            moves.put(slot, next);
        }
    }

    private SlotState state(Slot slot) {
        return moves.getOrDefault(slot, slot.state());
    }

    private boolean isGivenBack(Slot slot) {
        return switch (state(slot)) {
            case CLOSING, CLOSED, RELEASING -> true;
            case FILLING, SETTLING, READY -> false;
        };
    }

    /** Those that want a slot of the family and have none, the most urgent first. */
    private List<Component> wanting(List<Component> components, SlotFamily family) {
        return components.stream()
                .filter(c -> c.slot() == null && SlotFamily.of(c.kind(), c.single()) == family)
                .filter(c -> c.wish() == IndexWish.ALWAYS
                        || (c.wish() == IndexWish.AS_NEEDED && c.lastUsed() != null && !isIdle(c.lastUsed())))
                .sorted(Comparator.comparing(Component::wish)
                        .thenComparing(Component::lastUsed, Comparator.nullsLast(Comparator.reverseOrder())))
                .toList();
    }

    /** The one that was not used for longest makes room, if that is long enough for the one that wants it. */
    private void makeRoom(Component wanting, List<Slot> own, Map<String, Component> holders) {
        own.stream()
                .filter(slot -> state(slot) == SlotState.READY)
                .filter(slot -> {
                    Component holder = holders.get(slot.slot());
                    return holder != null && holder.wish() == IndexWish.AS_NEEDED;
                })
                .min(Comparator.comparing(slot -> lastUse(slot, holders)))
                .filter(slot -> wanting.wish() == IndexWish.ALWAYS || isIdle(lastUse(slot, holders)))
                .ifPresent(slot -> moves.put(slot, SlotState.CLOSING));
    }

    private static Instant lastUse(Slot slot, Map<String, Component> holders) {
        Component holder = holders.get(slot.slot());
        Instant used = holder == null ? null : holder.lastUsed();
        return used == null || used.isBefore(slot.since()) ? slot.since() : used;
    }

    private boolean isIdle(Instant last) {
        return last.isBefore(now.minus(idle));
    }
}
