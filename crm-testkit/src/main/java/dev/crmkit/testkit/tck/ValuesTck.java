package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.personName;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.textArea;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.ComputedStatus;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.record.RecordStore;
import dev.crmkit.schema.ConversionReport;
import dev.crmkit.schema.ObjectChange;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of values (VAL) and the table of types, through the engine over a storage. Not thread-safe. */
public abstract class ValuesTck extends EngineTck {
    private static final List<String> BLANKS = List.of("", " ", "\u2003\u00A0\t\r\n");

    /** For subclasses. */
    protected ValuesTck() {}

    /** One object with an attribute of every type, and what the table says about each. */
    private List<TypeTable> defineEveryType(Crm crm) {
        crm.schema()
                .define(ObjectSchema.named("target").attribute("name", text()).build());
        List<CrmRecord> targets =
                crm.records("target").createAll(List.of(Map.of("name", "first"), Map.of("name", "second")));
        List<TypeTable> types =
                TypeTable.all(targets.get(0).id(), targets.get(1).id());
        ObjectSchema.Builder thing = ObjectSchema.named("thing");
        types.forEach(type -> thing.attribute(type.slug(), type.spec()));
        crm.schema().define(thing.build());
        return types;
    }

    private static @Nullable Object listed(RecordStore things, UUID id, String slug) {
        List<CrmRecord> items = things.list(where(attr(SystemFields.ID).eq(id))).items();
        assertThat(items).hasSize(1);
        return items.get(0).value(slug);
    }

    private static Map<String, @Nullable Object> only(String slug, @Nullable Object value) {
        return Collections.singletonMap(slug, value);
    }

    @Test
    @SpecRule("VAL-2")
    @DisplayName("The table has every type of the contract")
    void everyType() {
        assertThat(TypeTable.all(new UUID(1, 1), new UUID(1, 2)))
                .extracting(type -> type.spec().type())
                .contains(
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
                        "AI_COMPUTED");
    }

    @TestFactory
    @SpecRule("VAL-1")
    @DisplayName("A value of every type comes back in its canonical form from create, get, patch and list")
    Stream<DynamicTest> roundTrips() {
        Crm crm = crm();
        RecordStore things = crm.records("thing");
        return defineEveryType(crm).stream()
                .map(type -> DynamicTest.dynamicTest(type.slug() + " " + type.spec(), () -> {
                    CrmRecord patched = things.create(Map.of());
                    for (TypeTable.Example example : type.examples()) {
                        CrmRecord created = things.create(Map.of(type.slug(), example.given()));
                        patched = things.patch(patched.id(), Map.of(type.slug(), example.given()));
                        for (CrmRecord record : List.of(created, patched)) {
                            assertThat(record.values()).isEqualTo(Map.of(type.slug(), example.kept()));
                            assertThat(things.get(record.id())).isEqualTo(record);
                            assertThat(things.findAll(List.of(record.id()))).containsExactly(record);
                            assertThat(listed(things, record.id(), type.slug())).isEqualTo(example.kept());
                        }
                    }
                }));
    }

    @TestFactory
    @SpecRule("VAL-1")
    @DisplayName("Equal values are equal whatever form they are given in: writing one again changes nothing")
    Stream<DynamicTest> canonical() {
        Crm crm = crm();
        RecordStore things = crm.records("thing");
        return defineEveryType(crm).stream()
                .filter(type -> !type.examples().isEmpty())
                .map(type -> DynamicTest.dynamicTest(type.slug(), () -> {
                    for (TypeTable.Example example : type.examples()) {
                        CrmRecord record = things.create(Map.of(type.slug(), example.given()));
                        assertThat(things.patch(record.id(), Map.of(type.slug(), example.given())))
                                .isEqualTo(record);
                        assertThat(things.patch(record.id(), Map.of(type.slug(), example.kept())))
                                .isEqualTo(record);
                    }
                }));
    }

    @TestFactory
    @SpecRule("VAL-1")
    @DisplayName("Null, blank text and an empty collection empty a value of every type, and empty is stored as absent")
    Stream<DynamicTest> empties() {
        Crm crm = crm();
        RecordStore things = crm.records("thing");
        return defineEveryType(crm).stream()
                .filter(type -> !type.examples().isEmpty())
                .map(type -> DynamicTest.dynamicTest(type.slug(), () -> {
                    Stream<@Nullable Object> none = Stream.of(null, List.of());
                    for (Object empty : Stream.concat(none, BLANKS.stream()).toList()) {
                        CrmRecord full = things.create(
                                Map.of(type.slug(), type.examples().get(0).given()));
                        CrmRecord emptied = things.patch(full.id(), only(type.slug(), empty));
                        assertThat(emptied.values()).isEmpty();
                        assertThat(emptied.version()).isEqualTo(2);
                        assertThat(things.create(only(type.slug(), empty)).values())
                                .isEmpty();
                        assertThat(things.list(where(attr(type.slug()).isEmpty())
                                                .and(attr(SystemFields.ID).eq(full.id())))
                                        .items())
                                .containsExactly(emptied);
                        assertThat(things.patch(full.id(), only(type.slug(), empty)))
                                .isEqualTo(emptied);
                    }
                }));
    }

    @TestFactory
    @SpecRule({"VAL-2", "VAL-5"})
    @DisplayName("What does not fit a type is refused with its code, and nothing is written")
    Stream<DynamicTest> refusals() {
        Crm crm = crm();
        RecordStore things = crm.records("thing");
        return defineEveryType(crm).stream()
                .map(type -> DynamicTest.dynamicTest(type.slug(), () -> {
                    CrmRecord before = things.create(Map.of("check", true));
                    for (TypeTable.Refused refused : type.refused()) {
                        for (Violation fault : List.of(
                                Refusals.fault(
                                        "create",
                                        () -> things.create(Map.of(type.slug(), refused.given(), "@source", "x"))),
                                Refusals.fault(
                                        "patch",
                                        () -> things.patch(
                                                before.id(), Map.of(type.slug(), refused.given(), "@source", "x"))))) {
                            assertThat(fault.path()).isEqualTo(type.slug());
                            assertThat(fault.code()).as(fault.message()).isEqualTo(refused.code());
                        }
                    }
                    assertThat(things.get(before.id())).isEqualTo(before);
                }));
    }

    @Test
    @SpecRule("VAL-2")
    @DisplayName("Text never becomes a number, a yes or a day's count in a filter either")
    void noImplicitNumbers() {
        Crm crm = crm();
        defineEveryType(crm);
        for (Filter filter : List.of(
                attr("number").eq("5"),
                attr("number").in(5, "6"),
                attr("money").gte("5"),
                attr("rating").lt("3"),
                attr("check").eq("true"),
                attr("day").eq(5))) {
            assertThat(Refusals.fault(
                                    filter.toString(),
                                    () -> crm.records("thing").list(where(filter)))
                            .code())
                    .isEqualTo(ErrorCode.QUERY_INVALID_OPERAND);
        }
    }

    @Test
    @SpecRule("VAL-2")
    @DisplayName("All faults of one input are reported at once, each under its attribute")
    void allFaultsAtOnce() {
        Crm crm = crm();
        defineEveryType(crm);
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("number", "1");
        input.put("choice", "yellow");
        input.put("nothing", 1);
        input.put("text", "fine");
        assertThat(Refusals.faults("create", () -> crm.records("thing").create(input)))
                .extracting(Violation::path, Violation::code)
                .containsExactly(
                        tuple("number", ErrorCode.VALUE_WRONG_TYPE),
                        tuple("choice", ErrorCode.VALUE_UNKNOWN_OPTION),
                        tuple("nothing", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE));
        assertThat(crm.schema().recordCount("thing")).isZero();
    }

    @Test
    @SpecRule("VAL-3")
    @DisplayName("An attribute keeps its id and values when its slug changes, and filters may name the id")
    void renamed() {
        Crm crm = crm();
        CrmObject before = crm.schema()
                .define(ObjectSchema.named("deal").attribute("amount", number()).build());
        UUID id = before.findAttribute("amount").orElseThrow().id();
        RecordStore deals = crm.records("deal");
        CrmRecord deal = deals.create(Map.of("amount", 5));
        CrmObject after = crm.schema().renameAttribute("deal", "amount", "worth");
        assertThat(after.findAttribute(id).orElseThrow().slug()).isEqualTo("worth");
        assertThat(deals.get(deal.id()).number("worth")).isEqualTo(new BigDecimal(5));
        assertThat(deals.list(where(attr(id.toString()).eq(5))).items()).hasSize(1);
        assertThat(deals.list(where(attr("worth").eq(5))).items()).hasSize(1);
        assertThat(Refusals.fault(
                                "the old slug",
                                () -> deals.list(where(attr("amount").eq(5))))
                        .code())
                .isEqualTo(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
    }

    @Test
    @SpecRule("VAL-3")
    @DisplayName("A deleted attribute's values are unreachable, also when a new attribute takes the slug")
    void deleted() {
        Crm crm = crm();
        CrmObject object = crm.schema()
                .define(ObjectSchema.named("deal")
                        .attribute("name", text())
                        .attribute("code", text().unique().searchable())
                        .build());
        UUID old = object.findAttribute("code").orElseThrow().id();
        RecordStore deals = crm.records("deal");
        CrmRecord deal = deals.create(Map.of("name", "One", "code", "secret"));
        crm.schema().deleteAttribute("deal", "code");
        assertThat(deals.list(ListQuery.all().search("secret")).items()).isEmpty();
        CrmObject again =
                crm.schema().addAttribute("deal", "code", text().unique().searchable());
        assertThat(again.findAttribute("code").orElseThrow().id()).isNotEqualTo(old);
        assertThat(deals.get(deal.id()).values()).isEqualTo(Map.of("name", "One"));
        assertThat(deals.list(where(attr("code").isNotEmpty())).items()).isEmpty();
        assertThat(deals.list(ListQuery.all().search("secret")).items()).isEmpty();
        assertThat(Refusals.fault(
                                "the old id",
                                () -> deals.list(where(attr(old.toString()).isEmpty())))
                        .code())
                .isEqualTo(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertThat(deals.create(Map.of("code", "secret")).text("code")).isEqualTo("secret");
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName("Attributes come, move and go while records stand: values of the others stay as they are")
    void metadata() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("deal")
                        .attribute("name", text())
                        .attribute("amount", number())
                        .build());
        RecordStore deals = crm.records("deal");
        CrmRecord deal = deals.create(Map.of("name", "One", "amount", 5));
        crm.schema().addAttribute("deal", "stage", select("new", "won"));
        assertThat(deals.get(deal.id())).isEqualTo(deal);
        deals.patch(deal.id(), Map.of("stage", "won"));
        assertThat(deals.list(where(attr("stage").eq("won"))).items()).hasSize(1);
        assertThat(crm.schema()
                        .reorderAttributes("deal", List.of("stage", "amount", "name"))
                        .attributes())
                .extracting(a -> a.slug())
                .containsExactly("stage", "amount", "name");
        assertThat(deals.get(deal.id()).values().keySet()).containsExactly("stage", "amount", "name");
        crm.schema().deleteAttribute("deal", "amount");
        assertThat(deals.get(deal.id()).values()).isEqualTo(Map.of("stage", "won", "name", "One"));
        assertThatThrownBy(() -> crm.schema().deleteAttribute("deal", "amount")).isInstanceOf(NotFoundException.class);
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName("Retyping converts what fits, reports what does not, and refuses or empties it by choice")
    void retyped() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("deal")
                        .attribute("name", text())
                        .attribute("size", text())
                        .build());
        RecordStore deals = crm.records("deal");
        CrmRecord five = deals.create(Map.of("name", "a", "size", "5.50"));
        CrmRecord big = deals.create(Map.of("name", "b", "size", "big"));
        CrmRecord none = deals.create(Map.of("name", "c"));
        ConversionReport refused = crm.schema().retypeAttribute("deal", "size", number(), UnconvertibleValues.REFUSE);
        assertThat(refused.applied()).isFalse();
        assertThat(refused.refused()).isEqualTo(1);
        assertThat(refused.samples()).singleElement().satisfies(sample -> {
            assertThat(sample.recordId()).isEqualTo(big.id());
            assertThat(sample.value()).isEqualTo("big");
            assertThat(sample.reason()).isNotEmpty();
        });
        assertThat(deals.get(big.id())).isEqualTo(big);
        ConversionReport emptied = crm.schema().retypeAttribute("deal", "size", number(), UnconvertibleValues.EMPTY);
        assertThat(emptied)
                .extracting(
                        ConversionReport::applied,
                        ConversionReport::converted,
                        ConversionReport::emptied,
                        ConversionReport::refused)
                .containsExactly(true, 1L, 1L, 0L);
        assertThat(deals.get(five.id()).number("size")).isEqualTo(new BigDecimal("5.5"));
        assertThat(deals.get(big.id()).values()).isEqualTo(Map.of("name", "b"));
        assertThat(deals.get(none.id()).values()).isEqualTo(Map.of("name", "c"));
        assertThat(deals.list(where(attr("size").gt(5))).items())
                .extracting(CrmRecord::id)
                .containsExactly(five.id());
        assertThat(deals.list(ListQuery.all().orderBy(Sort.asc("size"))).items())
                .extracting(CrmRecord::id)
                .containsExactly(five.id(), big.id(), none.id());
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName("A value that turns into a computed one reads as before, and only the engine writes it from then on")
    void computed() {
        Crm crm = crm();
        crm.schema().define(ObjectSchema.named("deal").attribute("note", text()).build());
        RecordStore deals = crm.records("deal");
        CrmRecord deal = deals.create(Map.of("note", "Says hello"));
        assertThat(crm.schema()
                        .retypeAttribute("deal", "note", Attributes.aiComputed("TEXT"), UnconvertibleValues.REFUSE)
                        .converted())
                .isEqualTo(1);
        assertThat(deals.get(deal.id()).values()).isEqualTo(Map.of("note", "Says hello"));
        assertThat(deals.list(where(attr("note").contains("HELLO")).orderBy(Sort.desc("note")))
                        .items())
                .hasSize(1);
        assertThat(Refusals.codes("patch", () -> deals.patch(deal.id(), Map.of("note", "x"))))
                .containsExactly(ErrorCode.VALUE_READ_ONLY);
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName("A computed value says how it stands: pending, fresh once written, stale once another value changes")
    void computedStatus() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("deal")
                        .attribute("name", text())
                        .attribute("note", text())
                        .build());
        RecordStore deals = crm.records("deal");
        UUID id = deals.create(Map.of("name", "One", "note", "Says hello")).id();
        assertThat(deals.get(id).computedStatus("note")).isEmpty();

        crm.schema().retypeAttribute("deal", "note", Attributes.aiComputed("TEXT"), UnconvertibleValues.REFUSE);

        assertThat(deals.get(id).computedStatus("note")).contains(ComputedStatus.FRESH);
        assertThat(deals.get(id).computedStatus("name")).isEmpty();
        assertThat(deals.patch(id, Map.of("name", "One")).computedStatus("note"))
                .as("an equal value changes nothing")
                .contains(ComputedStatus.FRESH);
        assertThat(deals.patch(id, Map.of("@owner", "ada")).computedStatus("note"))
                .as("no value has changed")
                .contains(ComputedStatus.FRESH);
        CrmRecord stale = deals.patch(id, Map.of("name", "Two"));
        assertThat(stale.computedStatus("note")).contains(ComputedStatus.STALE);
        assertThat(stale.text("note")).isEqualTo("Says hello");
        assertThat(deals.get(id)).isEqualTo(stale);
        assertThat(deals.archive(id).computedStatus("note")).contains(ComputedStatus.STALE);
        assertThat(deals.create(Map.of("name", "New")).computedStatus("note")).contains(ComputedStatus.PENDING);

        crm.schema().retypeAttribute("deal", "note", text(), UnconvertibleValues.REFUSE);

        assertThat(deals.get(id).computedStatus("note")).isEmpty();
        assertThat(deals.get(id).text("note")).isEqualTo("Says hello");
    }

    @Test
    @SpecRule("VAL-5")
    @DisplayName("A required attribute has a value from the first write on and never loses it")
    void required() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("deal")
                        .attribute("name", text().required())
                        .attribute("amount", number())
                        .build());
        RecordStore deals = crm.records("deal");
        for (Map<String, @Nullable Object> input :
                List.of(new HashMap<String, @Nullable Object>(), only("name", null), only("name", "\u2003"))) {
            assertThat(Refusals.codes("create " + input, () -> deals.create(input)))
                    .containsExactly(ErrorCode.VALUE_REQUIRED);
        }
        CrmRecord deal = deals.create(Map.of("name", "One"));
        assertThat(Refusals.codes("patch", () -> deals.patch(deal.id(), only("name", ""))))
                .containsExactly(ErrorCode.VALUE_REQUIRED);
        assertThat(deals.patch(deal.id(), Map.of("amount", 1)).text("name")).isEqualTo("One");
    }

    @Test
    @SpecRule("VAL-5")
    @DisplayName("A unique value belongs to one live record, whatever its case, form or scale")
    void unique() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("person")
                        .attribute("mail", email().unique())
                        .attribute("code", text().unique())
                        .attribute("number", number().unique())
                        .build());
        RecordStore people = crm.records("person");
        CrmRecord ada = people.create(Map.of("mail", "Ada@Example.com", "code", "STRA\u00DFE \u00C9", "number", 1.5));
        people.create(Map.of("code", "other"));
        people.create(Map.of("code", "strasse e\u0301"));
        List<Map<String, Object>> taken = List.of(
                Map.of("mail", "ADA@example.COM"),
                Map.of("code", "stra\u00DFe e\u0301"),
                Map.of("number", new BigDecimal("1.50")));
        for (Map<String, Object> values : taken) {
            assertThatThrownBy(() -> people.create(values)).isInstanceOfSatisfying(DuplicateValueException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.VALUE_DUPLICATE);
                assertThat(e.findHolder()).contains(ada.id());
            });
        }
        assertThatThrownBy(() -> people.createAll(List.of(Map.of("number", 7), Map.of("number", 7))))
                .isInstanceOf(DuplicateValueException.class);
        assertThat(crm.schema().recordCount("person")).isEqualTo(3);
        people.archive(ada.id());
        CrmRecord heir = people.create(taken.get(0));
        assertThatThrownBy(() -> people.restore(ada.id())).isInstanceOf(DuplicateValueException.class);
        people.patch(heir.id(), only("mail", null));
        assertThat(people.restore(ada.id()).isArchived()).isFalse();
    }

    @Test
    @SpecRule("VAL-5")
    @DisplayName("A default stands where the caller names no value, and an explicit empty value stays empty")
    void defaults() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("deal")
                        .attribute("stage", select("new", "won").defaultValue("new"))
                        .attribute("amount", Attributes.currency("EUR").defaultValue(5))
                        .attribute("due", Attributes.date().defaultValue(LocalDate.of(2026, 3, 1)))
                        .build());
        RecordStore deals = crm.records("deal");
        CrmRecord deal = deals.create(Map.of());
        assertThat(deal.text("stage")).isEqualTo("new");
        assertThat(deal.number("amount")).isEqualTo(new BigDecimal("5.00"));
        assertThat(deal.date("due")).isEqualTo(LocalDate.of(2026, 3, 1));
        assertThat(deals.create(only("stage", null)).find("stage")).isEmpty();
        assertThat(deals.create(Map.of("stage", "won")).text("stage")).isEqualTo("won");
        assertThat(Refusals.codes(
                        "a default that does not fit",
                        () -> crm.schema().addAttribute("deal", "x", number(1).defaultValue(new BigDecimal("1.25")))))
                .containsExactly(ErrorCode.VALUE_OUT_OF_RANGE);
    }

    @Test
    @SpecRule("VAL-6")
    @DisplayName(
            "The display name follows the primary attribute: on create, on patch, and when another becomes primary")
    void displayName() {
        Crm crm = crm();
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("person")
                                .attribute("age", number())
                                .attribute("name", personName())
                                .attribute("mail", email())
                                .build(),
                        ObjectSchema.named("visit")
                                .attribute("who", reference("person"))
                                .build()));
        RecordStore people = crm.records("person");
        CrmRecord ada = people.create(Map.of("name", Map.of("first", "Ada"), "mail", "ada@example.com"));
        CrmRecord nobody = people.create(Map.of("mail", "nobody@example.com"));
        CrmRecord visit = crm.records("visit").create(Map.of("who", ada.id()));
        assertThat(ada.displayName()).isEqualTo("Ada");
        assertThat(nobody.displayName()).isEmpty();
        assertThat(people.patch(ada.id(), Map.of("age", 36)).displayName()).isEqualTo("Ada");
        people.patch(ada.id(), Map.of("name", Map.of("first", "Ada", "last", "Lovelace")));
        assertThat(people.get(ada.id()).displayName()).isEqualTo("Ada Lovelace");
        assertThat(crm.records("visit").get(visit.id()).references("who").get(0).displayName())
                .isEqualTo("Ada Lovelace");
        assertThat(visit.displayName()).isEmpty();
        crm.schema().alter("person", ObjectChange.none().primary("mail"));
        assertThat(people.get(ada.id()).displayName()).isEqualTo("ada@example.com");
        assertThat(people.list(where(attr(SystemFields.DISPLAY_NAME).startsWith("NOBODY")))
                        .items())
                .extracting(CrmRecord::id)
                .containsExactly(nobody.id());
        assertThat(people.list(ListQuery.all().search("lovelace")).items()).isEmpty();
        crm.schema().deleteAttribute("person", "mail");
        assertThat(people.get(ada.id()).displayName()).isEqualTo("Ada Lovelace");
        assertThat(people.get(nobody.id()).displayName()).isEmpty();
    }

    @Test
    @SpecRule("VAL-7")
    @DisplayName("An object has up to 500 attributes; one more is refused")
    void fiveHundredAttributes() {
        Crm crm = crm();
        ObjectSchema.Builder wide = ObjectSchema.named("wide");
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            wide.attribute("a" + i, i % 2 == 0 ? text() : number());
            values.put("a" + i, i % 2 == 0 ? (Object) ("v" + i) : new BigDecimal(i));
        }
        crm.schema().define(wide.build());
        CrmRecord record = crm.records("wide").create(values);
        assertThat(crm.records("wide").get(record.id()).values()).isEqualTo(values);
        assertThat(crm.records("wide").list(where(attr("a499").eq(499))).items())
                .hasSize(1);
        assertThat(Refusals.codes("the 501st", () -> crm.schema().addAttribute("wide", "a500", text())))
                .containsExactly(ErrorCode.SCHEMA_TOO_MANY_ATTRIBUTES);
    }

    @Test
    @SpecRule("VAL-7")
    @DisplayName("A record holds up to 1 MiB of values; past that nothing of the call is written")
    void oneMebibyte() {
        Crm crm = crm();
        ObjectSchema.Builder letters = ObjectSchema.named("letters");
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < 11; i++) {
            letters.attribute("a" + i, textArea());
            if (i < 10) {
                values.put("a" + i, "x".repeat(100_000));
            }
        }
        crm.schema().define(letters.build());
        CrmRecord full = crm.records("letters").create(values);
        assertThat(crm.records("letters").get(full.id()).values()).isEqualTo(values);
        Map<String, Object> more = Map.of("a10", "\u00E9".repeat(30_000));
        assertThat(Refusals.codes("patch", () -> crm.records("letters").patch(full.id(), more)))
                .containsExactly(ErrorCode.VALUES_TOO_LARGE);
        assertThat(crm.records("letters").get(full.id())).isEqualTo(full);
        Map<String, Object> tooMuch = new HashMap<>(values);
        tooMuch.putAll(more);
        assertThat(Refusals.codes(
                        "createAll", () -> crm.records("letters").createAll(List.of(Map.of("a0", "small"), tooMuch))))
                .containsExactly(ErrorCode.VALUES_TOO_LARGE);
        assertThat(crm.schema().recordCount("letters")).isEqualTo(1);
    }
}
