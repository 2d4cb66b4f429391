package dev.crmkit.internal.query;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.query.Filter;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.SortKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QueryPartsTest {
    private final List<Violation> faults = new ArrayList<>();

    @Test
    @DisplayName("QRY-1 any attribute but TEXTAREA, LOCATION and FILE sorts")
    void qry_1_sortable() {
        List<String> refused = new ArrayList<>();
        for (var attribute : SampleWorkspace.DEAL.attributes()) {
            List<Violation> found = new ArrayList<>();
            new SortCompiler(SampleWorkspace.TYPES)
                    .compile(SampleWorkspace.DEAL, List.of(Sort.asc(attribute.slug())), found);
            if (!found.isEmpty()) {
                refused.add(attribute.spec().type());
                assertThat(found.get(0).code()).isEqualTo(ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE);
            }
        }
        assertThat(refused).containsExactly("TEXTAREA", "LOCATION", "FILE");
    }

    @Test
    @DisplayName("QRY-1 keys come in order, with every component")
    void qry_1_keys() {
        List<SortKey> keys = sort(Sort.desc("amount"), Sort.asc(SystemFields.CREATED_AT));
        assertThat(faults).isEmpty();
        assertThat(keys).extracting(SortKey::descending).containsExactly(true, true, false);
        assertThat(keys.get(1).field())
                .isInstanceOfSatisfying(
                        Field.Attribute.class,
                        field -> assertThat(field.component()).isEqualTo("currency"));
        assertThat(keys.get(2).field()).isEqualTo(SystemField.CREATED_AT);
        assertThat(sort()).isEmpty();
    }

    @Test
    @DisplayName("QRY-1 faults of an order: unknown, twice, over a reference, too many")
    void qry_1_faults() {
        String id =
                SampleWorkspace.DEAL.findAttribute("name").orElseThrow().id().toString();
        sort(Sort.asc("nmae"), Sort.asc("name"), Sort.desc(id), Sort.asc("company.name"));
        assertThat(faults).extracting(Violation::path).containsExactly("nmae", id, "company.name");
        assertThat(faults.get(0).message()).contains("Did you mean 'name'?");
        faults.clear();
        sort(
                Sort.asc("name"),
                Sort.asc("size"),
                Sort.asc("due"),
                Sort.asc("seen"),
                Sort.asc("kind"),
                Sort.asc("stage"));
        assertThat(faults).extracting(Violation::code).containsExactly(ErrorCode.QUERY_LIMIT);
    }

    @Test
    @DisplayName("a search text is taken apart into folded words")
    void search_words() {
        assertThat(SearchWords.compile(" Ada\u00A0LOVELACE\nada ", faults))
                .isEqualTo(new Predicate.Search(List.of("ada", "lovelace")));
        assertThat(SearchWords.compile(null, faults)).isEqualTo(Predicate.always());
        assertThat(SearchWords.compile(" \u3000", faults)).isEqualTo(Predicate.always());
        assertThat(faults).isEmpty();
        SearchWords.compile("a b c d e f g h i j k", faults);
        SearchWords.compile("a\u0000", faults);
        assertThat(faults)
                .extracting(Violation::code)
                .containsExactly(ErrorCode.QUERY_LIMIT, ErrorCode.QUERY_INVALID_OPERAND);
    }

    @Test
    @DisplayName("QRY-2 a condition has one text, and different conditions have different ones")
    void qry_2_filter_text() {
        Filter a = attr("name").eq("x");
        Filter b = attr("size").in(1, 2);
        assertThat(FilterText.canonical(a.and(b).and(a))).isEqualTo(FilterText.canonical(Filter.and(List.of(a, b, a))));
        assertThat(FilterText.canonical(attr("size").eq(1.10)))
                .isEqualTo(FilterText.canonical(attr("size").eq(new BigDecimal("1.1"))));
        assertThat(FilterText.canonical(attr("amount").eq(Map.of("amount", 1, "currency", "EUR"))))
                .isEqualTo(FilterText.canonical(
                        attr("amount").eq(new TreeMap<>(Map.of("currency", "EUR", "amount", 1L)))));
        List<Filter> different = List.of(
                a,
                a.negate(),
                attr("name").neq("x"),
                attr("name").eq(null),
                attr("name").eq("null"),
                attr("name").in(),
                attr("name").in("x", "y"),
                attr("name").in("x,text1:y"),
                attr("name").in("xtext1:y"),
                attr("size").eq(1),
                attr("size").eq("1"),
                attr("size").eq(true),
                attr("due").eq(LocalDate.of(2026, 1, 1)),
                attr("due").eq("2026-01-01"),
                attr("due").within(RelativeDate.lastDays(1)),
                attr("due").within(RelativeDate.lastDays(2)),
                attr("tags").eq(List.of("a", "b")),
                attr("tags").in("a", "b"),
                a.or(b),
                a.and(b),
                Filter.all(),
                Filter.or(List.of()));
        assertThat(different.stream().map(FilterText::canonical)).doesNotHaveDuplicates();
    }

    private List<SortKey> sort(Sort... sorts) {
        return new SortCompiler(SampleWorkspace.TYPES).compile(SampleWorkspace.DEAL, List.of(sorts), faults);
    }
}
