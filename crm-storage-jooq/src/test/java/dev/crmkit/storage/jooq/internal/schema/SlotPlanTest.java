package dev.crmkit.storage.jooq.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.storage.jooq.internal.schema.SlotRows.Component;
import dev.crmkit.storage.jooq.internal.schema.SlotRows.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotPlanTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final Duration IDLE = Duration.ofDays(30);
    private static final UUID OBJECT = new UUID(1, 1);

    private final List<Slot> slots = new ArrayList<>();
    private final List<Component> components = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "FILLING, AS_NEEDED, 100, FILLING",
        "SETTLING, AS_NEEDED, 59, SETTLING",
        "SETTLING, AS_NEEDED, 60, READY",
        "READY, AS_NEEDED, 100, READY",
        "CLOSING, AS_NEEDED, 100, CLOSING",
        "CLOSED, AS_NEEDED, 59, CLOSED",
        "CLOSED, AS_NEEDED, 60, RELEASING",
        "RELEASING, AS_NEEDED, 100, RELEASING",
        "FILLING, NEVER, 0, RELEASING",
        "SETTLING, NEVER, 0, CLOSING",
        "READY, NEVER, 0, CLOSING",
        "CLOSED, NEVER, 59, CLOSED",
        "READY, ALWAYS, 100000, READY"
    })
    void a_slot_goes_on_by_time_or_because_it_is_not_wanted_any_more(
            SlotState state, IndexWish wish, int minutes, SlotState after) {
        slot("n1", state, NOW.minus(Duration.ofMinutes(minutes)));
        holder("n1", wish, NOW);

        assertThat(plan().moves().values()).containsExactlyElementsOf(state == after ? List.of() : List.of(after));
        assertThat(plan().gifts()).isEmpty();
    }

    @Test
    void a_slot_that_nobody_has_any_more_is_given_back() {
        slot("n1", SlotState.CLOSED, NOW.minus(Duration.ofHours(1)));
        holder("n2", IndexWish.AS_NEEDED, NOW);
        slot("n2", SlotState.READY, NOW);

        assertThat(states()).isEqualTo(Map.of("n1", SlotState.RELEASING));
    }

    @Test
    void whoever_was_used_lately_gets_a_free_slot() {
        Component used = wanting(IndexWish.AS_NEEDED, NOW.minus(Duration.ofDays(29)));
        wanting(IndexWish.AS_NEEDED, NOW.minus(Duration.ofDays(31)));
        wanting(IndexWish.AS_NEEDED, null);
        wanting(IndexWish.NEVER, NOW);

        assertThat(plan().gifts()).isEqualTo(Map.of(used, "n1"));
    }

    @Test
    void whoever_is_always_wanted_comes_first_and_then_who_was_used_last() {
        for (int i = 1; i <= 6; i++) {
            taken("n" + i, NOW);
        }
        Component earlier = wanting(IndexWish.AS_NEEDED, NOW.minusSeconds(60));
        Component later = wanting(IndexWish.AS_NEEDED, NOW.minusSeconds(1));
        Component always = wanting(IndexWish.ALWAYS, null);

        assertThat(plan().gifts()).isEqualTo(Map.of(always, "n7", later, "n8"));
        assertThat(plan().gifts()).doesNotContainKey(earlier);
        assertThat(plan().moves()).isEmpty();
    }

    @Test
    void the_one_that_was_idle_for_longest_makes_room_once_it_is_idle_long_enough() {
        for (int i = 1; i <= 8; i++) {
            taken("n" + i, NOW.minus(Duration.ofDays(20 + i)));
        }
        wanting(IndexWish.AS_NEEDED, NOW);
        assertThat(plan().isEmpty()).isTrue();

        components.set(4, used(components.get(4), NOW.minus(Duration.ofDays(40))));
        assertThat(states()).isEqualTo(Map.of("n5", SlotState.CLOSING));
    }

    @Test
    void a_slot_that_nobody_used_since_it_became_ready_counts_from_there() {
        for (int i = 1; i <= 8; i++) {
            slot("n" + i, SlotState.READY, NOW.minus(Duration.ofDays(i == 3 ? 31 : 1)));
            holder("n" + i, IndexWish.AS_NEEDED, null);
        }
        wanting(IndexWish.AS_NEEDED, NOW);

        assertThat(states()).isEqualTo(Map.of("n3", SlotState.CLOSING));
    }

    @Test
    void whoever_is_always_wanted_need_not_wait_for_idleness_and_takes_from_no_equal() {
        for (int i = 1; i <= 8; i++) {
            slot("n" + i, SlotState.READY, NOW.minus(Duration.ofDays(1)));
            holder("n" + i, i == 8 ? IndexWish.AS_NEEDED : IndexWish.ALWAYS, NOW);
        }
        wanting(IndexWish.ALWAYS, null);
        wanting(IndexWish.ALWAYS, null);

        assertThat(states()).isEqualTo(Map.of("n8", SlotState.CLOSING));
    }

    @Test
    void nobody_else_makes_room_while_a_slot_is_on_its_way() {
        for (int i = 1; i <= 7; i++) {
            taken("n" + i, NOW.minus(Duration.ofDays(40)));
        }
        slot("n8", SlotState.CLOSED, NOW);
        wanting(IndexWish.AS_NEEDED, NOW);
        assertThat(plan().isEmpty()).isTrue();

        wanting(IndexWish.AS_NEEDED, NOW);
        assertThat(states()).hasSize(1).containsValue(SlotState.CLOSING);
    }

    @Test
    void families_do_not_help_each_other_out() {
        for (int i = 1; i <= 8; i++) {
            taken("n" + i, NOW);
        }
        Component text =
                new Component(OBJECT, new UUID(9, 9), "", IndexKind.TEXT, false, IndexWish.AS_NEEDED, null, NOW);
        components.add(text);
        wanting(IndexWish.AS_NEEDED, NOW);

        assertThat(plan().gifts()).isEqualTo(Map.of(text, "t2"));
    }

    @Test
    void the_next_time_is_that_of_the_slot_that_waits_least() {
        slot("n1", SlotState.SETTLING, NOW.minus(Duration.ofMinutes(50)));
        slot("n2", SlotState.CLOSED, NOW.minus(Duration.ofMinutes(10)));
        slot("n3", SlotState.FILLING, NOW.minus(Duration.ofMinutes(59)));

        assertThat(SlotPlan.untilNext(slots, NOW)).isEqualTo(Duration.ofMinutes(10));
        assertThat(SlotPlan.untilNext(slots, NOW.plus(Duration.ofDays(1)))).isEqualTo(Duration.ZERO);
        assertThat(SlotPlan.untilNext(List.of(), NOW)).isNull();
    }

    private SlotPlan plan() {
        return SlotPlan.of(new SlotRows(slots, components), NOW, IDLE);
    }

    private Map<String, SlotState> states() {
        Map<String, SlotState> states = new HashMap<>();
        plan().moves().forEach((slot, state) -> states.put(slot.slot(), state));
        return states;
    }

    private void slot(String slot, SlotState state, Instant since) {
        slots.add(new Slot(OBJECT, slot, state, since, 1));
    }

    private Component holder(String slot, IndexWish wish, Instant used) {
        Component holder =
                new Component(OBJECT, new UUID(2, components.size()), "", IndexKind.NUMBER, false, wish, slot, used);
        components.add(holder);
        return holder;
    }

    private void taken(String slot, Instant used) {
        slot(slot, SlotState.READY, NOW.minus(Duration.ofDays(100)));
        holder(slot, IndexWish.AS_NEEDED, used);
    }

    private Component wanting(IndexWish wish, Instant used) {
        return holder(null, wish, used);
    }

    private static Component used(Component c, Instant used) {
        return new Component(c.object(), c.attribute(), c.name(), c.kind(), c.single(), c.wish(), c.slot(), used);
    }
}
