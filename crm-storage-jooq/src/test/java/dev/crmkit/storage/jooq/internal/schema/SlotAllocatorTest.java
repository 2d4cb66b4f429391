package dev.crmkit.storage.jooq.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexWish;
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
    void a_family_is_given_out_from_its_first_slot_until_all_are_taken(IndexKind kind, String first, int size) {
        List<String> given = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            given.add(slots.take(kind, true));
        }

        assertThat(given).doesNotContainNull().doesNotHaveDuplicates().startsWith(first);
        assertThat(slots.take(kind, true)).isNull();
        assertThat(slots.taken()).containsExactlyInAnyOrderElementsOf(given);
    }

    @ParameterizedTest
    @CsvSource({"LONG_TEXT", "TOKENS", "PRESENCE"})
    void some_kinds_have_no_slots(IndexKind kind) {
        assertThat(slots.take(kind, true)).isNull();
        assertThat(slots.taken()).isEmpty();
    }

    @Test
    void all_choices_share_one_column() {
        assertThat(slots.take(IndexKind.CHOICES, false)).isEqualTo("mv");
        assertThat(slots.take(IndexKind.CHOICES, false)).isEqualTo("mv");
        assertThat(slots.taken()).isEmpty();
    }

    @Test
    void choices_and_codes_draw_from_the_same_slots() {
        assertThat(slots.take(IndexKind.CHOICE, true)).isEqualTo("k1");
        assertThat(slots.take(IndexKind.CODE, true)).isEqualTo("k2");
    }

    @Test
    void what_is_taken_already_is_passed_over() {
        SlotAllocator later = new SlotAllocator(List.of("n1", "n3"));

        assertThat(later.take(IndexKind.NUMBER, true)).isEqualTo("n2");
        assertThat(later.take(IndexKind.NUMBER, true)).isEqualTo("n4");
        assertThat(later.taken()).containsExactly("n1", "n2", "n3", "n4");
    }

    @Test
    void several_references_have_no_slot() {
        assertThat(slots.take(IndexKind.REFERENCES, false)).isNull();
    }

    @Test
    void a_component_stays_where_it_is_while_its_form_stays() {
        assertThat(SlotAllocator.keeps(component(IndexKind.NUMBER, "n2"), IndexKind.NUMBER, true))
                .isTrue();
        assertThat(SlotAllocator.keeps(component(IndexKind.NUMBER, null), IndexKind.NUMBER, true))
                .isTrue();
        assertThat(SlotAllocator.keeps(component(IndexKind.TEXT, "t2"), IndexKind.TOKEN, true))
                .isFalse();
        assertThat(SlotAllocator.keeps(component(IndexKind.REFERENCES, "r1"), IndexKind.REFERENCES, false))
                .isFalse();
        assertThat(SlotAllocator.keeps(component(IndexKind.REFERENCES, null), IndexKind.REFERENCES, false))
                .isTrue();
    }

    private static ComponentMap component(IndexKind kind, String slot) {
        SlotState state = slot == null ? null : SlotState.READY;
        return new ComponentMap("", kind, true, IndexWish.AS_NEEDED, slot, state, "7");
    }
}
