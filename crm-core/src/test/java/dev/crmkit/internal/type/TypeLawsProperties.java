package dev.crmkit.internal.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.internal.type.SampleTypes.Sample;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.Component;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.Tuple.Tuple3;

/** Laws of the VAL rules that hold for every type and every value that it accepts. */
class TypeLawsProperties {
    private static final TypeRegistry TYPES = TypeRegistry.builtIn();

    @Provide
    Arbitrary<Tuple2<Sample, Object>> values() {
        return Arbitraries.of(SampleTypes.all())
                .flatMap(sample -> sample.values().map(v -> Tuple.of(sample, v)));
    }

    @Provide
    Arbitrary<Tuple3<Sample, Object, Object>> pairs() {
        return Arbitraries.of(SampleTypes.all())
                .flatMap(s -> s.values().flatMap(a -> s.values().map(b -> Tuple.of(s, a, b))));
    }

    @Property(tries = 3000)
    void VAL_what_is_restored_is_what_was_stored(@ForAll("values") Tuple2<Sample, Object> value) {
        Sample sample = value.get1();
        Object canonical = canonical(sample, value.get2());
        if (canonical != null) {
            Object stored = type(sample).store(sample.spec(), canonical);
            assertJson(stored);
            Object restored = type(sample).restore(sample.spec(), stored);
            assertThat(restored).isEqualTo(canonical);
            assertThat(type(sample).store(sample.spec(), restored))
                    .isEqualTo(stored)
                    .hasToString(stored.toString());
        }
    }

    @Property(tries = 3000)
    void VAL_a_canonical_value_stays_as_it_is(@ForAll("values") Tuple2<Sample, Object> value) {
        Sample sample = value.get1();
        Object canonical = canonical(sample, value.get2());
        if (canonical != null) {
            assertThat(Emptiness.isEmpty(canonical)).isFalse();
            assertThat(type(sample).normalise(sample.spec(), canonical)).isEqualTo(canonical);
        }
    }

    @Property(tries = 3000)
    void VAL_equal_values_are_equal_bytes_and_equal_in_the_index(@ForAll("pairs") Tuple3<Sample, Object, Object> pair) {
        Sample sample = pair.get1();
        AttributeType type = type(sample);
        Object a = canonical(sample, pair.get2());
        Object b = canonical(sample, pair.get3());
        if (a != null && a.equals(b)) {
            assertThat(type.store(sample.spec(), a))
                    .hasToString(type.store(sample.spec(), b).toString());
            assertThat(type.index(sample.spec(), a)).isEqualTo(type.index(sample.spec(), b));
            assertThat(type.display(sample.spec(), a)).isEqualTo(type.display(sample.spec(), b));
        }
    }

    @Property(tries = 3000)
    void VAL_the_index_has_the_declared_components(@ForAll("values") Tuple2<Sample, Object> value) {
        Sample sample = value.get1();
        Object canonical = canonical(sample, value.get2());
        if (canonical != null) {
            Map<String, IndexValue> index = type(sample).index(sample.spec(), canonical);
            assertThat(index).containsKey("");
            for (Component component : type(sample).components(sample.spec())) {
                assertThat(index.get(component.name()).kind()).isEqualTo(component.kind());
            }
            assertThat(type(sample).display(sample.spec(), canonical))
                    .doesNotContain("\n")
                    .isNotBlank();
        }
    }

    @Property(tries = 3000)
    void VAL_5_unique_keys_are_equal_where_the_index_is(@ForAll("pairs") Tuple3<Sample, Object, Object> pair) {
        Sample sample = pair.get1();
        AttributeType type = type(sample);
        Object a = canonical(sample, pair.get2());
        Object b = canonical(sample, pair.get3());
        if (a != null && b != null && type.supportsUnique(sample.spec())) {
            String keyA = UniqueKeys.of(type, sample.spec(), a);
            String keyB = UniqueKeys.of(type, sample.spec(), b);
            assertThat(keyA.equals(keyB))
                    .isEqualTo(folded(type.index(sample.spec(), a)).equals(folded(type.index(sample.spec(), b))));
            assertThat(keyA.codePointCount(0, keyA.length())).isBetween(2, 255);
        }
    }

    @Property(tries = 1000)
    void every_sample_attribute_is_well_configured(@ForAll("values") Tuple2<Sample, Object> value) {
        assertThat(type(value.get1()).check(value.get1().spec())).isEmpty();
    }

    private static Map<String, Object> folded(Map<String, IndexValue> index) {
        Map<String, Object> folded = new TreeMap<>();
        index.forEach((name, v) -> folded.put(name, v instanceof IndexValue.Text text ? text.folded() : v));
        return folded;
    }

    private static AttributeType type(Sample sample) {
        return TYPES.get(sample.spec().type());
    }

    private static Object canonical(Sample sample, Object input) {
        return Emptiness.isEmpty(input) ? null : type(sample).normalise(sample.spec(), input);
    }

    private static void assertJson(Object stored) {
        if (stored instanceof List<?> list) {
            list.forEach(TypeLawsProperties::assertJson);
        } else if (stored instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> assertThat(key).isInstanceOf(String.class));
            map.values().forEach(TypeLawsProperties::assertJson);
        } else {
            assertThat(stored).isInstanceOfAny(String.class, BigDecimal.class, Boolean.class);
        }
    }
}
