package dev.crmkit.internal.query;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.member.Principal;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Filter;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.spi.storage.Predicate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FilterCodecTest {
    private static final FilterCodec CODEC = new FilterCodec(SampleWorkspace.TYPES, SampleWorkspace::find);

    private static String slug(String type) {
        return SampleWorkspace.DEAL.attributes().stream()
                .filter(a -> a.spec().type().equals(type))
                .map(CrmAttribute::slug)
                .findFirst()
                .orElseThrow();
    }

    static Stream<Filter> conditions() {
        String text = slug("TEXT");
        String number = slug("NUMBER");
        String date = slug("DATE");
        return Stream.of(
                Filter.all(),
                Filter.or(List.of()),
                attr(text).eq("a \"b\" $ \u00e9"),
                attr(text).in("a", null, "b"),
                attr(text).in(List.of()),
                attr(text).isEmpty().negate(),
                attr(number).between(1, new BigDecimal("2.50")),
                attr(number).gt(1.5).or(attr(number).lt(-3L)).and(attr(text).neq("x")),
                attr(date).eq(LocalDate.of(2026, 3, 1)),
                attr(date).within(RelativeDate.lastDays(7)),
                attr(slug("TIMESTAMP")).gte(Instant.parse("2026-03-01T09:00:00Z")),
                attr(slug("CHECKBOX")).eq(true),
                attr(slug("USER_REFERENCE")).containsAny(List.of(Actor.user("a:b"), "ben")),
                attr(slug("RECORD_REFERENCE")).containsAny(List.of(new UUID(1, 2))),
                attr(slug("RECORD_REFERENCE") + "." + text).contains("x"),
                attr("@owner").in(Arrays.asList(Principal.group("g"), Principal.user("ada"), null)),
                attr(SampleWorkspace.DEAL.attributes().get(0).id().toString()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("conditions")
    @DisplayName("VAL-3 A condition that was written and read means the same, and is the same with its slugs")
    void comesBackTheSame(Filter condition) {
        Filter read = FilterCodec.read(Json.readObject(Json.write(CODEC.write(SampleWorkspace.DEAL, condition))));
        assertThat(compiled(read)).isEqualTo(compiled(condition));
        Filter named = CODEC.withSlugs(SampleWorkspace.DEAL, read);
        assertThat(compiled(named)).isEqualTo(compiled(condition));
        assertThat(paths(named)).allMatch(path -> !path.contains("-"));
    }

    private static Predicate compiled(Filter filter) {
        List<Violation> faults = new ArrayList<>();
        Predicate predicate = SampleWorkspace.compile(filter, SampleWorkspace.NOON, faults);
        assertThat(faults).isEmpty();
        return predicate;
    }

    private static List<String> paths(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.parts().stream().flatMap(p -> paths(p).stream()).toList();
        } else if (filter instanceof Filter.Or or) {
            return or.parts().stream().flatMap(p -> paths(p).stream()).toList();
        } else if (filter instanceof Filter.Not not) {
            return paths(not.part());
        }
        return List.of(((Filter.Comparison) filter).path());
    }

    @ParameterizedTest
    @MethodSource("conditions")
    @DisplayName("VAL-3 A kept condition follows its attributes when they are renamed")
    void followsRenaming(Filter condition) {
        CrmObject deal = SampleWorkspace.DEAL;
        CrmObject renamed = new CrmObject(
                deal.id(),
                deal.slug(),
                deal.singular(),
                deal.plural(),
                null,
                null,
                deal.scope(),
                Map.of(),
                deal.attributes().stream()
                        .map(a -> new CrmAttribute(a.id(), a.key(), "new_" + a.slug(), a.spec()))
                        .toList(),
                null);
        Filter kept = FilterCodec.read(CODEC.write(deal, condition));
        assertThat(paths(CODEC.withSlugs(renamed, kept)))
                .allMatch(path -> path.startsWith("new_") || path.startsWith("@"));
    }
}
