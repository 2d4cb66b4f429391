package dev.crmkit.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.internal.type.SampleTypes;
import dev.crmkit.internal.type.SampleTypes.Sample;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import dev.crmkit.spi.table.TableWriter;
import dev.crmkit.type.AttributeType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** What is written into a cell reads back as the same value, for every type and every value. */
class CellWriterProperties {
    private static final TypeRegistry TYPES = TypeRegistry.builtIn();
    private static final CellWriter CELLS = new CellWriter(TYPES);

    @Provide
    Arbitrary<Tuple2<Sample, Object>> values() {
        return Arbitraries.of(SampleTypes.all())
                .flatMap(sample -> sample.values().map(value -> Tuple.of(sample, value)));
    }

    @Property(tries = 5000)
    void VAL_2_a_written_value_reads_back_as_the_same(@ForAll("values") Tuple2<Sample, Object> value)
            throws IOException {
        Sample sample = value.get1();
        AttributeType type = TYPES.get(sample.spec().type());
        Object canonical = isEmpty(value.get2()) ? null : type.normalise(sample.spec(), value.get2());
        if (canonical != null) {
            String cell = CELLS.exact(sample.spec(), canonical);
            for (TableFormat format : List.of(new CsvFormat(), new JsonLinesFormat())) {
                assertThat(read(type, sample.spec(), through(format, cell)))
                        .as(format.name() + " of '" + cell + "'")
                        .isEqualTo(canonical);
            }
            assertThat(CELLS.shown(sample.spec(), canonical)).isNotBlank();
        }
    }

    private static boolean isEmpty(Object input) {
        return (input instanceof String text && text.isBlank())
                || (input instanceof Collection<?> members && members.isEmpty())
                || (input instanceof Map<?, ?> map && map.isEmpty());
    }

    private static Object read(AttributeType type, AttributeSpec spec, String text) {
        return CompoundCells.find(type, spec, text).orElseGet(() -> type.parse(spec, text));
    }

    /** The cell after it was written into a file and read from it. */
    private static String through(TableFormat format, String cell) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TableWriter writer = format.create(bytes, TableOptions.defaults())) {
            writer.write(List.of("a", "b"));
            writer.write(List.of("x", cell));
        }
        List<List<String>> rows = new ArrayList<>();
        try (TableReader reader = format.open(new ByteArrayInputStream(bytes.toByteArray()), TableOptions.defaults())) {
            for (List<String> row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        assertThat(rows).hasSize(2).first().isEqualTo(List.of("a", "b"));
        return rows.get(1).get(1);
    }

    private static void survives(AttributeSpec spec, Object input, String cell) {
        AttributeType type = TYPES.get(spec.type());
        Object canonical = type.normalise(spec, input);
        assertThat(CELLS.exact(spec, canonical)).isEqualTo(cell);
        assertThat(read(type, spec, cell)).isEqualTo(canonical);
    }

    @Example
    void people_read_plain_texts_where_these_say_all() {
        UUID id = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
        survives(Attributes.personName(), "Ada King Lovelace", "Ada King Lovelace");
        survives(Attributes.currency("EUR"), 12, "12.00 EUR");
        survives(Attributes.checkbox(), true, "true");
        survives(Attributes.multiSelect("a", "b"), List.of("b", "a"), "a;b");
        survives(Attributes.reference("company"), id, id.toString());
        survives(Attributes.location(), Map.of("line1", "Allee 1"), "Allee 1");
    }

    @Example
    void what_no_plain_text_says_is_json() {
        survives(
                Attributes.personName(),
                Map.of("first", "Ada", "last", "van Dyk"),
                "{\"first\":\"Ada\",\"last\":\"van Dyk\",\"full\":\"Ada van Dyk\"}");
        survives(
                Attributes.location(),
                Map.of("line1", "Allee 1", "city", "Bonn"),
                "{\"line1\":\"Allee 1\",\"city\":\"Bonn\"}");
        survives(
                Attributes.location(),
                Map.of("line1", "{\"city\":\"Bonn\"}"),
                "{\"line1\":\"{\\\"city\\\":\\\"Bonn\\\"}\"}");
        survives(Attributes.multiSelect("a;b", "c"), List.of("a;b", "c"), "[\"a;b\",\"c\"]");
        survives(Attributes.multiSelect("[\"c\"]", "c"), List.of("[\"c\"]"), "[\"[\\\"c\\\"]\"]");
        survives(Attributes.users(), List.of("a;b", " c"), "[\"a;b\",\" c\"]");
    }

    @Example
    void a_text_is_never_json() {
        survives(Attributes.text(), "[1]", "[1]");
        survives(Attributes.textArea(), "{\"a\":1}\nb", "{\"a\":1}\nb");
    }
}
