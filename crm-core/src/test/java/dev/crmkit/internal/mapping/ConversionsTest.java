package dev.crmkit.internal.mapping;

import static dev.crmkit.model.Attributes.aiComputed;
import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.personName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.type.InvalidValueException;
import java.awt.Point;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conversions that the built-in types of an engine do not show, and the names of attributes. */
class ConversionsTest {
    private static final AttributeSpec OF_PLUGIN = AttributeSpec.ofType("GEO_SHAPE");

    record Holder(
            Point point, int whole, List<Point> points, Map<String, Object> map, Set<String> words, FullName name) {}

    record FullName(String first, String full) {}

    private static Type component(String name) {
        return Arrays.stream(Holder.class.getRecordComponents())
                .filter(c -> c.getName().equals(name))
                .map(RecordComponent::getGenericType)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "name, name",
        "closeDate, close_date",
        "vatID, vat_id",
        "htmlURLText, html_url_text",
        "line1, line1",
        "address2City, address2_city",
        "INVOICE, invoice"
    })
    void a_component_names_its_attribute_in_snake_case(String component, String slug) {
        assertThat(AttributeNames.slug(component)).isEqualTo(slug);
    }

    @Test
    void a_plugins_values_are_held_by_their_own_class() {
        Point point = new Point(1, 2);
        Conversion conversion = Conversions.between(OF_PLUGIN, component("point"));
        assertThat(conversion.read(point)).isSameAs(point);
        assertThat(conversion.write(point, null)).isSameAs(point);
        assertThat(conversion.read(null)).isNull();
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> conversion.read("1;2"))
                .withMessageContaining("is '1;2', which is a String, not a Point")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MAPPING_INVALID));
        assertThat(Conversions.between(OF_PLUGIN, component("points")).read(List.of(point)))
                .isEqualTo(List.of(point));
        assertThat(Conversions.between(OF_PLUGIN, component("map")).read(Map.of("x", 1)))
                .isEqualTo(Map.of("x", 1));
        assertThat(Conversions.between(OF_PLUGIN.required(), component("whole")).read(new BigDecimal(7)))
                .isEqualTo(7);
    }

    @Test
    void a_primitive_number_refuses_an_empty_value() {
        Conversion conversion = Conversions.between(OF_PLUGIN.required(), int.class);
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> conversion.read(null))
                .withMessageContaining("is empty, which int cannot be");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Conversions.between(OF_PLUGIN, int.class))
                .withMessageContaining("make the attribute required");
    }

    @Test
    void a_computed_attribute_is_held_as_its_result() {
        assertThat(Conversions.between(aiComputed("NUMBER"), Long.class).read(new BigDecimal(7)))
                .isEqualTo(7L);
        AttributeSpec tags = aiComputed("MULTI_SELECT").options("hot", "cold");
        assertThat(Conversions.between(tags, component("words")).read(List.of("cold", "hot")))
                .isEqualTo(Set.of("hot", "cold"));
        AttributeSpec users = aiComputed("USER_REFERENCE").config("settings", Map.of("multiple", true));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> Conversions.between(users, String.class))
                .withMessageContaining("Choose List or Set of String");
    }

    @Test
    void false_leaves_an_empty_checkbox_empty() {
        Conversion conversion = Conversions.between(checkbox(), boolean.class);
        assertThat(conversion.read(null)).isEqualTo(false);
        assertThat(conversion.write(false, null)).isNull();
        assertThat(conversion.write(false, true)).isEqualTo(false);
        assertThat(conversion.write(true, null)).isEqualTo(true);
    }

    @Test
    void a_full_name_that_stays_keeps_the_parts() {
        Map<String, Object> current = Map.of("first", "Mary Jane", "last", "van Dyke", "full", "Mary Jane van Dyke");
        Conversion conversion = Conversions.between(personName(), component("name"));
        assertThat(conversion.write(new FullName(null, "Mary Jane van Dyke"), current))
                .isEqualTo(current);
        assertThat(conversion.write(conversion.read(current), current)).isInstanceOfSatisfying(Map.class, written -> {
            assertThat(written.get("first")).isEqualTo("Mary Jane");
            assertThat(written.get("last")).isEqualTo("van Dyke");
        });
    }
}
