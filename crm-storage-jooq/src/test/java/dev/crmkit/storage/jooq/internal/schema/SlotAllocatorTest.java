package dev.crmkit.storage.jooq.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotAllocatorTest {
    private final SlotAllocator slots = new SlotAllocator(List.of());

    @ParameterizedTest
    @CsvSource({
        "CHOICE, k1, 8",
        "CODE, k1, 8",
        "REFERENCES, r1, 4",
        "NUMBER, n1, 8",
        "MOMENT, d1, 6",
        "TEXT, t2, 9",
        "TOKEN, t2, 9"
    })
    void a_family_is_given_out_from_its_first_slot_until_it_is_used_up(IndexKind kind, String first, int size) {
        List<String> given = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            given.add(slots.slotFor(null, kind, true, true));
        }

        assertThat(given).doesNotContainNull().doesNotHaveDuplicates().startsWith(first);
        assertThat(slots.slotFor(null, kind, true, true)).isNull();
        assertThat(slots.used()).containsExactlyInAnyOrderElementsOf(given);
    }

    @ParameterizedTest
    @CsvSource({"LONG_TEXT", "TOKENS", "PRESENCE"})
    void some_kinds_have_no_slots(IndexKind kind) {
        assertThat(slots.slotFor(null, kind, true, true)).isNull();
        assertThat(slots.used()).isEmpty();
    }

    @Test
    void all_choices_share_one_column() {
        assertThat(slots.slotFor(null, IndexKind.CHOICES, false, true)).isEqualTo("mv");
        assertThat(slots.slotFor(null, IndexKind.CHOICES, false, true)).isEqualTo("mv");
        assertThat(slots.used()).isEmpty();
    }

    @Test
    void choices_and_codes_draw_from_the_same_slots() {
        assertThat(slots.slotFor(null, IndexKind.CHOICE, true, true)).isEqualTo("k1");
        assertThat(slots.slotFor(null, IndexKind.CODE, true, true)).isEqualTo("k2");
    }

    @Test
    void without_a_wish_there_is_no_slot() {
        assertThat(slots.slotFor(null, IndexKind.NUMBER, true, false)).isNull();
        assertThat(slots.used()).isEmpty();
    }

    @Test
    void a_component_keeps_its_place_while_its_kind_stays() {
        SlotAllocator later = new SlotAllocator(List.of("n1", "n2"));

        assertThat(later.slotFor(component(IndexKind.NUMBER, "n2"), IndexKind.NUMBER, true, false))
                .isEqualTo("n2");
        // Records hold its values outside of the slots, so it stays there.
        assertThat(later.slotFor(component(IndexKind.NUMBER, null), IndexKind.NUMBER, true, true))
                .isNull();
    }

    @Test
    void a_component_of_another_kind_gets_another_slot() {
        SlotAllocator later = new SlotAllocator(List.of("t2", "n1"));

        assertThat(later.slotFor(component(IndexKind.TEXT, "t2"), IndexKind.TOKEN, true, true))
                .isEqualTo("t3");
        assertThat(later.slotFor(component(IndexKind.TEXT, "t2"), IndexKind.NUMBER, true, true))
                .isEqualTo("n2");
        assertThat(later.slotFor(component(IndexKind.TEXT, "t2"), IndexKind.NUMBER, true, false))
                .isNull();
        assertThat(later.used()).containsExactly("n1", "n2", "t2", "t3");
    }

    @Test
    void several_references_have_no_slot() {
        SlotAllocator later = new SlotAllocator(List.of("r1"));

        assertThat(later.slotFor(null, IndexKind.REFERENCES, false, true)).isNull();
        assertThat(later.slotFor(component(IndexKind.REFERENCES, "r1"), IndexKind.REFERENCES, false, true))
                .isNull();
    }

    private static ComponentMap component(IndexKind kind, String slot) {
        return new ComponentMap("", kind, true, slot, "7");
    }
}
