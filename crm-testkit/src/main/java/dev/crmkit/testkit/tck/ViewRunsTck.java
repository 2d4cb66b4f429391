package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.WorkspaceSettings;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.money.RateTable;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.query.Sort;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.view.Board;
import dev.crmkit.view.BoardColumn;
import dev.crmkit.view.CalendarEntry;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.CalendarRange;
import dev.crmkit.view.GalleryLayout;
import dev.crmkit.view.GalleryPage;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.ShownAttribute;
import dev.crmkit.view.TableGroup;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TablePage;
import dev.crmkit.view.TimelineLane;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.TimelineRange;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewCard;
import dev.crmkit.view.ViewColumn;
import dev.crmkit.view.ViewCover;
import dev.crmkit.view.ViewQuery;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What saved views show: compared with what lists and aggregates of the same records say. Not thread-safe. */
public abstract class ViewRunsTck extends EngineTck {
    private static final String DEAL = DealDesk.DEAL;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate FROM = LocalDate.of(2026, 3, 28);
    private static final LocalDate TO = LocalDate.of(2026, 3, 30);

    /** For subclasses. */
    protected ViewRunsTck() {}

    /** Where the random records begin; the same number means the same records. */
    protected long seed() {
        return 20261122;
    }

    /** How many random questions are asked of each kind of view. */
    protected int questions() {
        return 12;
    }

    private Crm deals() {
        return DealDesk.in(crm());
    }

    private Crm filled(Random random) {
        Crm crm = deals();
        DealDesk.fill(crm, random, 150);
        return crm;
    }

    private static Board board(Crm crm, KanbanLayout layout, ViewQuery query) {
        return board(crm, View.of(DEAL, "Board", layout), query);
    }

    private static Board board(Crm crm, View view, ViewQuery query) {
        return (Board) crm.views().run(crm.views().define(view).id(), query);
    }

    private static List<@Nullable String> keys(Board board) {
        List<@Nullable String> keys = new ArrayList<>();
        board.columns().forEach(column -> keys.add(column.group().key()));
        return keys;
    }

    private static BoardColumn column(Board board, @Nullable String key) {
        return board.columns().stream()
                .filter(column -> Objects.equals(column.group().key(), key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no column " + key + " among " + keys(board)));
    }

    private static List<UUID> ids(Page<?> page) {
        List<UUID> ids = new ArrayList<>();
        for (Object item : page.items()) {
            ids.add(
                    item instanceof ViewCard card
                            ? card.record().id()
                            : item instanceof CalendarEntry entry
                                    ? entry.record().id()
                                    : ((CrmRecord) item).id());
        }
        return ids;
    }

    private static List<UUID> all(Crm crm, ListQuery query) {
        List<UUID> ids = new ArrayList<>();
        String cursor = null;
        do {
            Page<CrmRecord> page = crm.records(DEAL).list(query.limit(1_000).after(cursor));
            ids.addAll(ids(page));
            cursor = page.nextCursor();
        } while (cursor != null);
        return ids;
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CrmException.class,
                        refused -> assertThat(refused.code())
                                .as(refused.getMessage())
                                .isEqualTo(code));
    }

    /** The records of one group, in the words of conditions. */
    private static Filter inGroup(String path, @Nullable String key) {
        if (key == null) {
            return attr(path).isEmpty();
        }
        return switch (path) {
            case "hot" -> attr(path).eq(Boolean.valueOf(key)).and(attr(path).isNotEmpty());
            case "score" -> attr(path).eq(new BigDecimal(key));
            case "company" -> attr(path).eq(UUID.fromString(key));
            default -> attr(path).eq(key);
        };
    }

    private static final List<String> GROUPS = List.of(
            "phase", "progress", "hot", "score", "company", "buyer", "@owner", "@source", "@stage", "@pipeline");

    private static Filter filter(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> attr("size").gte(2);
            case 1 -> attr("phase").neq("won").and(attr("due").isNotEmpty());
            case 2 -> attr("company.name").contains("o").or(attr("hot").eq(true));
            case 3 -> attr("@owner").isEmpty().negate();
            default -> Filter.all();
        };
    }

    private static Sort[] sorts(Random random) {
        List<String> paths = new ArrayList<>(List.of("size", "name", "due", "phase", "company", "@owner", "amount"));
        Collections.shuffle(paths, random);
        return paths.stream()
                .limit(random.nextInt(3))
                .map(path -> new Sort(path, random.nextBoolean()))
                .toArray(Sort[]::new);
    }

    @Test
    @SpecRule({"QRY-4", "QRY-1", "FLT-1"})
    @DisplayName(
            "A board agrees with lists and aggregates column by column, for every field that groups and any condition and order")
    void boardsAgree() {
        Random random = new Random(seed());
        Crm crm = filled(random);
        int cards = 0;
        for (int i = 0; i < questions(); i++) {
            for (String path : GROUPS) {
                Filter saved = filter(random);
                Filter asked = filter(random);
                Sort[] order = sorts(random);
                String search = random.nextInt(4) == 0 ? "deal 1" : null;
                int limit = 1 + random.nextInt(7);
                View view = View.of(DEAL, "Board", KanbanLayout.by(path).sum("size"))
                        .where(saved)
                        .orderBy(order);
                Board board = (Board) crm.views()
                        .preview(view, ViewQuery.all().and(asked).search(search).limit(limit));
                cards += assertColumns(crm, path, board, saved.and(asked), order, search, limit);
            }
        }
        assertThat(cards).as("cards that were compared").isGreaterThan(questions() * 30);
    }

    private static int assertColumns(
            Crm crm, String path, Board board, Filter filter, Sort[] order, @Nullable String search, int limit) {
        Map<@Nullable String, AggregateResult.Group> groups = new LinkedHashMap<>();
        crm.records(DEAL)
                .aggregate(AggregateQuery.of(Measure.count(), Measure.sum("size"))
                        .where(filter)
                        .search(search)
                        .groupBy(GroupKey.of(path)))
                .groups()
                .forEach(group -> {
                    Object key = group.keys().get(0);
                    groups.put(
                            key instanceof BigDecimal n ? n.toPlainString() : key == null ? null : key.toString(),
                            group);
                });
        assertThat(keys(board))
                .as("columns by %s", path)
                .doesNotHaveDuplicates()
                .containsAll(groups.keySet());
        assertThat(board.omitted()).isZero();
        int cards = 0;
        for (BoardColumn column : board.columns()) {
            String key = column.group().key();
            AggregateResult.Group group = groups.get(key);
            assertThat(column.group().count())
                    .as("count of %s = %s", path, key)
                    .isEqualTo(group == null ? 0L : group.values().get(0));
            assertThat(column.sum())
                    .as("sum of %s = %s", path, key)
                    .isEqualTo(group == null ? null : group.values().get(1));
            List<UUID> expected = all(
                    crm,
                    ListQuery.where(filter.and(inGroup(path, key)))
                            .search(search)
                            .orderBy(order));
            assertThat(ids(column.cards()))
                    .as("cards of %s = %s", path, key)
                    .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
            assertThat(column.cards().hasNext()).isEqualTo(expected.size() > limit);
            cards += column.cards().items().size();
        }
        return cards;
    }

    @Test
    @SpecRule("QRY-2")
    @DisplayName(
            "Each column goes on by its cursor to its last card, also while others move cards that stayed in place")
    void columnsPage() {
        Random random = new Random(seed() + 1);
        Crm crm = filled(random);
        for (String path : List.of("phase", "company", "@stage", "hot")) {
            UUID view = crm.views()
                    .define(View.of(DEAL, "Board", KanbanLayout.by(path)).orderBy(Sort.desc("size")))
                    .id();
            Board board = (Board) crm.views().run(view, ViewQuery.all().limit(4));
            Map<@Nullable String, List<UUID>> expected = new LinkedHashMap<>();
            for (@Nullable String key : keys(board)) {
                expected.put(key, all(crm, ListQuery.where(inGroup(path, key)).orderBy(Sort.desc("size"))));
            }
            for (BoardColumn column : board.columns()) {
                String key = column.group().key();
                List<UUID> seen = new ArrayList<>(ids(column.cards()));
                String cursor = column.cards().nextCursor();
                while (cursor != null) {
                    // One that comes before all that follow.
                    crm.records(DEAL).create(Map.of("name", "Late", "size", 1_000));
                    Board more = (Board) crm.views()
                            .run(view, ViewQuery.all().limit(4).inGroup(key).after(cursor));
                    assertThat(more.columns()).hasSize(1);
                    assertThat(more.columns().get(0).group().key()).isEqualTo(key);
                    assertThat(more.columns().get(0).group().label())
                            .isEqualTo(column.group().label());
                    seen.addAll(ids(more.columns().get(0).cards()));
                    cursor = more.columns().get(0).cards().nextCursor();
                }
                assertThat(seen).as("cards of %s = %s", path, key).isEqualTo(expected.get(key));
            }
        }
    }

    @Test
    @SpecRule("QRY-2")
    @DisplayName("A cursor is good for its own view, column, condition and order, and for nothing else")
    void cursors() {
        Crm crm = deals();
        IntStream.range(0, 6)
                .forEach(i -> DealDesk.deal(crm, "Deal " + i, Map.of("phase", i < 3 ? "won" : "new", "due", FROM)));
        View view = View.of(DEAL, "Board", KanbanLayout.by("phase").cards(1));
        UUID board = crm.views().define(view).id();
        String won = column((Board) crm.views().run(board), "won").cards().nextCursor();
        assertThat(won).isNotNull();
        ViewQuery next = ViewQuery.all().inGroup("won").after(won);
        assertThat(((Board) crm.views().run(board, next))
                        .columns()
                        .get(0)
                        .cards()
                        .items())
                .hasSize(1);
        assertRefused(() -> crm.views().run(board, ViewQuery.all().after(won)), ErrorCode.INVALID_CURSOR);
        assertRefused(
                () -> crm.views().run(board, ViewQuery.all().inGroup("new").after(won)), ErrorCode.INVALID_CURSOR);
        assertRefused(() -> crm.views().run(board, next.and(attr("hot").eq(true))), ErrorCode.INVALID_CURSOR);
        assertRefused(() -> crm.views().run(board, next.orderBy(Sort.asc("size"))), ErrorCode.INVALID_CURSOR);
        assertRefused(() -> crm.records(DEAL).list(ListQuery.all().after(won)), ErrorCode.INVALID_CURSOR);
        Crm other = DealDesk.in(engine().workspace(newWorkspace()).as(Actor.user("ada")));
        UUID foreign = other.views().define(view).id();
        DealDesk.deal(other, "A", Map.of("phase", "won"));
        assertRefused(() -> other.views().run(foreign, next), ErrorCode.INVALID_CURSOR);
        crm.views().alter(board, view.where(attr("due").isNotEmpty()));
        assertRefused(() -> crm.views().run(board, next), ErrorCode.INVALID_CURSOR);

        UUID calendar = crm.views()
                .define(View.of(DEAL, "Calendar", CalendarLayout.on("due")))
                .id();
        ViewQuery days = ViewQuery.all().between(FROM, TO).limit(2);
        String page = ((CalendarRange) crm.views().run(calendar, days)).page().nextCursor();
        assertThat(((CalendarRange) crm.views().run(calendar, days.after(page)))
                        .page()
                        .items())
                .hasSize(2);
        assertRefused(
                () -> crm.views()
                        .run(calendar, days.between(FROM, TO.plusDays(1)).after(page)),
                ErrorCode.INVALID_CURSOR);
    }

    @Test
    @SpecRule({"QRY-4", "PIP-2"})
    @DisplayName("Options, stages and answers have a column each, with records or without; the empty one is the last")
    void columnsOfOptions() {
        Crm crm = deals();
        DealDesk.deal(crm, "A", Map.of("phase", "new", "hot", false, "@stage", "sales/offer"));
        Board phases = board(crm, KanbanLayout.by("phase"), ViewQuery.all());
        assertThat(phases.columns())
                .extracting(
                        column -> column.group().key(),
                        column -> column.group().label(),
                        column -> column.group().colour(),
                        column -> column.group().count())
                .containsExactly(
                        tuple("won", "Won", "green", 0L),
                        tuple("new", "New", null, 1L),
                        tuple("lost", "Lost", null, 0L),
                        tuple(null, "", null, 0L));
        assertThat(keys(board(crm, KanbanLayout.by("hot"), ViewQuery.all()))).containsExactly("true", "false", null);
        assertThat(keys(board(crm, KanbanLayout.by("@pipeline"), ViewQuery.all())))
                .containsExactly("sales", "renewals", null);
        assertThat(board(crm, KanbanLayout.by("@stage"), ViewQuery.all()).columns())
                .extracting(
                        column -> column.group().key(),
                        column -> column.group().label(),
                        column -> column.group().colour())
                .containsExactly(
                        tuple("sales/new", "New", "blue"),
                        tuple("sales/offer", "Offer", null),
                        tuple("sales/won", "Won", null),
                        tuple("renewals/due", "due", null),
                        tuple(null, "", null));
        assertThat(keys(board(
                        crm,
                        KanbanLayout.by("phase").columns("lost").hide("new").hideEmpty(),
                        ViewQuery.all())))
                .containsExactly("lost", "won");

        crm.schema()
                .alterAttribute(
                        DEAL,
                        "phase",
                        Attributes.select()
                                .option(AttributeOption.of("lost", "Lost"))
                                .option(AttributeOption.of("won", "Won").asArchived())
                                .option(AttributeOption.of("new", "Fresh").asArchived()));
        Board changed = board(crm, KanbanLayout.by("phase"), ViewQuery.all());
        assertThat(keys(changed))
                .as("an archived option has a column while records have it")
                .containsExactly("lost", "new", null);
        assertThat(column(changed, "new").group().label()).isEqualTo("Fresh");
    }

    @Test
    @SpecRule("PIP-2")
    @DisplayName("A board of one pipeline has its stages and its records alone, in their order")
    void boardOfAPipeline() {
        Crm crm = deals();
        DealDesk.deal(crm, "none", Map.of());
        DealDesk.deal(crm, "due", Map.of("@stage", "renewals/due"));
        CrmRecord sold = DealDesk.deal(crm, "sold", Map.of("@stage", "sales/won", "size", 5));
        UUID view = crm.views()
                .define(View.of(DEAL, "Sales", KanbanLayout.stagesOf("sales").sum("size")))
                .id();
        Board board = (Board) crm.views().run(view);
        assertThat(keys(board)).containsExactly("sales/new", "sales/offer", "sales/won");
        assertThat(ids(column(board, "sales/won").cards())).containsExactly(sold.id());
        assertThat(column(board, "sales/won").sum()).isEqualByComparingTo("5");
        crm.pipelines().reorderStages(DEAL, "sales", List.of("offer", "new", "won"));
        crm.pipelines().move(sold.id(), "offer");
        Board after = (Board) crm.views().run(view);
        assertThat(keys(after)).containsExactly("sales/offer", "sales/new", "sales/won");
        assertThat(column(after, "sales/offer").group().count()).isEqualTo(1);
        crm.pipelines().deleteStage(DEAL, "sales", "offer", "new");
        assertThat(keys((Board) crm.views().run(view))).containsExactly("sales/new", "sales/won");
        assertThat(((Board) crm.views().run(view, ViewQuery.all().inGroup("renewals/due")))
                        .columns()
                        .get(0)
                        .group()
                        .count())
                .isZero();
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Money is summed per currency, or converted by a rate table")
    void moneyOfColumns() {
        Crm crm = deals();
        DealDesk.deal(crm, "A", Map.of("phase", "won", "amount", 100));
        DealDesk.deal(crm, "B", Map.of("phase", "won", "amount", Map.of("amount", 50, "currency", "USD")));
        DealDesk.deal(crm, "C", Map.of("phase", "won"));
        crm.rates().put("spot", new RateTable("EUR", Map.of("USD", new BigDecimal("0.5"))));
        BoardColumn apart = column(board(crm, KanbanLayout.by("phase").sum("amount"), ViewQuery.all()), "won");
        assertThat(apart.sum()).isNull();
        assertThat(apart.sums().keySet()).containsExactly("EUR", "USD");
        assertThat(apart.sums().get("EUR")).isEqualByComparingTo("100");
        assertThat(apart.group().count()).isEqualTo(3);
        UUID converted = crm.views()
                .define(View.of(
                        DEAL, "Board", KanbanLayout.by("phase").sum("amount").convertedBy("spot")))
                .id();
        BoardColumn together = column((Board) crm.views().run(converted), "won");
        assertThat(together.sum()).isEqualByComparingTo("125");
        assertThat(together.sums()).isEmpty();
        crm.rates().remove("spot");
        assertRefused(() -> crm.views().run(converted), ErrorCode.DOCUMENT_NOT_FOUND);
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName(
            "Of many values the hundred with the most records have columns, by what people read; the others are counted and can be asked for")
    void manyColumns() {
        Crm crm = deals();
        List<Map<String, Object>> deals = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            String owner = "user" + (1_000 + i);
            deals.add(Map.of("name", "A", "@owner", owner));
            if (i >= 20) {
                deals.add(Map.of("name", "B", "@owner", owner));
            }
        }
        crm.records(DEAL).createAll(deals);
        KanbanLayout layout =
                KanbanLayout.by("@owner").columns("user1003", "nobody").cards(1);
        Board board = board(crm, layout, ViewQuery.all());
        assertThat(board.columns()).hasSize(100);
        assertThat(board.omitted()).isEqualTo(22);
        List<@Nullable String> keys = keys(board);
        assertThat(keys.subList(0, 3)).containsExactly("user1003", "nobody", "user1020");
        assertThat(keys.subList(2, 99))
                .isEqualTo(keys.subList(2, 99).stream().sorted().toList());
        assertThat(keys.get(99)).isNull();
        assertThat(column(board, "nobody").group().count()).isZero();
        assertThat(column(board(crm, layout, ViewQuery.all().inGroup("user1001")), "user1001")
                        .group()
                        .count())
                .isEqualTo(1);
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("A board shows its reader the records that they read, and no name that they may not see")
    void restrictedBoards() {
        Crm ada = deals();
        CrmRecord acme = DealDesk.company(ada, "Acme");
        CrmRecord secret = ada.records(DealDesk.COMPANY).create(Map.of("name", "Secret", "industry", "tech"));
        for (String owner : List.of("ada", "ben")) {
            for (CrmRecord company : List.of(acme, secret)) {
                DealDesk.deal(
                        ada,
                        "Deal of " + owner,
                        Map.of("@owner", owner, "company", company.id(), "size", 3, "due", FROM));
            }
        }
        UUID board = ada.views()
                .share(ada.views()
                        .define(View.of(
                                DEAL, "Board", KanbanLayout.by("company").sum("size")))
                        .id())
                .id();
        UUID timeline = ada.views()
                .share(ada.views()
                        .define(View.of(
                                DEAL, "Lanes", TimelineLayout.from("due").groupBy("@owner")))
                        .id())
                .id();
        ada.members().put(Member.of(ada.actor(), Role.OWNER));
        ada.members()
                .roles()
                .put(Role.named("seller")
                        .on(DEAL, ObjectRules.nothing().allow(Verb.READ, Reach.own()))
                        .on(
                                DealDesk.COMPANY,
                                ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.where(attr("industry").neq("tech")))));
        ada.members().put(Member.of(Actor.user("ben"), "seller"));
        Crm ben = crm(Actor.user("ben"));
        Board seen = (Board) ben.views().run(board);
        assertThat(seen.columns())
                .extracting(
                        column -> column.group().key(),
                        column -> column.group().label(),
                        column -> column.group().count())
                .containsExactly(
                        tuple(secret.id().toString(), "", 1L),
                        tuple(acme.id().toString(), "Acme", 1L),
                        tuple(null, "", 0L));
        assertThat(seen.columns().stream().flatMap(column -> column.cards().items().stream()))
                .allSatisfy(card -> assertThat(card.record().displayName()).isEqualTo("Deal of ben"));
        assertThat(column(seen, acme.id().toString()).sum()).isEqualByComparingTo("3");
        TimelineRange lanes =
                (TimelineRange) ben.views().run(timeline, ViewQuery.all().between(FROM, TO));
        assertThat(lanes.lanes())
                .extracting(lane -> lane.group().key(), lane -> lane.group().count())
                .containsExactly(tuple("ben", 2L), tuple(null, 0L));
    }

    @Test
    @SpecRule({"QRY-4", "QRY-2", "QRY-3"})
    @DisplayName("A table has its rows group by group, with counts and footers as aggregates give them")
    void tablesAgree() {
        Random random = new Random(seed() + 2);
        Crm crm = filled(random);
        Measure[] footers = {Measure.count("due"), Measure.sum("amount"), Measure.avg("size"), Measure.min("due")};
        for (String path : GROUPS) {
            boolean descending = random.nextBoolean();
            Filter filter = filter(random);
            UUID view = crm.views()
                    .define(View.of(
                                    DEAL,
                                    "Table",
                                    TableLayout.rows().groupBy(path).footers(footers))
                            .where(filter)
                            .orderBy(Sort.desc("size"), new Sort(path, descending)))
                    .id();
            ListQuery list = ListQuery.where(filter).orderBy(new Sort(path, descending), Sort.desc("size"));
            TablePage first =
                    (TablePage) crm.views().run(view, ViewQuery.all().limit(20).counted());
            List<UUID> seen = new ArrayList<>(ids(first.page()));
            String cursor = first.page().nextCursor();
            while (cursor != null) {
                TablePage next = (TablePage)
                        crm.views().run(view, ViewQuery.all().limit(20).after(cursor));
                assertThat(next.groups()).isEmpty();
                assertThat(next.footers()).isEmpty();
                seen.addAll(ids(next.page()));
                cursor = next.page().nextCursor();
            }
            assertThat(seen).as("rows by %s", path).isEqualTo(all(crm, list));
            assertThat(first.page().findTotal()).contains(crm.records(DEAL).count(list));
            AggregateQuery computed = AggregateQuery.of(footers).where(filter);
            assertThat(first.footers())
                    .isEqualTo(crm.records(DEAL)
                            .aggregate(computed)
                            .groups()
                            .get(0)
                            .values());
            assertGroups(crm, view, path, filter, first, computed, all(crm, list));
        }
    }

    private static void assertGroups(
            Crm crm, UUID view, String path, Filter filter, TablePage first, AggregateQuery computed, List<UUID> rows) {
        Map<@Nullable Object, List<@Nullable Object>> expected = new LinkedHashMap<>();
        crm.records(DEAL)
                .aggregate(computed.groupBy(GroupKey.of(path)))
                .groups()
                .forEach(group -> {
                    Object key = group.keys().get(0);
                    expected.put(
                            key instanceof BigDecimal n ? n.toPlainString() : key == null ? null : key.toString(),
                            group.values());
                });
        List<UUID> inOrder = new ArrayList<>();
        for (TableGroup group : first.groups()) {
            String key = group.group().key();
            assertThat(group.footers()).as("footers of %s = %s", path, key).isEqualTo(expected.remove(key));
            List<UUID> own =
                    all(crm, ListQuery.where(filter.and(inGroup(path, key))).orderBy(Sort.desc("size")));
            assertThat(group.group().count()).isEqualTo(own.size());
            inOrder.addAll(own);
            TablePage alone = (TablePage)
                    crm.views().run(view, ViewQuery.all().limit(1_000).inGroup(key));
            assertThat(Set.copyOf(ids(alone.page()))).isEqualTo(Set.copyOf(own));
            assertThat(alone.groups()).containsExactly(group);
            assertThat(alone.footers()).isEqualTo(group.footers());
        }
        assertThat(expected).as("groups by %s that are not there", path).isEmpty();
        assertThat(new TreeSet<>(inOrder)).isEqualTo(new TreeSet<>(rows));
        assertThat(rows.stream()
                        .map(id -> groupOf(first, crm, path, filter, id))
                        .distinct()
                        .toList())
                .as("the groups come in the order of the rows")
                .isEqualTo(first.groups().stream()
                        .map(group -> String.valueOf(group.group().key()))
                        .toList());
    }

    private static String groupOf(TablePage page, Crm crm, String path, Filter filter, UUID id) {
        return page.groups().stream()
                .map(group -> group.group().key())
                .filter(key -> crm.records(DEAL)
                                .count(ListQuery.where(filter.and(inGroup(path, key))
                                        .and(attr("@id").eq(id))))
                                .value()
                        == 1)
                .map(String::valueOf)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName("A table shows the columns that it names, with their titles and widths, or all")
    void columnsOfTables() {
        Crm crm = deals();
        View rows = View.of(DEAL, "Rows", TableLayout.rows());
        assertThat(crm.views().preview(rows, ViewQuery.all()).shows())
                .extracting(ShownAttribute::path)
                .startsWith("name", "phase")
                .hasSize(17);
        assertThat(crm.views()
                        .preview(rows.show(ViewColumn.of("size", 80), ViewColumn.of("@owner")), ViewQuery.all())
                        .shows())
                .containsExactly(new ShownAttribute("size", "size", 80), new ShownAttribute("@owner", "@owner", null));
    }

    @Test
    @SpecRule({"TIM-1", "FLT-4"})
    @DisplayName(
            "A calendar has the records that touch its days in the workspace's zone, half open, also where a day has 23 hours")
    void calendarsAgree() {
        Crm crm = filled(new Random(seed() + 3));
        crm.configure(new WorkspaceSettings(BERLIN));
        Random random = new Random(seed() + 4);
        int entries = 0;
        for (int i = 0; i < questions() * 2; i++) {
            LocalDate from = FROM.minusDays(random.nextInt(6)).plusDays(random.nextInt(6));
            LocalDate to = from.plusDays(1 + random.nextInt(4));
            Filter filter = filter(random);
            for (CalendarLayout layout : List.of(
                    CalendarLayout.on("due").until("ends"),
                    CalendarLayout.on("due"),
                    CalendarLayout.on("called").until("hung_up"),
                    CalendarLayout.on("called"))) {
                CalendarRange range = (CalendarRange) crm.views()
                        .preview(
                                View.of(DEAL, "Calendar", layout).where(filter),
                                ViewQuery.all().between(from, to));
                assertThat(range.zone()).isEqualTo(BERLIN);
                List<CrmRecord> expected = crm
                        .records(DEAL)
                        .list(ListQuery.where(filter).limit(1_000))
                        .items()
                        .stream()
                        .filter(record -> touches(record, layout, from, to))
                        .toList();
                assertThat(ids(range.page()))
                        .as("%s from %s to %s", layout, from, to)
                        .containsExactlyInAnyOrderElementsOf(
                                expected.stream().map(CrmRecord::id).toList());
                assertThat(range.page().items())
                        .isSortedAccordingTo(Comparator.comparing(entry -> entry.start() == null
                                ? entry.firstDay().toString()
                                : entry.start().toString().replace("00Z", "00.000000Z")));
                range.page().items().forEach(entry -> assertDays(entry, layout, from, to));
                entries += expected.size();
            }
        }
        assertThat(entries).as("entries that were compared").isGreaterThan(questions() * 20);
    }

    /** In the words of the contract: [start, end) of moments, whole days of days, a point where there is no end after the start. */
    private static boolean touches(CrmRecord record, CalendarLayout layout, LocalDate from, LocalDate to) {
        Object start = record.value(layout.start());
        Object end = layout.end() == null ? null : record.value(layout.end());
        if (start instanceof LocalDate first) {
            LocalDate last = end instanceof LocalDate day && day.isAfter(first) ? day : first;
            return first.isBefore(to) && !last.isBefore(from);
        } else if (start instanceof Instant begin) {
            Instant low = from.atStartOfDay(BERLIN).toInstant();
            Instant high = to.atStartOfDay(BERLIN).toInstant();
            boolean longer = end instanceof Instant until && until.isAfter(begin) && until.isAfter(low);
            return begin.isBefore(high) && (!begin.isBefore(low) || longer);
        }
        return false;
    }

    private static void assertDays(CalendarEntry entry, CalendarLayout layout, LocalDate from, LocalDate to) {
        assertThat(entry.firstDay()).isBefore(to);
        assertThat(entry.lastDay()).isAfterOrEqualTo(from).isAfterOrEqualTo(entry.firstDay());
        Object start = entry.record().value(layout.start());
        if (start instanceof Instant begin) {
            assertThat(entry.start()).isEqualTo(begin);
            assertThat(entry.firstDay()).isEqualTo(begin.atZone(BERLIN).toLocalDate());
        } else {
            assertThat(entry.start()).isNull();
            assertThat(entry.firstDay()).isEqualTo(start);
        }
    }

    @Test
    @SpecRule({"TIM-1", "TIM-2"})
    @DisplayName("On the day that summer time begins, its last hour is on it and the next midnight is not")
    void summerTime() {
        Crm crm = deals();
        crm.configure(new WorkspaceSettings(BERLIN));
        LocalDate change = LocalDate.of(2026, 3, 29);
        Map<String, String> moments = new LinkedHashMap<>();
        moments.put("before", "2026-03-28T22:59:59.999999Z");
        moments.put("first", "2026-03-28T23:00:00Z");
        moments.put("last", "2026-03-29T21:59:59.999999Z");
        moments.put("after", "2026-03-29T22:00:00Z");
        moments.forEach((name, at) -> DealDesk.deal(crm, name, Map.of("called", at)));
        DealDesk.deal(
                crm, "ends at midnight", Map.of("called", "2026-03-28T20:00:00Z", "hung_up", "2026-03-28T23:00:00Z"));
        DealDesk.deal(
                crm,
                "ends after it",
                Map.of("called", "2026-03-28T20:00:00Z", "hung_up", "2026-03-28T23:00:00.000001Z"));
        DealDesk.deal(crm, "all day", Map.of("called", "2026-03-28T23:00:00Z", "hung_up", "2026-03-29T22:00:00Z"));
        DealDesk.deal(
                crm,
                "ends before it starts",
                Map.of("called", "2026-03-29T12:00:00Z", "hung_up", "2026-03-01T00:00:00Z"));
        UUID view = crm.views()
                .define(View.of(DEAL, "Calls", CalendarLayout.on("called").until("hung_up")))
                .id();
        CalendarRange range =
                (CalendarRange) crm.views().run(view, ViewQuery.all().between(change, change.plusDays(1)));
        assertThat(range.page().items())
                .extracting(
                        entry -> entry.record().displayName(),
                        CalendarEntry::firstDay,
                        CalendarEntry::lastDay,
                        entry -> entry.end() != null)
                .containsExactly(
                        tuple("ends after it", change.minusDays(1), change, true),
                        tuple("first", change, change, false),
                        tuple("all day", change, change, true),
                        tuple("ends before it starts", change, change, false),
                        tuple("last", change, change, false));
    }

    @Test
    @SpecRule("FLT-6")
    @DisplayName("A calendar takes the times that every record has, and says when there is more")
    void calendarOfSystemTimes() {
        Crm crm = deals();
        IntStream.range(0, 5).forEach(i -> DealDesk.deal(crm, "Deal " + i, Map.of("@stage", "sales/won")));
        LocalDate today = LocalDate.ofInstant(clock().instant(), ZoneOffset.UTC);
        for (String path :
                List.of("@created_at", "@updated_at", "@last_activity_at", "@stage_entered_at", "@closed_at")) {
            View view = View.of(DEAL, "Times", CalendarLayout.on(path));
            CalendarRange range = (CalendarRange) crm.views()
                    .preview(
                            view,
                            ViewQuery.all()
                                    .between(today, today.plusDays(1))
                                    .limit(4)
                                    .counted());
            assertThat(range.page().items()).hasSize(4).allSatisfy(entry -> {
                assertThat(entry.start()).isEqualTo(clock().instant());
                assertThat(entry.firstDay()).isEqualTo(today);
            });
            assertThat(range.page().hasNext()).isTrue();
            assertThat(Objects.requireNonNull(range.page().total()).value()).isEqualTo(5);
        }
        assertThat(((CalendarRange) crm.views()
                                .preview(
                                        View.of(DEAL, "Times", CalendarLayout.on("@archived_at")),
                                        ViewQuery.all().between(today, today.plusDays(1))))
                        .page()
                        .items())
                .isEmpty();
    }

    @Test
    @SpecRule({"QRY-4", "QRY-2"})
    @DisplayName("A timeline has lanes like the columns of a board, each with its records by start and its own cursor")
    void timelines() {
        Random random = new Random(seed() + 5);
        Crm crm = filled(random);
        ViewQuery days = ViewQuery.all().between(FROM.minusDays(4), TO.plusDays(4));
        Filter inDays = attr("due")
                .lt(TO.plusDays(4))
                .and(attr("due").gte(FROM.minusDays(4)).or(attr("ends").gte(FROM.minusDays(4))));
        for (String path : List.of("phase", "@owner", "company", "@stage")) {
            View view = View.of(
                            DEAL,
                            "Lanes",
                            TimelineLayout.from("due").until("ends").groupBy(path))
                    .orderBy(Sort.desc("size"));
            TimelineRange range = (TimelineRange) crm.views().preview(view, days.limit(3));
            long records = 0;
            for (TimelineLane lane : range.lanes()) {
                String key = lane.group().key();
                List<UUID> expected = all(
                        crm,
                        ListQuery.where(inDays.and(inGroup(path, key))).orderBy(Sort.asc("due"), Sort.desc("size")));
                assertThat(lane.group().count()).as("%s = %s", path, key).isEqualTo(expected.size());
                List<UUID> seen = new ArrayList<>(ids(lane.entries()));
                String cursor = lane.entries().nextCursor();
                while (cursor != null) {
                    TimelineRange more = (TimelineRange)
                            crm.views().preview(view, days.limit(3).inGroup(key).after(cursor));
                    seen.addAll(ids(more.lanes().get(0).entries()));
                    cursor = more.lanes().get(0).entries().nextCursor();
                }
                assertThat(seen).as("%s = %s", path, key).isEqualTo(expected);
                records += expected.size();
            }
            assertThat(records)
                    .isEqualTo(crm.records(DEAL).count(ListQuery.where(inDays)).value());
            TimelineRange whole = (TimelineRange) crm.views()
                    .preview(View.of(DEAL, "One", TimelineLayout.from("due").until("ends")), days);
            assertThat(whole.lanes()).singleElement().satisfies(lane -> {
                assertThat(lane.group().key()).isNull();
                assertThat(lane.entries().items())
                        .hasSize((int) Math.min(100, lane.group().count()));
            });
            assertThat(whole.lanes().get(0).group().count()).isEqualTo(records);
        }
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName("A card's cover is the first picture among its files, or its address")
    void covers() {
        Crm crm = deals();
        Map<String, Object> scan = Map.of("id", "f1", "name", "a.pdf", "size", 1, "mediaType", "application/pdf");
        Map<String, Object> photo = Map.of("id", "f2", "name", "b.png", "size", 1, "mediaType", "image/png");
        DealDesk.deal(crm, "both", Map.of("logo", List.of(scan, photo), "site", "https://x.example/1.png"));
        DealDesk.deal(crm, "scan", Map.of("logo", List.of(scan)));
        DealDesk.deal(crm, "none", Map.of());
        View files = View.of(DEAL, "Gallery", GalleryLayout.covered("logo"))
                .orderBy(Sort.asc("name"))
                .show("size");
        GalleryPage page = (GalleryPage) crm.views().preview(files, ViewQuery.all());
        assertThat(page.page().items())
                .extracting(card -> card.record().displayName(), ViewCard::cover)
                .containsExactly(tuple("both", new ViewCover("f2", null)), tuple("none", null), tuple("scan", null));
        assertThat(page.shows()).extracting(ShownAttribute::path).containsExactly("size");
        GalleryPage addresses = (GalleryPage) crm.views()
                .preview(
                        files.layout(GalleryLayout.covered("site")),
                        ViewQuery.all().limit(1).counted());
        assertThat(addresses.page().items())
                .extracting(ViewCard::cover)
                .containsExactly(new ViewCover(null, "https://x.example/1.png"));
        assertThat(addresses.page().hasNext()).isTrue();
        assertThat(Objects.requireNonNull(addresses.page().total()).value()).isEqualTo(3);
        Board board = board(crm, KanbanLayout.by("phase").cover("logo"), ViewQuery.all());
        assertThat(column(board, null).cards().items().stream()
                        .map(ViewCard::cover)
                        .filter(Objects::nonNull))
                .containsExactly(new ViewCover("f2", null));
        assertThat(((GalleryPage) crm.views().preview(files.layout(GalleryLayout.plain()), ViewQuery.all()))
                        .page()
                        .items())
                .extracting(ViewCard::cover)
                .containsOnlyNulls();
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("All faults of a query are told at once, and what the kind of view cannot do is one")
    void faultsOfQueries() {
        Crm crm = deals();
        View board = View.of(DEAL, "Board", KanbanLayout.by("phase"));
        assertThat(faults(
                        crm,
                        board,
                        ViewQuery.all()
                                .limit(101)
                                .counted(0)
                                .inGroup("gone")
                                .between(FROM, TO)
                                .and(attr("nmae").eq(1))
                                .orderBy(Sort.asc("logo"))))
                .containsExactlyInAnyOrder(
                        tuple("limit", ErrorCode.QUERY_LIMIT),
                        tuple("countCap", ErrorCode.QUERY_LIMIT),
                        tuple("group", ErrorCode.VALUE_UNKNOWN_OPTION),
                        tuple("between", ErrorCode.VALUE_MALFORMED),
                        tuple("nmae", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("logo", ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE));
        View calendar = View.of(DEAL, "Calendar", CalendarLayout.on("due"));
        assertThat(faults(crm, calendar, ViewQuery.all().inGroup("won").limit(0)))
                .containsExactlyInAnyOrder(
                        tuple("between", ErrorCode.VALUE_REQUIRED),
                        tuple("group", ErrorCode.VALUE_MALFORMED),
                        tuple("limit", ErrorCode.QUERY_LIMIT));
        for (ViewQuery query : List.of(
                ViewQuery.all().between(TO, FROM),
                ViewQuery.all().between(FROM, FROM),
                ViewQuery.all().between(FROM, FROM.plusDays(3_661)))) {
            assertThat(faults(crm, calendar, query)).containsExactly(tuple("between", ErrorCode.QUERY_LIMIT));
        }
        assertThat(faults(crm, calendar, ViewQuery.all().between(LocalDate.of(0, 1, 1), LocalDate.of(1, 1, 1))))
                .containsExactly(tuple("between", ErrorCode.VALUE_OUT_OF_RANGE));
        View scores = View.of(DEAL, "Board", KanbanLayout.by("score"));
        assertThat(faults(crm, scores, ViewQuery.all().inGroup("x")))
                .containsExactly(tuple("group", ErrorCode.VALUE_MALFORMED));
        View hot = View.of(DEAL, "Board", KanbanLayout.by("hot"));
        assertThat(faults(crm, hot, ViewQuery.all().inGroup("yes")))
                .containsExactly(tuple("group", ErrorCode.VALUE_MALFORMED));
        View owners = View.of(DEAL, "Board", KanbanLayout.by("@owner"));
        for (String key : List.of("", "x".repeat(256), "a\u0000b")) {
            assertThat(faults(crm, owners, ViewQuery.all().inGroup(key)))
                    .containsExactly(tuple("group", ErrorCode.VALUE_MALFORMED));
        }
        View companies = View.of(DEAL, "Board", KanbanLayout.by("company"));
        assertThat(faults(crm, companies, ViewQuery.all().inGroup("acme")))
                .containsExactly(tuple("group", ErrorCode.VALUE_MALFORMED));
    }

    private static List<Tuple> faults(Crm crm, View view, ViewQuery query) {
        return catchThrowableOfType(
                        InvalidInputException.class, () -> crm.views().preview(view, query))
                .violations()
                .stream()
                .map((Violation fault) -> tuple(fault.path(), fault.code()))
                .toList();
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName("Ratings are columns in the order of the numbers")
    void ratings() {
        Crm crm = deals();
        Stream.of(10, 2, 9).forEach(score -> DealDesk.deal(crm, "A", Map.of("score", score)));
        assertThat(keys(board(crm, KanbanLayout.by("score"), ViewQuery.all()))).containsExactly("2", "9", "10", null);
    }
}
