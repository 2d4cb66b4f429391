package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Measure;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.Sort;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import dev.crmkit.view.Board;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.GalleryLayout;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.SavedView;
import dev.crmkit.view.ShownAttribute;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TablePage;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewColumn;
import dev.crmkit.view.ViewKind;
import dev.crmkit.view.ViewProblem;
import dev.crmkit.view.ViewQuery;
import dev.crmkit.view.Views;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Saved views: definitions, who sees and changes them, and what becomes of them when the schema changes. Not thread-safe. */
public abstract class ViewsTck extends EngineTck {
    private static final Actor BEN = Actor.user("ben");
    private static final View ROWS = View.of(DealDesk.DEAL, "Rows", TableLayout.rows());

    /** For subclasses. */
    protected ViewsTck() {}

    private Crm deals() {
        return DealDesk.in(crm());
    }

    /** Ben, with one role of his own for deals and everything else to read; Ada owns the workspace. */
    private Crm ben(Crm owner, ObjectRules deals, Power... powers) {
        owner.members().put(Member.of(owner.actor(), Role.OWNER));
        owner.members()
                .roles()
                .put(Role.named("of ben")
                        .everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all()))
                        .on(DealDesk.DEAL, deals)
                        .grant(powers));
        owner.members().put(Member.of(BEN, "of ben"));
        return crm(BEN);
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CrmException.class,
                        refused -> assertThat(refused.code())
                                .as(refused.getMessage())
                                .isEqualTo(code));
    }

    private static List<Violation> faults(ThrowingCallable call) {
        return catchThrowableOfType(InvalidInputException.class, call).violations();
    }

    private static List<String> names(List<SavedView> views) {
        return views.stream().map(SavedView::name).toList();
    }

    private static List<String> rows(Crm crm, UUID view) {
        return ((TablePage) crm.views().run(view))
                .page().items().stream().map(CrmRecord::displayName).toList();
    }

    private static List<CrmEvent> events(Crm crm) {
        return crm.timeline()
                .list(TimelineQuery.all().types(EventTypes.VIEW_CHANGED).limit(100))
                .items();
    }

    /** One of each kind, with everything said that can be. */
    private static List<View> everyKind() {
        return List.of(
                View.of(
                                DealDesk.DEAL,
                                "Table",
                                TableLayout.rows()
                                        .groupBy("phase")
                                        .footers(Measure.count("due"), Measure.sum("amount"), Measure.max("due")))
                        .where(attr("size")
                                .gte(new BigDecimal(2))
                                .or(attr("due").within(RelativeDate.nextDays(7))))
                        .orderBy(Sort.desc("size"), Sort.asc("@created_at"))
                        .show(ViewColumn.of("name", 200), ViewColumn.of("@owner"))
                        .archived(ArchivedFilter.ALL),
                View.of(
                                DealDesk.DEAL,
                                "Board",
                                KanbanLayout.stagesOf("sales")
                                        .columns("sales/won", "sales/new")
                                        .hide("sales/offer")
                                        .hideEmpty()
                                        .sum("amount")
                                        .cover("logo")
                                        .cards(7))
                        .where(attr("company.industry").eq("tech").negate())
                        .show("name", "amount"),
                View.of(DealDesk.DEAL, "Calendar", CalendarLayout.on("due").until("ends"))
                        .where(attr("@owner").eq(View.ME)),
                View.of(
                        DealDesk.DEAL,
                        "Timeline",
                        TimelineLayout.from("called").until("hung_up").groupBy("@owner")),
                View.of(DealDesk.DEAL, "Gallery", GalleryLayout.covered("site")));
    }

    @Test
    @SpecRule({"FLT-1", "VAL-3"})
    @DisplayName("A view of every kind comes back as it was defined")
    void everyKindComesBack() {
        Crm crm = deals();
        for (View view : everyKind()) {
            SavedView saved = crm.views().define(view);
            assertThat(saved.view()).isEqualTo(view);
            assertThat(saved.version()).isEqualTo(1);
            assertThat(saved.shared()).isFalse();
            assertThat(saved.owner()).isEqualTo(crm.actor());
            assertThat(saved.definedAt()).isEqualTo(clock().instant());
            assertThat(saved.problems()).isEmpty();
            assertThat(crm.views().get(saved.id())).isEqualTo(saved);
            assertThat(crm.views().find(saved.id())).contains(saved);
        }
        assertThat(crm.views().list(DealDesk.DEAL))
                .extracting(view -> view.view().kind())
                .containsExactly(
                        ViewKind.KANBAN, ViewKind.CALENDAR, ViewKind.GALLERY, ViewKind.TABLE, ViewKind.TIMELINE);
        assertThat(crm.views().list(DealDesk.COMPANY)).isEmpty();
        assertRefused(() -> crm.views().list("order"), ErrorCode.SCHEMA_UNKNOWN_OBJECT);
        assertRefused(
                () -> crm.views().define(View.of("order", "A", TableLayout.rows())), ErrorCode.SCHEMA_UNKNOWN_OBJECT);
    }

    @Test
    @SpecRule("WSP-1")
    @DisplayName("A personal view is its owner's alone: to others it is like one that is not there")
    void personalViews() {
        Crm ada = deals();
        Crm ben = crm(BEN);
        UUID mine = ada.views().define(ROWS).id();
        assertThat(names(ada.views().list(DealDesk.DEAL))).containsExactly("Rows");
        assertThat(ben.views().list(DealDesk.DEAL)).isEmpty();
        assertThat(ben.views().find(mine)).isEmpty();
        assertThat(crm(Actor.api("ada")).views().find(mine)).isEmpty();
        List<Consumer<UUID>> calls = List.of(
                id -> ben.views().get(id),
                id -> ben.views().run(id),
                id -> ben.views().alter(id, ROWS),
                id -> ben.views().rename(id, "A"),
                id -> ben.views().copy(id, "A"),
                id -> ben.views().delete(id),
                id -> ben.views().share(id),
                id -> ben.views().unshare(id),
                id -> ben.views().choose(id),
                id -> ben.views().arrange(DealDesk.DEAL, List.of(id)));
        UUID unknown = UUID.randomUUID();
        for (Consumer<UUID> call : calls) {
            CrmException foreign = catchThrowableOfType(CrmException.class, () -> call.accept(mine));
            CrmException none = catchThrowableOfType(CrmException.class, () -> call.accept(unknown));
            assertThat(foreign.code()).isEqualTo(ErrorCode.VIEW_NOT_FOUND);
            assertThat(String.valueOf(foreign.getMessage()).replace(mine.toString(), "it"))
                    .isEqualTo(String.valueOf(none.getMessage()).replace(unknown.toString(), "it"));
        }
    }

    @Test
    @SpecRule({"WSP-3", "WSP-6"})
    @DisplayName("A shared view is seen by all; whoever takes it back has it alone")
    void sharing() {
        Crm ada = deals();
        Crm ben = crm(BEN);
        UUID id = ada.views().define(ROWS).id();
        assertThat(ada.views().share(id).shared()).isTrue();
        assertThat(ada.views().share(id).version()).isEqualTo(2);
        assertThat(ben.views().get(id).owner()).isEqualTo(ada.actor());
        assertThat(rows(ben, id)).isEmpty();
        assertThat(ben.views().alter(id, ROWS.named("Ours")).version()).isEqualTo(3);
        assertThat(ada.views().get(id).name()).isEqualTo("Ours");
        SavedView taken = ben.views().unshare(id);
        assertThat(taken.shared()).isFalse();
        assertThat(taken.owner()).isEqualTo(BEN);
        assertThat(ada.views().find(id)).isEmpty();
        assertThat(ben.views().unshare(id)).isEqualTo(taken);
        assertThat(events(ada).stream().map(event -> event.details().get("what")))
                .containsExactly("unshared", "altered", "shared", "defined");
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "Sharing and changing what is shared need the power for it; personal views need only something to read")
    void powers() {
        Crm ada = deals();
        UUID shared = ada.views().share(ada.views().define(ROWS).id()).id();
        Crm ben = ben(ada, ObjectRules.nothing().allow(Verb.READ, Reach.own()));
        UUID own = ben.views().define(ROWS.named("Mine")).id();
        assertThat(ben.views().rename(own, "Still mine").name()).isEqualTo("Still mine");
        assertThat(names(ben.views().list(DealDesk.DEAL))).containsExactly("Rows", "Still mine");
        assertThat(ben.views().copy(shared, "Copied").shared()).isFalse();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> ben.views().share(own),
                () -> ben.views().alter(shared, ROWS.named("Ours")),
                () -> ben.views().rename(shared, "Ours"),
                () -> ben.views().unshare(shared),
                () -> ben.views().delete(shared))) {
            assertRefused(call, ErrorCode.FORBIDDEN);
        }
        Crm curator = ben(ada, ObjectRules.nothing().allow(Verb.READ, Reach.own()), Power.MANAGE_VIEWS);
        assertThat(curator.views().share(own).shared()).isTrue();
        assertThat(curator.views().rename(shared, "Ours").name()).isEqualTo("Ours");
        curator.views().delete(shared);
        assertThat(ada.views().find(shared)).isEmpty();

        Crm blind = ben(ada, ObjectRules.nothing());
        assertThat(blind.views().find(own)).isEmpty();
        assertRefused(() -> blind.views().list(DealDesk.DEAL), ErrorCode.FORBIDDEN);
        assertRefused(() -> blind.views().define(ROWS), ErrorCode.FORBIDDEN);
        assertRefused(() -> blind.views().preview(ROWS, ViewQuery.all()), ErrorCode.FORBIDDEN);
    }

    @Test
    @SpecRule({"WSP-6", "REC-3", "EVT-1"})
    @DisplayName("Each change has its event with before and after; an equal one changes nothing")
    void changes() {
        Crm crm = deals();
        SavedView defined = crm.views().define(ROWS.where(attr("size").eq(1)));
        assertThat(crm.views().alter(defined.id(), ROWS.where(attr("size").eq(1))))
                .isEqualTo(defined);
        assertThat(crm.views().rename(defined.id(), "Rows")).isEqualTo(defined);
        View other = ROWS.layout(GalleryLayout.plain());
        SavedView altered = crm.views().alter(defined.id(), other, 1);
        assertThat(altered.view()).isEqualTo(other);
        assertThat(altered.version()).isEqualTo(2);
        assertRefused(() -> crm.views().alter(defined.id(), ROWS, 1), ErrorCode.VIEW_STALE);
        assertRefused(
                () -> crm.views().alter(defined.id(), View.of(DealDesk.COMPANY, "A", TableLayout.rows())),
                ErrorCode.VALUE_MALFORMED);
        assertThat(crm.views().copy(defined.id(), "Other").view()).isEqualTo(other.named("Other"));
        crm.views().delete(defined.id());
        assertThat(crm.views().find(defined.id())).isEmpty();

        List<CrmEvent> events = events(crm);
        assertThat(events.stream().map(event -> event.details().get("what")))
                .containsExactly("deleted", "copied", "altered", "defined");
        assertThat(events).allSatisfy(event -> assertThat(event.actor()).isEqualTo(crm.actor()));
        assertThat(events.get(2).details())
                .containsKeys("before", "after")
                .containsEntry("view", defined.id().toString());
        assertThat(String.valueOf(events.get(2).details().get("before"))).contains("TABLE", "EQ");
        assertThat(String.valueOf(events.get(2).details().get("after"))).contains("GALLERY");
        assertThat(events.get(3).details()).containsKey("after").doesNotContainKey("before");
        assertThat(events.get(0).details()).containsKey("before").doesNotContainKey("after");
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName(
            "What the log says of views is shown to those alone who are above all rules: a view may be anybody's own")
    void eventsOfViews() {
        Crm ada = deals();
        Crm ben = ben(
                ada,
                ObjectRules.nothing().allow(Verb.READ, Reach.all()),
                Power.MANAGE_VIEWS,
                Power.MANAGE_SETTINGS,
                Power.READ_AUDIT);
        ada.views().define(ROWS.named("Secret"));
        assertThat(events(ada)).hasSize(1);
        assertThat(events(ben)).isEmpty();
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("All faults of a view are told at once, with the choices, for every kind")
    void faultsOfViews() {
        Crm crm = deals();
        Views views = crm.views();
        assertThat(faults(() -> views.define(View.of(
                                DealDesk.DEAL,
                                " ",
                                TableLayout.rows()
                                        .groupBy("about")
                                        .footers(Measure.sum("name"), Measure.count(), Measure.count())
                                        .convertedBy("none"))
                        .where(attr("phase").eq("gone").and(attr("nmae").eq("x")))
                        .orderBy(Sort.asc("logo"))
                        .show(ViewColumn.of("name", 0), ViewColumn.of("name"), ViewColumn.of("hue")))))
                .extracting(Violation::path, Violation::code)
                .containsExactlyInAnyOrder(
                        tuple("name", ErrorCode.VALUE_REQUIRED),
                        tuple("filter.phase", ErrorCode.VALUE_UNKNOWN_OPTION),
                        tuple("filter.nmae", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("sorts.logo", ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE),
                        tuple("columns[0].width", ErrorCode.VALUE_OUT_OF_RANGE),
                        tuple("columns[1]", ErrorCode.VALUE_DUPLICATE),
                        tuple("columns[2].hue", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("layout.groupBy.about", ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE),
                        tuple("layout.footers[0].name", ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE),
                        tuple("layout.footers[2]", ErrorCode.VALUE_DUPLICATE),
                        tuple("layout.rateTable", ErrorCode.DOCUMENT_NOT_FOUND));
        assertThat(faults(() -> views.define(View.of(
                                DealDesk.DEAL,
                                "x".repeat(256),
                                KanbanLayout.by("phase")
                                        .columns("won", "wonn", "won")
                                        .hide("no")
                                        .sum("due")
                                        .cover("name")
                                        .cards(0)
                                        .convertedBy("none"))
                        .show(ViewColumn.of("name", 10)))))
                .extracting(Violation::path, Violation::code)
                .containsExactlyInAnyOrder(
                        tuple("name", ErrorCode.VALUE_TOO_LONG),
                        tuple("columns[0].width", ErrorCode.VALUE_MALFORMED),
                        tuple("layout.cards", ErrorCode.VALUE_OUT_OF_RANGE),
                        tuple("layout.sum.due", ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE),
                        tuple("layout.rateTable", ErrorCode.DOCUMENT_NOT_FOUND),
                        tuple("layout.cover.name", ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE),
                        tuple("layout.columns[1]", ErrorCode.VALUE_UNKNOWN_OPTION),
                        tuple("layout.columns[2]", ErrorCode.VALUE_DUPLICATE),
                        tuple("layout.hidden[0]", ErrorCode.VALUE_UNKNOWN_OPTION));
        assertThat(faults(() -> views.define(View.of(
                        DealDesk.DEAL, "A", KanbanLayout.stagesOf("sale").columns("new")))))
                .extracting(Violation::path, Violation::code)
                .containsExactlyInAnyOrder(
                        tuple("layout.pipeline", ErrorCode.PIPELINE_NOT_FOUND),
                        tuple("layout.columns[0]", ErrorCode.VALUE_UNKNOWN_OPTION));
        assertThat(faults(() -> views.define(
                        View.of(DealDesk.DEAL, "A", CalendarLayout.on("due").until("called")))))
                .extracting(Violation::path)
                .containsExactly("layout.end.called");
        assertThat(faults(() -> views.define(
                        View.of(DealDesk.DEAL, "A", CalendarLayout.on("name").until("size")))))
                .extracting(Violation::path)
                .containsExactly("layout.start.name", "layout.end.size");
        assertThat(faults(() -> views.define(
                        View.of(DealDesk.DEAL, "A", TimelineLayout.from("due").groupBy("partners")))))
                .extracting(Violation::path)
                .containsExactly("layout.groupBy.partners");
        assertThat(faults(() -> views.define(View.of(DealDesk.DEAL, "A", GalleryLayout.covered("lgo")))))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("Did you mean 'logo'?"));
        assertThat(faults(() -> views.define(ROWS.orderBy(
                        Sort.asc("name"),
                        Sort.asc("size"),
                        Sort.asc("due"),
                        Sort.asc("ends"),
                        Sort.asc("hot"),
                        Sort.asc("score")))))
                .extracting(Violation::code)
                .containsExactly(ErrorCode.QUERY_LIMIT);
        assertThat(faults(() -> views.define(ROWS.where(attr("@source").eq("a\u0000b")))))
                .extracting(Violation::path, Violation::code)
                .containsExactly(tuple("filter", ErrorCode.VALUE_MALFORMED));
        assertThat(faults(() -> views.define(ROWS.where(attr("@source")
                        .in(IntStream.range(0, 9_000)
                                .mapToObj(i -> "a source with a rather long name, number " + i)
                                .toList())))))
                .extracting(Violation::code)
                .containsExactly(ErrorCode.VALUES_TOO_LARGE);
        assertThat(faults(() -> views.rename(views.define(ROWS).id(), "")))
                .extracting(Violation::path)
                .containsExactly("name");
    }

    @Test
    @SpecRule("VAL-3")
    @DisplayName("Views go on when attributes, references and objects are renamed")
    void renames() {
        Crm crm = deals();
        UUID acme = crm.records(DealDesk.COMPANY)
                .create(Map.of("name", "Acme", "industry", "tech"))
                .id();
        DealDesk.deal(crm, "A", Map.of("size", 3, "company", acme));
        UUID id = crm.views()
                .define(ROWS.where(attr("company.industry")
                                .eq("tech")
                                .and(attr("size").gt(1)))
                        .orderBy(Sort.asc("size"))
                        .show("size", "name")
                        .layout(TableLayout.rows().groupBy("phase").footers(Measure.sum("size"))))
                .id();
        crm.schema().renameAttribute(DealDesk.DEAL, "size", "seats");
        crm.schema().renameAttribute(DealDesk.DEAL, "company", "customer");
        crm.schema().renameAttribute(DealDesk.DEAL, "phase", "step");
        crm.schema().renameAttribute(DealDesk.COMPANY, "industry", "branch");
        crm.schema().rename(DealDesk.DEAL, "chance");
        assertThat(crm.views().get(id).view())
                .isEqualTo(View.of(
                                "chance",
                                "Rows",
                                TableLayout.rows().groupBy("step").footers(Measure.sum("seats")))
                        .where(attr("customer.branch")
                                .eq("tech")
                                .and(attr("seats").gt(new BigDecimal(1))))
                        .orderBy(Sort.asc("seats"))
                        .show("seats", "name"));
        assertThat(crm.views().get(id).problems()).isEmpty();
        assertThat(rows(crm, id)).containsExactly("A");
        assertThat(names(crm.views().list("chance"))).containsExactly("Rows");
    }

    @Test
    @SpecRule({"VAL-3", "FLT-7"})
    @DisplayName(
            "What only adds to a view is left out with its attribute; a condition or board that lost its own does not run")
    void deletedAttributes() {
        Crm crm = deals();
        DealDesk.deal(crm, "A", Map.of("size", 3));
        UUID table = crm.views()
                .define(View.of(
                                DealDesk.DEAL,
                                "Table",
                                TableLayout.rows().groupBy("phase").footers(Measure.sum("size"), Measure.count()))
                        .orderBy(Sort.desc("size"), Sort.asc("name"))
                        .show("size", "name"))
                .id();
        UUID filtered = crm.views()
                .define(ROWS.named("Filtered")
                        .where(attr("size").gt(1).and(attr("phase").eq("won"))))
                .id();
        UUID board = crm.views()
                .define(View.of(
                        DealDesk.DEAL,
                        "Board",
                        KanbanLayout.by("phase").sum("size").cover("logo")))
                .id();
        UUID calendar = crm.views()
                .define(View.of(
                        DealDesk.DEAL, "Calendar", CalendarLayout.on("due").until("ends")))
                .id();
        for (String slug : List.of("size", "phase", "logo", "ends")) {
            crm.schema().deleteAttribute(DealDesk.DEAL, slug);
        }

        SavedView left = crm.views().get(table);
        assertThat(left.isRunnable()).isTrue();
        assertThat(left.view())
                .isEqualTo(View.of(DealDesk.DEAL, "Table", TableLayout.rows().footers(Measure.count()))
                        .orderBy(Sort.asc("name"))
                        .show("name"));
        assertThat(left.problems())
                .extracting(ViewProblem::part, ViewProblem::blocking)
                .containsExactlyInAnyOrder(
                        tuple("sorts", false),
                        tuple("columns", false),
                        tuple("layout.footers", false),
                        tuple("layout.groupBy", false));
        TablePage page = (TablePage) crm.views().run(table);
        assertThat(page.footers()).containsExactly(1L);
        assertThat(page.groups()).isEmpty();
        assertThat(page.shows()).extracting(ShownAttribute::path).containsExactly("name");

        assertThat(crm.views().get(calendar).view().layout()).isEqualTo(CalendarLayout.on("due"));
        assertThat(crm.views().get(calendar).isRunnable()).isTrue();
        assertThat(crm.views().get(filtered).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.part()).isEqualTo("filter");
            assertThat(problem.blocking()).isTrue();
            assertThat(problem.message()).contains("'size'", "'phase'");
        });
        assertThat(crm.views().get(board).problems())
                .extracting(ViewProblem::part, ViewProblem::blocking)
                .containsExactlyInAnyOrder(
                        tuple("layout.groupBy", true), tuple("layout.sum", false), tuple("layout.cover", false));
        for (UUID broken : List.of(filtered, board)) {
            assertRefused(() -> crm.views().run(broken), ErrorCode.VIEW_BROKEN);
            assertRefused(() -> crm.views().copy(broken, "A"), ErrorCode.VIEW_BROKEN);
        }
        assertThat(crm.views().rename(filtered, "Lost").name()).isEqualTo("Lost");
        assertThat(crm.views().findChosen(DealDesk.DEAL))
                .get()
                .extracting(SavedView::id)
                .isEqualTo(calendar);

        crm.schema().addAttribute(DealDesk.DEAL, "size", Attributes.number());
        assertThat(crm.views().get(filtered).isRunnable())
                .as("a new attribute that takes the slug is another one")
                .isFalse();
        crm.views().alter(filtered, ROWS.where(attr("size").isEmpty()));
        assertThat(rows(crm, filtered)).containsExactly("A");
    }

    @Test
    @SpecRule({"VAL-4", "FLT-7"})
    @DisplayName("A view whose attribute has another type says so, and runs again when the type fits")
    void retypedAttributes() {
        Crm crm = deals();
        UUID id = crm.views().define(ROWS.where(attr("size").gt(1))).id();
        crm.schema().retypeAttribute(DealDesk.DEAL, "size", Attributes.checkbox(), UnconvertibleValues.EMPTY);
        assertThat(crm.views().get(id).isRunnable()).isFalse();
        assertRefused(() -> crm.views().run(id), ErrorCode.VIEW_BROKEN);
        crm.schema().retypeAttribute(DealDesk.DEAL, "size", Attributes.number(), UnconvertibleValues.EMPTY);
        assertThat(rows(crm, id)).isEmpty();
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "What is hidden from a reader appears nowhere in a shared view, and orders and selects nothing for them")
    void hiddenAttributes() {
        Crm ada = deals();
        DealDesk.deal(ada, "A", Map.of("size", 1, "phase", "won"));
        DealDesk.deal(ada, "B", Map.of("size", 2, "phase", "lost"));
        UUID table = ada.views()
                .share(ada.views()
                        .define(View.of(
                                        DealDesk.DEAL,
                                        "Table",
                                        TableLayout.rows()
                                                .groupBy("phase")
                                                .footers(Measure.sum("size"), Measure.count()))
                                .orderBy(Sort.asc("size"))
                                .show("size", "name", "phase"))
                        .id())
                .id();
        UUID filtered = ada.views()
                .share(ada.views()
                        .define(ROWS.named("Filtered").where(attr("size").eq(31_337)))
                        .id())
                .id();
        UUID board = ada.views()
                .share(ada.views()
                        .define(View.of(
                                DealDesk.DEAL,
                                "Board",
                                KanbanLayout.by("phase").columns("lost").hide("won")))
                        .id())
                .id();
        UUID sums = ada.views()
                .share(ada.views()
                        .define(View.of(
                                DealDesk.DEAL,
                                "Sums",
                                KanbanLayout.by("progress").sum("size")))
                        .id())
                .id();
        Crm ben =
                ben(ada, ObjectRules.nothing().allow(Verb.READ, Reach.all()).hide("size", "phase"), Power.MANAGE_VIEWS);

        SavedView seen = ben.views().get(table);
        assertThat(seen.problems()).isEmpty();
        assertThat(seen.view())
                .isEqualTo(View.of(DealDesk.DEAL, "Table", TableLayout.rows().footers(Measure.count()))
                        .show("name"));
        TablePage page = (TablePage) ben.views().run(table);
        assertThat(page.page().items()).extracting(CrmRecord::displayName).containsExactly("B", "A");
        assertThat(page.groups()).isEmpty();
        assertThat(page.footers()).containsExactly(2L);
        assertThat(page.shows()).extracting(ShownAttribute::path).containsExactly("name");
        assertThat(rows(ada, table)).containsExactly("A", "B");
        assertThat(((Board) ben.views().run(sums)).columns())
                .allSatisfy(column -> assertThat(column.sum()).isNull());

        for (UUID broken : List.of(filtered, board)) {
            SavedView unusable = ben.views().get(broken);
            assertThat(unusable.isRunnable()).isFalse();
            assertThat(unusable.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message()).contains("may not see"));
            assertRefused(() -> ben.views().run(broken), ErrorCode.VIEW_BROKEN);
            assertRefused(() -> ben.views().copy(broken, "A"), ErrorCode.VIEW_BROKEN);
        }
        assertThat(ben.views().get(filtered).view().filter()).isEqualTo(Filter.all());
        UUID size = ada.schema()
                .get(DealDesk.DEAL)
                .findAttribute("size")
                .orElseThrow()
                .id();
        assertThat(ben.views().list(DealDesk.DEAL).toString())
                .doesNotContain("size", "phase", "31337", "lost", "won", size.toString());
        assertThat(ben.views().get(board).view().layout()).isEqualTo(KanbanLayout.by(""));
        for (UUID partial : List.of(table, filtered, board, sums)) {
            assertRefused(() -> ben.views().alter(partial, ROWS), ErrorCode.FORBIDDEN);
            assertRefused(() -> ben.views().unshare(partial), ErrorCode.FORBIDDEN);
        }
        assertThat(ben.views().copy(table, "Copy").view().columns()).containsExactly(ViewColumn.of("name"));
        assertRefused(
                () -> ben.views().preview(ROWS.where(attr("size").eq(1)), ViewQuery.all()),
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertRefused(
                () -> ben.views().run(table, ViewQuery.all().orderBy(Sort.asc("size"))),
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertRefused(
                () -> ben.views()
                        .run(table, ViewQuery.all().and(attr(size.toString()).eq(1))),
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("What was hidden and is gone by now is told to those alone who are above all rules")
    void goneAndHidden() {
        Crm ada = deals();
        UUID filtered = ada.views()
                .share(ada.views()
                        .define(ROWS.where(
                                attr("size").eq(31_337).and(attr("phase").eq("won"))))
                        .id())
                .id();
        UUID board = ada.views()
                .share(ada.views()
                        .define(View.of(
                                DealDesk.DEAL, "Board", KanbanLayout.by("phase").columns("lost")))
                        .id())
                .id();
        Crm ben =
                ben(ada, ObjectRules.nothing().allow(Verb.READ, Reach.all()).hide("size", "phase"), Power.MANAGE_VIEWS);
        ada.schema().deleteAttribute(DealDesk.DEAL, "size");
        ada.schema().deleteAttribute(DealDesk.DEAL, "phase");
        assertThat(ben.views().list(DealDesk.DEAL).toString()).doesNotContain("size", "phase", "31337", "lost");
        for (UUID view : List.of(filtered, board)) {
            assertThat(ben.views().get(view).isRunnable()).isFalse();
            assertRefused(() -> ben.views().run(view), ErrorCode.VIEW_BROKEN);
            assertRefused(() -> ben.views().alter(view, ROWS), ErrorCode.FORBIDDEN);
            assertRefused(() -> ben.views().unshare(view), ErrorCode.FORBIDDEN);
            assertThat(ada.views().get(view).problems().toString()).contains("phase");
        }
        assertThat(ada.views().alter(filtered, ROWS).isRunnable()).isTrue();
        assertThat(rows(ben, filtered)).isEmpty();
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("Where names are hidden, so are conditions on them, over references too")
    void hiddenNames() {
        Crm ada = deals();
        UUID own = ada.views()
                .share(ada.views()
                        .define(ROWS.where(attr("@display_name").eq("Quince")))
                        .id())
                .id();
        UUID across = ada.views()
                .share(ada.views()
                        .define(ROWS.where(attr("company.@display_name").eq("Quince")))
                        .id())
                .id();
        UUID shown = ada.views()
                .share(ada.views().define(ROWS.show("@display_name", "size")).id())
                .id();
        ada.members().put(Member.of(ada.actor(), Role.OWNER));
        ada.members()
                .roles()
                .put(Role.named("of ben")
                        .everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all()))
                        .on(
                                DealDesk.DEAL,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.all())
                                        .hide("name"))
                        .on(
                                DealDesk.COMPANY,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.all())
                                        .hide("name"))
                        .grant(Power.MANAGE_VIEWS));
        ada.members().put(Member.of(BEN, "of ben"));
        Crm ben = crm(BEN);
        for (UUID view : List.of(own, across)) {
            assertThat(ben.views().get(view).toString()).doesNotContain("Quince");
            assertRefused(() -> ben.views().run(view), ErrorCode.VIEW_BROKEN);
            assertRefused(() -> ben.views().alter(view, ROWS), ErrorCode.FORBIDDEN);
        }
        assertThat(ben.views().run(shown).shows())
                .extracting(ShownAttribute::path)
                .containsExactly("size");
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("Everybody has an order of their own and a view to begin with")
    void choices() {
        Crm ada = deals();
        Crm ben = crm(BEN);
        assertThat(ada.views().findChosen(DealDesk.DEAL)).isEmpty();
        UUID c = ada.views().define(ROWS.named("c")).id();
        UUID b = ada.views().define(ROWS.named("B")).id();
        UUID a = ada.views().share(ada.views().define(ROWS.named("z")).id()).id();
        assertThat(names(ada.views().list(DealDesk.DEAL))).containsExactly("z", "B", "c");
        assertThat(ada.views().findChosen(DealDesk.DEAL))
                .get()
                .extracting(SavedView::id)
                .isEqualTo(a);
        assertThat(names(ada.views().arrange(DealDesk.DEAL, List.of(c, a)))).containsExactly("c", "z", "B");
        assertThat(names(ada.views().list(DealDesk.DEAL))).containsExactly("c", "z", "B");
        assertThat(names(ben.views().list(DealDesk.DEAL))).containsExactly("z");
        assertThat(ada.views().choose(b).id()).isEqualTo(b);
        assertThat(ada.views().findChosen(DealDesk.DEAL))
                .get()
                .extracting(SavedView::id)
                .isEqualTo(b);
        assertThat(ben.views().findChosen(DealDesk.DEAL))
                .get()
                .extracting(SavedView::id)
                .isEqualTo(a);
        int before = events(ada).size();
        ada.views().choose(b);
        ada.views().arrange(DealDesk.DEAL, List.of(c, a));
        assertThat(events(ada)).hasSize(before);
        ada.views().delete(b);
        assertThat(ada.views().findChosen(DealDesk.DEAL))
                .get()
                .extracting(SavedView::id)
                .isEqualTo(c);
        assertRefused(() -> ada.views().arrange(DealDesk.DEAL, List.of(c, c)), ErrorCode.VALUE_MALFORMED);
        assertRefused(() -> ada.views().arrange(DealDesk.COMPANY, List.of(c)), ErrorCode.VIEW_NOT_FOUND);
    }

    @Test
    @SpecRule("FLT-7")
    @DisplayName("The views of an object that is gone are gone with it")
    void deletedObject() {
        Crm crm = deals();
        UUID id = crm.views().define(ROWS).id();
        crm.schema().delete(DealDesk.DEAL);
        assertThat(crm.views().find(id)).isEmpty();
        assertRefused(() -> crm.views().list(DealDesk.DEAL), ErrorCode.SCHEMA_UNKNOWN_OBJECT);
    }

    @Test
    @SpecRule("FLT-6")
    @DisplayName("In a condition '@me' is the user who runs the view, and nobody where no user does")
    void myself() {
        Crm ada = deals();
        DealDesk.deal(ada, "of Ada", Map.of("@owner", "ada"));
        DealDesk.deal(ada, "of Ben", Map.of("@owner", "ben", "buyer", "ada"));
        UUID mine = ada.views()
                .share(ada.views()
                        .define(ROWS.where(attr("@owner").in(View.ME)))
                        .id())
                .id();
        UUID bought = ada.views()
                .share(ada.views().define(ROWS.where(attr("buyer").eq(View.ME))).id())
                .id();
        assertThat(rows(ada, mine)).containsExactly("of Ada");
        assertThat(rows(crm(BEN), mine)).containsExactly("of Ben");
        assertThat(rows(crm(Actor.api("ada")), mine)).isEmpty();
        assertThat(rows(ada, bought)).containsExactly("of Ben");
        assertThat(rows(crm(BEN), bought)).isEmpty();
        assertThat(((TablePage) ada.views()
                                .preview(
                                        ROWS, ViewQuery.all().and(attr("@owner").neq(View.ME))))
                        .page()
                        .items())
                .extracting(CrmRecord::displayName)
                .containsExactly("of Ben");
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("A view that names a record follows it into the one that it is merged into, and back")
    void mergedRecords() {
        Crm crm = deals();
        UUID acme = DealDesk.company(crm, "Acme").id();
        UUID twin = DealDesk.company(crm, "Acme Inc").id();
        DealDesk.deal(crm, "A", Map.of("company", twin));
        DealDesk.deal(crm, "B", Map.of("company", acme));
        UUID rows = crm.views()
                .define(ROWS.where(attr("company")
                        .in(twin.toString())
                        .and(attr("company.@id").eq(twin))))
                .id();
        UUID board = crm.views()
                .define(View.of(
                        DealDesk.DEAL, "Board", KanbanLayout.by("company").columns(twin.toString())))
                .id();
        UUID merge = crm.merges().merge(acme, List.of(twin)).mergeId();
        assertThat(rows(crm, rows)).containsExactly("B", "A");
        assertThat(((Board) crm.views().run(board)).columns())
                .extracting(
                        column -> column.group().key(), column -> column.group().count())
                .containsExactly(tuple(acme.toString(), 2L), tuple(null, 0L));
        assertThat(((Board) crm.views().run(board, ViewQuery.all().inGroup(twin.toString()))).columns())
                .extracting(column -> column.group().count())
                .containsExactly(2L);
        crm.merges().unmerge(merge);
        assertThat(rows(crm, rows)).containsExactly("A");
    }

    @Test
    @SpecRule("FLT-8")
    @DisplayName("An actor has up to 1,000 views of an object, and as many may be shared")
    void limits() {
        Crm crm = deals();
        UUID first = crm.views().define(ROWS).id();
        UUID shared = crm.views().share(crm.views().define(ROWS).id()).id();
        storage().inTransaction(TransactionRequest.write(workspace()), transaction -> {
            List<StoredItem> copies = new ArrayList<>();
            for (StoredItem item : transaction.items().load(List.of(first, shared))) {
                IntStream.range(1, Views.MAX_VIEWS)
                        .forEach(i -> copies.add(new StoredItem(
                                UUID.randomUUID(),
                                item.kind(),
                                item.recordId(),
                                item.key(),
                                item.at(),
                                item.document())));
            }
            return transaction.items().insert(copies).isEmpty();
        });
        assertThat(crm.views().list(DealDesk.DEAL)).hasSize(2 * Views.MAX_VIEWS);
        assertRefused(() -> crm.views().define(ROWS), ErrorCode.VALUE_OUT_OF_RANGE);
        assertRefused(() -> crm.views().copy(first, "A"), ErrorCode.VALUE_OUT_OF_RANGE);
        assertRefused(() -> crm.views().share(first), ErrorCode.VALUE_OUT_OF_RANGE);
        assertRefused(() -> crm.views().unshare(shared), ErrorCode.VALUE_OUT_OF_RANGE);
        assertThat(crm(BEN).views().define(ROWS).name()).isEqualTo("Rows");
        crm.views().delete(first);
        assertThat(crm.views().define(ROWS).name()).isEqualTo("Rows");
    }

    @Test
    @SpecRule("REC-2")
    @DisplayName("Of many editors who saw one version exactly one wins, and of many choices all count")
    void races() {
        Crm crm = deals();
        UUID id = crm.views().define(ROWS).id();
        List<Callable<SavedView>> edits = IntStream.range(0, 6)
                .<Callable<SavedView>>mapToObj(i -> () -> crm.views().alter(id, ROWS.named("Edit " + i), 1))
                .toList();
        List<AtOnce.Outcome<SavedView>> outcomes = AtOnce.run(edits);
        assertThat(outcomes).filteredOn(AtOnce.Outcome::isSuccess).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .allSatisfy(outcome -> assertThat(outcome.failure())
                        .isInstanceOfSatisfying(
                                CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VIEW_STALE)));
        assertThat(crm.views().get(id).version()).isEqualTo(2);
        UUID other = crm.views().define(ROWS.named("Other")).id();
        List<Callable<Object>> choices =
                List.of(() -> crm.views().choose(other), () -> crm.views().arrange(DealDesk.DEAL, List.of(other, id)));
        assertThat(AtOnce.run(choices))
                .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(crm.views().findChosen(DealDesk.DEAL))
                .get()
                .extracting(SavedView::id)
                .isEqualTo(other);
        assertThat(crm.views().list(DealDesk.DEAL)).extracting(SavedView::id).containsExactly(other, id);
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName("A view that is undone with its transaction leaves nothing")
    void undone() {
        Crm crm = deals();
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.views().share(inside.views().define(ROWS).id());
                    assertThat(inside.views().list(DealDesk.DEAL)).hasSize(1);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(crm.views().list(DealDesk.DEAL)).isEmpty();
        assertThat(events(crm)).isEmpty();
    }

    @Test
    @SpecRule("FLT-4")
    @DisplayName("Relative days of a saved condition are counted anew with each run")
    void relativeDays() {
        Crm crm = deals();
        LocalDate today = LocalDate.ofInstant(clock().instant(), ZoneOffset.UTC);
        DealDesk.deal(crm, "today", Map.of("due", today));
        DealDesk.deal(crm, "tomorrow", Map.of("due", today.plusDays(1)));
        UUID id = crm.views()
                .define(ROWS.where(attr("due").within(RelativeDate.today())))
                .id();
        assertThat(rows(crm, id)).containsExactly("today");
        clock().advance(Duration.ofDays(1));
        assertThat(rows(crm, id)).containsExactly("tomorrow");
    }
}
