package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.job.JobCounts;
import dev.crmkit.model.Actor;
import dev.crmkit.note.Note;
import dev.crmkit.query.Page;
import dev.crmkit.spi.notify.Notice;
import dev.crmkit.spi.notify.NoticeBatch;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.RecordingNotifier;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import dev.crmkit.watch.Watch;
import dev.crmkit.watch.WatchQuery;
import dev.crmkit.watch.WatchTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who watches what, and what they are told. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class WatchersTck extends EngineTck {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Recipient BEN = Recipient.user("ben");
    private static final Recipient CLEO = Recipient.user("cleo");
    private static final Recipient SALES = Recipient.group("sales");

    private final RecordingNotifier notifier = RecordingNotifier.create();
    private boolean started;

    /** For subclasses. */
    protected WatchersTck() {}

    @Override
    void configure(CrmEngine.Builder builder) {
        builder.notifier(notifier);
    }

    @BeforeEach
    final void startTheEngine() {
        engine();
        if (!started) {
            started = true;
            engine().start();
        }
        notifier.accept(BEN);
    }

    private List<Notice> told(Recipient recipient) {
        return notifier.told(workspace(), recipient);
    }

    private List<NoticeBatch> batches() {
        return notifier.batches().stream()
                .filter(batch -> batch.workspace().equals(workspace()))
                .toList();
    }

    private long kept(String kind) {
        return storage()
                .inTransaction(
                        TransactionRequest.read(workspace()),
                        tx -> tx.items().list(new ItemQuery(kind, Set.of(), Set.of(), false, null, 1_000)))
                .size();
    }

    private static List<Watch> all(WatchQuery query, Function<WatchQuery, Page<Watch>> list) {
        Page<Watch> page = list.apply(query);
        List<Watch> all = new ArrayList<>(page.items());
        while (page.hasNext()) {
            page = list.apply(query.after(page.nextCursor()));
            all.addAll(page.items());
        }
        return all;
    }

    @Test
    @SpecRule({"REC-3", "WSP-6"})
    @DisplayName(
            "One subscription for each watcher and target, listed from both sides, with an event that says who began and ended it")
    void subscriptions() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        WatchTarget record = WatchTarget.record(acme);
        WatchTarget object = WatchTarget.object(Sales.COMPANY);

        assertThat(crm.watchers().watch(List.of(BEN, SALES, BEN), record)).isEqualTo(2);
        assertThat(crm.watchers().watch(List.of(BEN), record)).isZero();
        assertThat(crm.watchers().watch(List.of(BEN, CLEO), object)).isEqualTo(2);
        assertThat(crm.watchers().watch(List.of(BEN, CLEO), object)).isZero();

        assertThat(crm.watchers().of(record, WatchQuery.all()).items())
                .containsExactlyInAnyOrder(
                        new Watch(BEN, record, clock().instant()), new Watch(SALES, record, clock().instant()));
        assertThat(crm.watchers().of(object, WatchQuery.all()).items())
                .extracting(Watch::watcher)
                .containsExactlyInAnyOrder(BEN, CLEO);
        assertThat(crm.watchers().by(BEN, WatchQuery.all()).items())
                .extracting(Watch::target)
                .containsExactlyInAnyOrder(record, object);

        assertThat(crm.watchers().unwatch(List.of(SALES, CLEO), record)).isEqualTo(1);
        assertThat(crm.watchers().unwatch(List.of(SALES, CLEO), record)).isZero();
        assertThat(crm.watchers().unwatch(List.of(CLEO), object)).isEqualTo(1);

        assertThat(crm.watchers().of(record, WatchQuery.all()).items())
                .extracting(Watch::watcher)
                .containsExactly(BEN);
        assertThat(crm.watchers().of(object, WatchQuery.all()).items())
                .extracting(Watch::watcher)
                .containsExactly(BEN);
        assertThat(crm.watchers().by(CLEO, WatchQuery.all())).isEmpty();
        List<CrmEvent> events = crm.timeline().of(acme, TimelineQuery.all()).items();
        assertThat(events)
                .extracting(CrmEvent::type, CrmEvent::details)
                .startsWith(
                        tuple(EventTypes.WATCH_STOPPED, Map.of("watchers", List.of("GROUP:sales"))),
                        tuple(EventTypes.WATCH_STARTED, Map.of("watchers", List.of("USER:ben", "GROUP:sales"))));
        assertThat(events).hasSize(3);
    }

    @Test
    @SpecRule({"QRY-2", "QRY-3"})
    @DisplayName("Subscriptions come in pages, each exactly once")
    void pages() {
        Crm crm = Sales.in(crm());
        WatchTarget acme = WatchTarget.record(Sales.company(crm, "Acme").id());
        List<Recipient> many =
                IntStream.range(0, 25).mapToObj(i -> Recipient.user("u" + i)).toList();
        crm.watchers().watch(many, acme);
        List<UUID> others = IntStream.range(0, 12)
                .mapToObj(i -> Sales.company(crm, "Other " + i).id())
                .toList();
        others.forEach(other -> crm.watchers().watch(List.of(BEN), WatchTarget.record(other)));

        assertThat(all(WatchQuery.all().limit(7), query -> crm.watchers().of(acme, query)))
                .extracting(Watch::watcher)
                .containsExactlyInAnyOrderElementsOf(many);
        assertThat(all(WatchQuery.all().limit(5), query -> crm.watchers().by(BEN, query)))
                .extracting(Watch::target)
                .containsExactlyInAnyOrderElementsOf(
                        others.stream().map(WatchTarget::record).toList());
        String cursor = crm.watchers().by(BEN, WatchQuery.all().limit(1)).nextCursor();
        assertThatThrownBy(() -> crm.watchers().by(CLEO, WatchQuery.all().after(cursor)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
        assertThatThrownBy(() -> crm.watchers().by(BEN, WatchQuery.all().limit(1_001)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_LIMIT));
        assertThatThrownBy(() -> crm.watchers().watch(Collections.nCopies(1_001, BEN), acme))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_TOO_LONG));
        assertThatThrownBy(() -> crm.watchers().watch(List.of(BEN), WatchTarget.object("never")))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_OBJECT));
    }

    @Test
    @SpecRule({"EVT-1", "EVT-2"})
    @DisplayName(
            "What happens within a window is one batch for each watcher, oldest first, never for the one who did it")
    void batched() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID bolt = Sales.company(crm, "Bolt").id();
        crm.watchers().watch(List.of(BEN, CLEO, SALES, Recipient.user("ada")), WatchTarget.record(acme));
        scheduler().advance(WINDOW.multipliedBy(3));
        assertThat(batches()).isEmpty();

        crm.records(Sales.COMPANY).patch(acme, Map.of("employees", 7));
        scheduler().advance(Duration.ofSeconds(20));
        crm(Actor.user("ben")).tags().add(List.of(acme, bolt), List.of("vip"));
        crm.records(Sales.COMPANY).patch(bolt, Map.of("employees", 8));
        assertThat(batches()).isEmpty();
        scheduler().advance(WINDOW.multipliedBy(3));

        assertThat(batches())
                .extracting(NoticeBatch::recipient)
                .containsExactlyInAnyOrder(BEN, CLEO, SALES, Recipient.user("ada"));
        assertThat(told(CLEO))
                .extracting(
                        Notice::type,
                        Notice::record,
                        Notice::object,
                        n -> n.actor().id(),
                        Notice::reason)
                .containsExactly(
                        tuple(EventTypes.RECORD_UPDATED, acme, Sales.COMPANY, "ada", Notice.Reason.WATCHES_RECORD),
                        tuple(EventTypes.TAG_ADDED, acme, Sales.COMPANY, "ben", Notice.Reason.WATCHES_RECORD));
        assertThat(told(SALES)).hasSize(2);
        assertThat(told(BEN)).extracting(Notice::type).containsExactly(EventTypes.RECORD_UPDATED);
        assertThat(told(Recipient.user("ada"))).extracting(Notice::type).containsExactly(EventTypes.TAG_ADDED);
        assertThat(notifier.batches()).extracting(NoticeBatch::id).doesNotHaveDuplicates();
        assertThat(kept("notice") + kept("notice-batch")).isZero();
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName(
            "Whoever watches an object is told of all its records, new ones too, and once where the record is watched as well")
    void objects() {
        Crm crm = Sales.in(crm());
        crm.watchers().watch(List.of(BEN), WatchTarget.object(Sales.COMPANY));
        UUID acme = Sales.company(crm, "Acme").id();
        crm.records(Sales.TASK).create(Map.of("name", "Call"));
        crm.watchers().watch(List.of(BEN), WatchTarget.record(acme));
        crm.records(Sales.COMPANY).patch(acme, Map.of("employees", 7));
        crm.records(Sales.COMPANY).patch(acme, Map.of("employees", 7));
        scheduler().advance(WINDOW.multipliedBy(2));

        assertThat(told(BEN))
                .extracting(Notice::type, Notice::record, Notice::reason)
                .containsExactly(
                        tuple(EventTypes.RECORD_CREATED, acme, Notice.Reason.WATCHES_OBJECT),
                        tuple(EventTypes.RECORD_UPDATED, acme, Notice.Reason.WATCHES_RECORD));

        crm.watchers().unwatch(List.of(BEN), WatchTarget.object(Sales.COMPANY));
        crm.watchers().unwatch(List.of(BEN), WatchTarget.record(acme));
        crm.records(Sales.COMPANY).patch(acme, Map.of("employees", 8));
        scheduler().advance(WINDOW.multipliedBy(2));
        assertThat(told(BEN)).hasSize(2);
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName(
            "Whoever a note mentions watches its records from then on and is told of the note once, not by every edit")
    void mentioned() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID globex = Sales.company(crm, "Globex").id();
        Note note = crm.notes().write(List.of(acme, globex), "@[Ben](user:ben) and @[Ada](user:ada), see this");
        crm.notes().edit(note.id(), "@[Ben](user:ben) and @[Cleo](user:cleo), see this");
        scheduler().advance(WINDOW.multipliedBy(2));

        assertThat(crm.watchers()
                        .of(WatchTarget.record(globex), WatchQuery.all())
                        .items())
                .extracting(Watch::watcher)
                .containsExactlyInAnyOrder(BEN, CLEO, Recipient.user("ada"));
        assertThat(told(BEN))
                .filteredOn(notice -> notice.reason() == Notice.Reason.ADDRESSED)
                .singleElement()
                .satisfies(notice -> assertThat(notice.details())
                        .containsEntry("note", note.id().toString()));
        assertThat(told(CLEO))
                .filteredOn(notice -> notice.reason() == Notice.Reason.ADDRESSED)
                .hasSize(1);
        assertThat(told(Recipient.user("ada"))).isEmpty();
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName("What was rolled back is told to nobody, and what an inner call undid neither")
    void rolledBack() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        crm.watchers().watch(List.of(BEN), WatchTarget.record(acme));
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.records(Sales.COMPANY).patch(acme, Map.of("employees", 1));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        scheduler().advance(WINDOW.multipliedBy(2));
        assertThat(batches()).isEmpty();

        crm.useTransaction(inside -> {
            inside.records(Sales.COMPANY).patch(acme, Map.of("employees", 2));
            assertThatThrownBy(() -> inside.useTransaction(deeper -> {
                        deeper.records(Sales.COMPANY).patch(acme, Map.of("employees", 3));
                        throw new IllegalStateException("inner");
                    }))
                    .hasMessage("inner");
        });
        scheduler().advance(WINDOW.multipliedBy(2));
        assertThat(told(BEN)).hasSize(1);
    }

    @Test
    @SpecRule({"EVT-2", "EVT-10"})
    @DisplayName("Who cannot be told gets the same batch again, with the same key, and keeps nobody else from theirs")
    void retried() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        crm.watchers().watch(List.of(BEN, CLEO), WatchTarget.record(acme));
        notifier.refuse(BEN);
        crm.records(Sales.COMPANY).patch(acme, Map.of("employees", 1));
        scheduler().advance(WINDOW.plusSeconds(1));
        assertThat(told(CLEO)).hasSize(1);
        crm.records(Sales.COMPANY).patch(acme, Map.of("employees", 2));
        scheduler().advance(WINDOW.multipliedBy(3));
        assertThat(told(CLEO)).hasSize(2);
        assertThat(told(BEN)).isEmpty();

        notifier.accept(BEN);
        scheduler().advance(WINDOW.multipliedBy(3));

        assertThat(told(BEN)).extracting(Notice::type).containsExactly("record.updated", "record.updated");
        List<NoticeBatch> refused = notifier.refused().stream()
                .filter(batch -> batch.workspace().equals(workspace()))
                .toList();
        List<NoticeBatch> taken = batches().stream()
                .filter(batch -> batch.recipient().equals(BEN))
                .toList();
        assertThat(taken).hasSize(2);
        assertThat(refused).isNotEmpty().allSatisfy(batch -> assertThat(taken).contains(batch));
        assertThat(kept("notice-batch")).isZero();
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    @SpecRule("EVT-2")
    @DisplayName("After seven days of trying a batch is given up")
    void givenUp() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        crm.watchers().watch(List.of(BEN), WatchTarget.record(acme));
        notifier.refuse(BEN);
        crm.records(Sales.COMPANY).patch(acme, Map.of("employees", 1));
        scheduler().advance(WINDOW.multipliedBy(2));
        assertThat(kept("notice-batch")).isEqualTo(1);
        clock().advance(Duration.ofDays(7));
        scheduler().advance(WINDOW.multipliedBy(3));
        assertThat(kept("notice-batch")).isZero();
        assertThat(told(BEN)).isEmpty();
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName("Without a notifier nothing is kept and no job is enqueued")
    void withoutNotifier() {
        CrmEngine silent = closedAtTheEnd(
                CrmEngine.builder().storage(fresh()).clock(clock()).build());
        Crm crm = Sales.in(silent.workspace("silent").as(Actor.user("ada")));
        UUID acme = Sales.company(crm, "Acme").id();
        crm.watchers().watch(List.of(BEN), WatchTarget.record(acme));
        crm.records(Sales.COMPANY).patch(acme, Map.of("employees", 1));
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 0));
        assertThat(crm.watchers().by(BEN, WatchQuery.all())).hasSize(1);
    }

    @Test
    @SpecRule("WSP-1")
    @DisplayName("Watchers of another workspace are told nothing of this one, and its records are unknown here")
    void otherWorkspace() {
        Crm crm = Sales.in(crm());
        Crm theirs = Sales.in(engine().workspace(newWorkspace()).as(Actor.user("ada")));
        UUID foreign = Sales.company(theirs, "Theirs").id();
        theirs.watchers().watch(List.of(BEN), WatchTarget.record(foreign));
        theirs.watchers().watch(List.of(BEN), WatchTarget.object(Sales.COMPANY));
        Sales.company(crm, "Acme");
        scheduler().advance(WINDOW.multipliedBy(2));
        assertThat(told(BEN)).isEmpty();
        assertThat(crm.watchers().by(BEN, WatchQuery.all())).isEmpty();
        assertThatThrownBy(() -> crm.watchers().watch(List.of(BEN), WatchTarget.record(foreign)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
    }
}
