package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.rating;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.ConfigurationException;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.UnsupportedCapabilityException;
import dev.crmkit.event.EventTypes;
import dev.crmkit.member.Member;
import dev.crmkit.member.Role;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.placement.Placement;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Home;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Where records are kept: by size, by hand, and who may choose. Extend it, say how to get an empty storage, and run it with JUnit. A storage that keeps all
 * objects alike refuses.
 */
public abstract class PlacementsTck extends EngineTck {
    private static final String DEAL = "deal";
    private static final String LOT = "lot";
    /** Tells columns apart, then is added up; any index of a number alone begins with the number. */
    private static final Pattern BOARD = Pattern.compile(".*_b\\d+_([a-z]+\\d*)_(n\\d+)_id(?:_k\\d+)?(?:_owner)?");

    private static final int LIMIT = 20;
    private boolean started;

    /** For subclasses. */
    protected PlacementsTck() {}

    @Override
    final void configure(CrmEngine.Builder builder) {
        builder.promoteAbove(LIMIT);
    }

    /** A workspace with deals that have money and stages. */
    private Crm deals() {
        Crm crm = crm();
        if (!started) {
            started = true;
            engine().start();
        }
        crm.schema()
                .define(ObjectSchema.named(DEAL)
                        .attribute("name", text().required())
                        .attribute("amount", currency("EUR"))
                        .attribute("size", number())
                        .build());
        crm.pipelines()
                .define(Pipeline.of(DEAL, "sales").stage(Stage.open("new")).stage(Stage.won("won")));
        return crm;
    }

    /** Whether the storage keeps all objects alike; then every call is refused. */
    private boolean keepsAllAlike(Crm crm) {
        if (storage().capabilities().contains(StorageCapability.RELOCATION)) {
            return false;
        }
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> crm.placements().list(),
                () -> crm.placements().get(DEAL),
                () -> crm.placements().promote(DEAL),
                () -> crm.placements().demote(DEAL),
                () -> crm.placements().release(DEAL))) {
            assertThatThrownBy(call)
                    .isInstanceOf(UnsupportedCapabilityException.class)
                    .hasMessageContaining("RELOCATION");
        }
        return true;
    }

    private static List<UUID> create(Crm crm, int records) {
        return crm
                .records(DEAL)
                .createAll(IntStream.range(0, records)
                        .mapToObj(i -> Map.of("name", "Deal " + i, "amount", i))
                        .toList())
                .stream()
                .map(CrmRecord::id)
                .toList();
    }

    private static void assertPlaced(Placement placement, Home home, boolean byHand) {
        assertThat(placement.home()).isEqualTo(home);
        assertThat(placement.goal()).isNull();
        assertThat(placement.byHand()).isEqualTo(byHand);
        assertThat(placement.indexes().isEmpty()).isEqualTo(home == Home.SHARED);
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName("By hand: the object moves in the background, stays where it was put, and the log says who chose")
    void byHand() {
        Crm crm = deals();
        if (keepsAllAlike(crm)) {
            return;
        }
        List<UUID> ids = create(crm, 5);

        Placement asked = crm.placements().promote(DEAL);

        assertThat(asked.goal()).isEqualTo(Home.OWN);
        assertThat(asked.byHand()).isTrue();
        scheduler().runUntilIdle();
        scheduler().advance(Duration.ofSeconds(30));
        assertPlaced(crm.placements().get(DEAL), Home.OWN, true);
        assertThat(crm.placements().get(DEAL).indexes())
                .as("money by stage has an index of its own")
                .anyMatch(index -> index.matches(".*_k\\d_n\\d_id_k\\d_owner"));
        assertThat(crm.placements().list()).containsExactly(crm.placements().get(DEAL));
        assertThat(crm.records(DEAL).list(ListQuery.all()).items())
                .extracting(CrmRecord::id)
                .containsExactlyInAnyOrderElementsOf(ids);

        // Equal words write nothing.
        crm.placements().promote(DEAL);
        scheduler().runUntilIdle();
        crm.placements().demote(DEAL);
        scheduler().runUntilIdle();
        scheduler().advance(Duration.ofSeconds(30));
        assertPlaced(crm.placements().get(DEAL), Home.SHARED, true);
        List<Map<String, Object>> told = new ArrayList<>();
        crm.timeline()
                .list(TimelineQuery.all().types(EventTypes.OBJECT_PLACED))
                .items()
                .forEach(event -> {
                    assertThat(event.actor()).isEqualTo(Actor.user("ada"));
                    told.add(event.details());
                });
        assertThat(told)
                .containsExactly(
                        Map.of(
                                "object",
                                DEAL,
                                "before",
                                "OWN",
                                "after",
                                "SHARED",
                                "by_hand_before",
                                true,
                                "by_hand_after",
                                true),
                        Map.of(
                                "object",
                                DEAL,
                                "before",
                                "SHARED",
                                "after",
                                "OWN",
                                "by_hand_before",
                                false,
                                "by_hand_after",
                                true));
    }

    @Test
    @SpecRule("STO-14.10")
    @DisplayName("By size: above the limit an object gets a place of its own, below half of it it comes back")
    void bySize() {
        Crm crm = deals();
        if (keepsAllAlike(crm)) {
            return;
        }
        List<UUID> ids = create(crm, LIMIT);
        grow(crm, 1);
        assertPlaced(crm.placements().get(DEAL), Home.OWN, false);

        // In between it stays.
        List<UUID> gone = ids.subList(0, LIMIT / 2 + 1);
        gone.forEach(id -> crm.records(DEAL).archive(id));
        look(crm);
        assertPlaced(crm.placements().get(DEAL), Home.OWN, false);
        ids.subList(LIMIT / 2 + 1, LIMIT).forEach(id -> crm.records(DEAL).archive(id));
        look(crm);
        assertPlaced(crm.placements().get(DEAL), Home.SHARED, false);
        assertThat(crm.records(DEAL).list(ListQuery.all()).items()).hasSize(3);
    }

    @Test
    @SpecRule("STO-14.10")
    @DisplayName("What somebody chose by hand the engine leaves so until it is released")
    void released() {
        Crm crm = deals();
        if (keepsAllAlike(crm)) {
            return;
        }
        create(crm, LIMIT);
        crm.placements().demote(DEAL);
        grow(crm, 1);
        assertPlaced(crm.placements().get(DEAL), Home.SHARED, true);

        crm.placements().release(DEAL);
        assertPlaced(crm.placements().get(DEAL), Home.SHARED, false);
        look(crm);
        assertPlaced(crm.placements().get(DEAL), Home.OWN, false);
    }

    /** Lets the engine look at sizes, after one more record. */
    private void look(Crm crm) {
        grow(crm, 1);
    }

    private void grow(Crm crm, int records) {
        clock().advance(Duration.ofHours(2));
        create(crm, records);
        scheduler().advance(Duration.ofSeconds(90));
    }

    /** A workspace with lots: told apart by kind and by region, with five numbers. */
    private Crm lots() {
        Crm crm = deals();
        ObjectSchema.Builder lot = ObjectSchema.named(LOT)
                .attribute("name", text().required())
                .attribute("kind", select("flat", "house"))
                .attribute("region", select("north", "south"))
                .attribute("price", currency("EUR"))
                .attribute("stars", rating(5))
                .attribute("secret", number().notIndexed());
        IntStream.rangeClosed(1, 5).forEach(i -> lot.attribute("n" + i, number()));
        crm.schema().define(lot.build());
        return crm;
    }

    private static View board(String groupBy, String sum) {
        return View.of(LOT, groupBy + " and " + sum, KanbanLayout.by(groupBy).sum(sum));
    }

    /** What indexes of several attributes the object has, as in {@code kind n1}. */
    private List<String> boards(Crm crm) {
        scheduler().advance(Duration.ofSeconds(30));
        Map<String, String> attributes = new HashMap<>(Map.of("owner", "@owner"));
        crm.schema().indexes(LOT).forEach(index -> {
            if (index.place() != null) {
                attributes.put(index.place(), index.attribute() + index.component());
            }
        });
        Placement lot = crm.placements().get(LOT);
        List<String> boards = new ArrayList<>();
        for (String index : lot.indexes()) {
            Matcher board = BOARD.matcher(index);
            if (board.matches()) {
                boards.add(attributes.get(board.group(1)) + " " + attributes.get(board.group(2)));
            }
        }
        return boards;
    }

    private void promoteLots(Crm crm) {
        crm.placements().promote(LOT);
        scheduler().runUntilIdle();
        scheduler().advance(Duration.ofSeconds(30));
        assertPlaced(crm.placements().get(LOT), Home.OWN, true);
    }

    @Test
    @SpecRule("QRY-6")
    @DisplayName("A saved board with a sum brings an index of both; it goes with the board, and with its sum")
    void boards() {
        Crm crm = lots();
        UUID first = crm.views().define(board("kind", "n1")).id();
        if (keepsAllAlike(crm)) {
            crm.views().delete(first);
            return;
        }
        // Promotion makes it with the others.
        promoteLots(crm);
        assertThat(boards(crm)).containsExactly("kind n1");

        UUID second = crm.views().define(board("region", "price")).id();
        assertThat(boards(crm)).containsExactlyInAnyOrder("kind n1", "region price");
        UUID owners = crm.views().define(board("@owner", "n2")).id();
        assertThat(boards(crm)).containsExactlyInAnyOrder("kind n1", "region price", "@owner n2");

        // One index does for all who ask the same.
        crm.views().copy(first, "once more");
        crm.views().define(board("kind", "n1").where(attr("n3").gte(3)));
        assertThat(boards(crm)).containsExactlyInAnyOrder("kind n1", "region price", "@owner n2");

        crm.views().alter(second, board("region", "n3"));
        assertThat(boards(crm)).containsExactlyInAnyOrder("kind n1", "region n3", "@owner n2");
        crm.views().alter(second, View.of(LOT, "No sum", KanbanLayout.by("region")));
        crm.views().delete(first);
        assertThat(boards(crm)).containsExactlyInAnyOrder("kind n1", "@owner n2");
        crm.views().delete(owners);
        crm.views().list(LOT).forEach(view -> crm.views().delete(view.id()));
        assertThat(boards(crm)).isEmpty();
    }

    @Test
    @SpecRule("QRY-6")
    @DisplayName("What an index would not serve is passed over: tables, sums without an index, boards that do not run")
    void unserved() {
        Crm crm = lots();
        if (keepsAllAlike(crm)) {
            return;
        }
        promoteLots(crm);
        crm.views()
                .define(View.of(LOT, "Table", TableLayout.rows().groupBy("kind").footers(Measure.sum("n1"))));
        crm.views().define(board("kind", "secret"));
        crm.views().define(board("stars", "stars"));
        crm.views().define(board("kind", "n1").where(attr("n2").gte(3)));
        crm.views().define(board("kind", "n3"));
        crm.views().define(board("region", "n4"));
        crm.views().define(board("stars", "n5"));
        assertThat(boards(crm)).containsExactlyInAnyOrder("kind n1", "kind n3", "region n4", "stars n5");

        // The first loses its condition, the second its sum, the third its columns.
        crm.schema().deleteAttribute(LOT, "n2");
        crm.schema().deleteAttribute(LOT, "n3");
        crm.schema().deleteAttribute(LOT, "region");
        crm.views().define(board("kind", "n4"));
        assertThat(boards(crm)).containsExactlyInAnyOrder("stars n5", "kind n4");
    }

    @Test
    @SpecRule("QRY-6")
    @DisplayName(
            "An object has four such indexes at most: for money by stage first, then shared boards, then personal ones, the older first")
    void boardsAtMost() {
        Crm crm = lots();
        if (keepsAllAlike(crm)) {
            return;
        }
        promoteLots(crm);
        crm.members().put(Member.of(crm.actor(), Role.OWNER));
        crm.members().put(Member.of(Actor.user("bob"), Role.MEMBER));
        Crm bob = crm(Actor.user("bob"));
        List<UUID> views = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            clock().advance(Duration.ofMinutes(1));
            views.add((i % 2 == 0 ? bob : crm)
                    .views()
                    .define(board("kind", "n" + i))
                    .id());
        }
        assertThat(boards(crm)).containsExactlyInAnyOrder("kind n1", "kind n2", "kind n3", "kind n4");

        crm.views().share(views.get(4));
        assertThat(boards(crm)).containsExactlyInAnyOrder("kind n5", "kind n1", "kind n2", "kind n3");
        crm.pipelines().define(Pipeline.of(LOT, "sales").stage(Stage.open("new")));
        grow(crm, 1);
        assertThat(boards(crm)).containsExactlyInAnyOrder("@stage price", "kind n5", "kind n1", "kind n2");
        bob.views().delete(views.get(1));
        crm.views().unshare(views.get(4));
        assertThat(boards(crm)).containsExactlyInAnyOrder("@stage price", "kind n1", "kind n3", "kind n4");
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "Whoever may not change the schema neither chooses nor sees where records are; an unknown object is unknown")
    void power() {
        Crm crm = deals();
        if (keepsAllAlike(crm)) {
            return;
        }
        crm.members().put(Member.of(crm.actor(), Role.OWNER));
        crm.members().put(Member.of(Actor.user("bob"), Role.MEMBER));
        Crm bob = crm(Actor.user("bob"));
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> bob.placements().list(),
                () -> bob.placements().get(DEAL),
                () -> bob.placements().promote(DEAL),
                () -> bob.placements().demote(DEAL),
                () -> bob.placements().release(DEAL))) {
            assertThatThrownBy(call).isInstanceOf(ForbiddenException.class);
        }
        crm.placements().promote(DEAL);
        assertThat(bob.timeline()
                        .list(TimelineQuery.all().types(EventTypes.OBJECT_PLACED))
                        .items())
                .isEmpty();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> crm.placements().get("none"),
                () -> crm.placements().promote("none"),
                () -> crm.placements().demote("none"),
                () -> crm.placements().release("none"))) {
            assertThatThrownBy(call).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    @SpecRule("STO-14.10")
    @DisplayName("A limit below one record is refused with the other faults of the configuration")
    void limit() {
        assertThatThrownBy(() ->
                        CrmEngine.builder().storage(fresh()).promoteAbove(0).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("promoteAbove");
    }
}
