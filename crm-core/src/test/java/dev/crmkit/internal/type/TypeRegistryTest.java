package dev.crmkit.internal.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.type.AttributeType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeRegistryTest {
    private final List<Violation> faults = new ArrayList<>();

    @Test
    void every_type_of_the_table_is_there() {
        assertThat(TypeRegistry.builtIn().names())
                .containsExactlyInAnyOrder(
                        "TEXT",
                        "TEXTAREA",
                        "NUMBER",
                        "CURRENCY",
                        "DATE",
                        "TIMESTAMP",
                        "CHECKBOX",
                        "SELECT",
                        "STATUS",
                        "MULTI_SELECT",
                        "EMAIL",
                        "PHONE",
                        "URL",
                        "LOCATION",
                        "PERSON_NAME",
                        "RATING",
                        "RECORD_REFERENCE",
                        "USER_REFERENCE",
                        "FILE",
                        "AI_COMPUTED",
                        "FORMULA",
                        "ROLLUP");
        assertThat(BuiltInTypes.all())
                .extracting(AttributeType::name)
                .containsExactlyElementsOf(TypeRegistry.builtIn().names());
    }

    @Test
    void a_plugin_adds_a_type_that_can_be_computed_too() {
        TypeRegistry types = TypeRegistry.withPlugins(List.of(new Percent("PERCENT")), faults::add);
        assertThat(faults).isEmpty();
        assertThat(types.get("PERCENT").display(AttributeSpec.ofType("PERCENT"), BigDecimal.TEN))
                .isEqualTo("10 %");
        assertThat(types.get("AI_COMPUTED").check(Attributes.aiComputed("PERCENT")))
                .isEmpty();
    }

    @Test
    void names_that_are_taken_or_malformed_are_faults() {
        TypeRegistry.withPlugins(
                List.of(
                        new Percent("TEXT"),
                        new Percent("AI_COMPUTED"),
                        new Percent("percent"),
                        new Percent("PERCENT"),
                        new Percent("PERCENT")),
                faults::add);
        assertThat(faults)
                .hasSize(4)
                .allSatisfy(fault -> assertThat(fault.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID));
        assertThat(faults.get(0).message()).contains("two attribute types of the name TEXT");
    }

    @Test
    void an_unknown_type_is_told_with_the_choices() {
        assertThatThrownBy(() -> TypeRegistry.builtIn().get("NUMBR"))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("Did you mean 'NUMBER'?")
                .hasMessageContaining("CURRENCY");
    }

    /** A number of hundredths. */
    private static final class Percent extends DecimalType {
        Percent(String name) {
            super(name);
        }

        @Override
        void checkLimits(AttributeSpec spec, BigDecimal number) {
            assertThat(Numbers.index(number)).isInstanceOf(IndexValue.Decimal.class);
        }

        @Override
        public String display(AttributeSpec spec, Object canonical) {
            return super.display(spec, canonical) + " %";
        }
    }
}
