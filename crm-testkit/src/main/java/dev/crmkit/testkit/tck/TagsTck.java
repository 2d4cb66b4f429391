package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.WorkspaceSettings;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Operator;
import dev.crmkit.query.Page;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.tag.TagCount;
import dev.crmkit.tag.TagQuery;
import dev.crmkit.tag.Tags;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tags of records, and conditions over them. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class TagsTck extends EngineTck {

    /** For subclasses. */
    protected TagsTck() {}

    /** How many records a tag that is renamed is on; 1,100 where not said, which is more than two chunks. */
    protected int recordsOfABigTag() {
        return 1_100;
    }

    private static List<UUID> companies(Crm crm, String... names) {
        List<UUID> ids = new ArrayList<>();
        for (String name : names) {
            ids.add(Sales.company(crm, name).id());
        }
        return ids;
    }

    private static List<CrmEvent> events(Crm crm, UUID record) {
        return crm.timeline().of(record, TimelineQuery.all()).items().stream()
                .filter(event -> event.type().startsWith("tag."))
                .toList();
    }

    private static List<TagCount> all(Crm crm, TagQuery query) {
        List<TagCount> all = new ArrayList<>();
        Page<TagCount> page = crm.tags().list(query);
        all.addAll(page.items());
        while (page.hasNext()) {
            page = crm.tags().list(query.after(page.nextCursor()));
            all.addAll(page.items());
        }
        return all;
    }

    @Test
    @SpecRule({"REC-1", "REC-3", "REC-5"})
    @DisplayName("Tags are given to many records and taken from them in one call, which says how many pairs changed")
    void addAndRemove() {
        Crm crm = Sales.in(crm());
        List<UUID> ids = companies(crm, "Acme", "Bolt", "Cup");
        Tags tags = crm.tags();

        assertThat(tags.add(ids.get(0), "VIP")).isEqualTo(1);
        assertThat(tags.add(ids.subList(0, 2), List.of("vip", "Summer 2026", "😀")))
                .isEqualTo(5);
        assertThat(tags.add(ids.subList(0, 2), List.of("vip", "Summer 2026", "😀")))
                .isZero();

        assertThat(tags.of(ids))
                .containsExactly(
                        Map.entry(ids.get(0), List.of("Summer 2026", "VIP", "😀")),
                        Map.entry(ids.get(1), List.of("Summer 2026", "VIP", "😀")),
                        Map.entry(ids.get(2), List.of()));
        assertThat(tags.remove(ids, List.of("vIp", "never"))).isEqualTo(2);
        assertThat(tags.remove(ids, List.of("vIp", "never"))).isZero();
        assertThat(tags.of(ids.get(1))).containsExactly("Summer 2026", "😀");
        assertThat(tags.add(List.of(), List.of("x"))).isZero();
        assertThat(tags.add(ids, List.of())).isZero();
        assertThat(tags.remove(ids, List.of())).isZero();
        assertThat(tags.of(List.<UUID>of())).isEmpty();
    }

    @Test
    @SpecRule({"REC-3", "WSP-6"})
    @DisplayName(
            "Every record whose tags change has one event that names them and the actor; what changes nothing has none")
    void events() {
        Crm crm = Sales.in(crm());
        List<UUID> ids = companies(crm, "Acme", "Bolt");
        crm.tags().add(ids.get(0), "a");
        crm(Actor.user("ben")).tags().add(ids, List.of("A", "b"));
        crm.tags().add(ids, List.of("a"));
        crm.tags().remove(ids.get(1), "a", "b", "c");

        assertThat(events(crm, ids.get(0)))
                .extracting(CrmEvent::type, event -> event.actor().id(), CrmEvent::details)
                .containsExactly(
                        tuple(EventTypes.TAG_ADDED, "ben", Map.of("tags", List.of("b"))),
                        tuple(EventTypes.TAG_ADDED, "ada", Map.of("tags", List.of("a"))));
        assertThat(events(crm, ids.get(1)))
                .extracting(CrmEvent::type, CrmEvent::details)
                .containsExactly(
                        tuple(EventTypes.TAG_REMOVED, Map.of("tags", List.of("a", "b"))),
                        tuple(EventTypes.TAG_ADDED, Map.of("tags", List.of("a", "b"))));
        assertThat(crm.records(Sales.COMPANY).get(ids.get(0)).version()).isEqualTo(1);
    }

    @Test
    @SpecRule("FLT-3")
    @DisplayName("A name is trimmed and NFC, compared in any case and script, and shown as it was first written")
    void names() {
        Crm crm = Sales.in(crm());
        UUID acme = companies(crm, "Acme").get(0);
        crm.tags().add(acme, "  Cafe\u0301\u00A0", "STRASSE", "ΣΑΣ", "x".repeat(60), "😀".repeat(60));
        assertThat(crm.tags().add(acme, "CAF\u00c9", "strasse", "σας", "X".repeat(60)))
                .isZero();
        assertThat(crm.tags().of(acme)).containsExactly("Caf\u00e9", "STRASSE", "x".repeat(60), "ΣΑΣ", "😀".repeat(60));
        UUID bolt = companies(crm, "Bolt").get(0);
        crm.tags().add(bolt, "caf\u00e9");
        assertThat(crm.tags().of(bolt)).containsExactly("Caf\u00e9");
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("All faults of a call are reported at once, and nothing is written")
    void faults() {
        Crm crm = Sales.in(crm());
        List<UUID> ids = companies(crm, "Acme", "Bolt");
        UUID unknown = UUID.randomUUID();
        crm.records(Sales.COMPANY).archive(ids.get(1));

        assertThatThrownBy(() -> crm.tags()
                        .add(
                                List.of(ids.get(0), unknown, ids.get(1)),
                                List.of("good", " ", "x".repeat(61), "\uD800", "Bot:lead")))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::path, Violation::code)
                                .containsExactly(
                                        tuple("tags[1]", ErrorCode.VALUE_MALFORMED),
                                        tuple("tags[2]", ErrorCode.VALUE_TOO_LONG),
                                        tuple("tags[3]", ErrorCode.VALUE_MALFORMED),
                                        tuple("tags[4]", ErrorCode.TAG_RESERVED),
                                        tuple("records[1]", ErrorCode.RECORD_NOT_FOUND),
                                        tuple("records[2]", ErrorCode.RECORD_ARCHIVED)));
        assertThat(crm.tags().of(ids.get(0))).isEmpty();
        List<UUID> many = Collections.nCopies(Tags.MAX_RECORDS + 1, ids.get(0));
        List<String> fifty = IntStream.range(0, 51).mapToObj(i -> "t" + i).toList();
        assertThatThrownBy(() -> crm.tags().add(many, fifty))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::path)
                                .containsExactly("tags", "records"));
        assertThatThrownBy(() -> crm.tags().of(many)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> crm.tags().of(unknown))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
        assertThatThrownBy(() -> crm.tags().list(TagQuery.all().limit(0))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> crm.tags().rename(" ", "Bot:x"))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::path)
                                .containsExactly("tag", "newName"));
    }

    @Test
    @SpecRule("WSP-4")
    @DisplayName(
            "Tags with a system prefix are given and taken by automations, models and the engine alone; the workspace says which prefixes")
    void systemPrefixes() {
        Crm crm = Sales.in(crm());
        UUID acme = companies(crm, "Acme").get(0);
        for (Actor automatic : List.of(Actor.automation("a"), Actor.ai("m"), Actor.system())) {
            assertThat(crm(automatic).tags().add(acme, "Bot:" + automatic.id())).isEqualTo(1);
        }
        for (Actor other : List.of(Actor.user("ada"), Actor.importer("i"), Actor.api("k"))) {
            for (Runnable call : List.<Runnable>of(
                    () -> crm(other).tags().add(acme, "BOT:x"),
                    () -> crm(other).tags().remove(acme, "bot:a"),
                    () -> crm(other).tags().rename("bot:a", "free"),
                    () -> crm(other).tags().rename("free", "bot:a"),
                    () -> crm(other).tags().delete("bot:a"))) {
                assertThatThrownBy(call::run)
                        .isInstanceOfSatisfying(
                                CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TAG_RESERVED));
            }
        }
        assertThat(crm.tags().of(acme)).hasSize(3);

        crm.configure(crm.settings().systemTagPrefixes(List.of("Sys/", "sys/")));

        assertThat(crm.settings().systemTagPrefixes()).containsExactly("sys/");
        assertThat(crm.tags().remove(acme, "bot:a")).isEqualTo(1);
        assertThatThrownBy(() -> crm.tags().add(acme, "SYS/x")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> crm.configure(WorkspaceSettings.standard().systemTagPrefixes(List.of("ok", " "))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::path)
                                .containsExactly("systemTagPrefixes[1]"));
    }

    @Test
    @SpecRule({"QRY-2", "QRY-3"})
    @DisplayName("The tags of the workspace come with their counts, from a prefix on in any case, in pages")
    void autocomplete() {
        Crm crm = Sales.in(crm());
        List<UUID> ids = companies(crm, "Acme", "Bolt", "Cup");
        List<String> names = List.of("Alpha", "alpine", "ALPS", "Beta", "\uFFFD", "😀", "ßeta");
        for (int i = 0; i < names.size(); i++) {
            crm.tags().add(ids.subList(0, 1 + i % 3), List.of(names.get(i)));
        }
        crm.tags().add(ids, List.of("gone"));
        crm.tags().remove(ids, List.of("gone"));
        List<TagCount> expected = List.of(
                new TagCount("Alpha", 1),
                new TagCount("alpine", 2),
                new TagCount("ALPS", 3),
                new TagCount("Beta", 1),
                new TagCount("ßeta", 1),
                new TagCount("\uFFFD", 2),
                new TagCount("😀", 3));
        for (int limit : List.of(1, 2, 3, 500)) {
            assertThat(all(crm, TagQuery.all().limit(limit))).isEqualTo(expected);
        }
        assertThat(all(crm, TagQuery.beginningWith(" aLP").limit(2))).isEqualTo(expected.subList(0, 3));
        assertThat(all(crm, TagQuery.beginningWith("alpi"))).isEqualTo(expected.subList(1, 2));
        assertThat(all(crm, TagQuery.beginningWith("%"))).isEmpty();
        String cursor = crm.tags().list(TagQuery.all().limit(1)).nextCursor();
        assertThatThrownBy(() -> crm.tags().list(TagQuery.beginningWith("a").after(cursor)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
        Crm elsewhere = engine().workspace(newWorkspace()).as(Actor.user("ada"));
        assertThat(elsewhere.tags().list(TagQuery.all())).isEmpty();
    }

    @Test
    @SpecRule({"REC-3", "WSP-6"})
    @DisplayName(
            "A tag is renamed on every record, archived ones too, in chunks; a record with both has one afterwards")
    void rename() {
        Crm crm = Sales.in(crm());
        List<UUID> ids = crm
                .records(Sales.COMPANY)
                .createAll(IntStream.range(0, recordsOfABigTag())
                        .mapToObj(i -> Map.of("name", "Company " + i))
                        .toList())
                .stream()
                .map(CrmRecord::id)
                .toList();
        for (int i = 0; i < ids.size(); i += 1_000) {
            crm.tags().add(ids.subList(i, Math.min(ids.size(), i + 1_000)), List.of("old"));
        }
        crm.tags().add(ids.get(0), "NEW");
        crm.records(Sales.COMPANY).archive(ids.get(1));

        assertThat(crm.tags().rename("Old", "new")).isEqualTo(ids.size());

        assertThat(all(crm, TagQuery.all())).containsExactly(new TagCount("NEW", ids.size()));
        assertThat(crm.tags().of(ids.get(0))).containsExactly("NEW");
        assertThat(crm.tags().of(ids.get(1))).containsExactly("NEW");
        assertThat(events(crm, ids.get(ids.size() - 1)))
                .extracting(CrmEvent::type, CrmEvent::details)
                .startsWith(tuple(EventTypes.TAG_RENAMED, Map.of("from", "old", "to", "NEW")));
        assertThat(crm.tags().rename("old", "newer")).isZero();
        assertThat(crm.tags().rename("new", "New")).isZero();
        assertThat(all(crm, TagQuery.all())).containsExactly(new TagCount("New", ids.size()));

        assertThat(crm.tags().delete("nEW")).isEqualTo(ids.size());

        assertThat(all(crm, TagQuery.all())).isEmpty();
        assertThat(events(crm, ids.get(1)))
                .extracting(CrmEvent::type, CrmEvent::details)
                .startsWith(tuple(EventTypes.TAG_REMOVED, Map.of("tags", List.of("New"))));
        crm.tags().add(ids.get(0), "nEw");
        assertThat(crm.tags().of(ids.get(0))).containsExactly("nEw");
    }

    @Test
    @SpecRule({"FLT-1", "FLT-5", "FLT-6"})
    @DisplayName("Conditions over tags: any, all, none, equal as sets and empty, each with its exact complement")
    void conditions() {
        Crm crm = Sales.in(crm());
        List<UUID> ids = companies(crm, "none", "a", "b", "ab", "abc");
        crm.tags().add(List.of(ids.get(1), ids.get(3), ids.get(4)), List.of("A"));
        crm.tags().add(List.of(ids.get(2), ids.get(3), ids.get(4)), List.of("b"));
        crm.tags().add(ids.get(4), "c");
        Map<Filter, Set<String>> expected = new LinkedHashMap<>();
        String tag = SystemFields.TAG;
        expected.put(attr(tag).containsAny(List.of("a", "C")), Set.of("a", "ab", "abc"));
        expected.put(attr(tag).containsAny(List.of("never")), Set.of());
        expected.put(attr(tag).compare(Operator.CONTAINS_ANY), Set.of());
        expected.put(attr(tag).containsAll(List.of("a", "B")), Set.of("ab", "abc"));
        expected.put(attr(tag).containsAll(List.of("a", "never")), Set.of());
        expected.put(attr(tag).compare(Operator.CONTAINS_ALL), Set.of("none", "a", "b", "ab", "abc"));
        expected.put(attr(tag).containsNone(List.of("b", "c")), Set.of("none", "a"));
        expected.put(attr(tag).eq(List.of("B", "a")), Set.of("ab"));
        expected.put(attr(tag).eq("b"), Set.of("b"));
        expected.put(attr(tag).eq(null), Set.of("none"));
        expected.put(attr(tag).neq(List.of("a", "b")), Set.of("none", "a", "b", "abc"));
        expected.put(attr(tag).isEmpty(), Set.of("none"));
        expected.put(attr(tag).isNotEmpty(), Set.of("a", "b", "ab", "abc"));
        expected.put(attr(tag).containsAny(List.of("x".repeat(500))), Set.of());
        expected.forEach((filter, names) -> {
            assertThat(found(crm, filter)).as("%s", filter).isEqualTo(names);
            Set<String> rest = Set.of("none", "a", "b", "ab", "abc").stream()
                    .filter(name -> !names.contains(name))
                    .collect(Collectors.toSet());
            assertThat(found(crm, filter.negate())).as("not %s", filter).isEqualTo(rest);
        });
        for (UUID id : ids) {
            crm.records(Sales.PERSON).create(Map.of("name", "of " + id, "company", id));
        }
        assertThat(crm.records(Sales.PERSON)
                        .list(ListQuery.where(attr("company.@tag").containsAll(List.of("a", "b")))))
                .hasSize(2);
        assertThat(crm.records(Sales.PERSON)
                        .list(ListQuery.where(attr("company.@tag").isEmpty())))
                .hasSize(1);
    }

    private static Set<String> found(Crm crm, Filter filter) {
        return crm
                .records(Sales.COMPANY)
                .list(ListQuery.where(filter).archived(ArchivedFilter.ALL).limit(1_000))
                .items()
                .stream()
                .map(CrmRecord::displayName)
                .collect(Collectors.toSet());
    }

    @Test
    @SpecRule({"FLT-7", "FLT-8"})
    @DisplayName("Operators that tags lack, other operands, too many, sorting and grouping are refused")
    void refusedConditions() {
        Crm crm = Sales.in(crm());
        List<String> many = IntStream.range(0, 101).mapToObj(i -> "t" + i).toList();
        Map<Filter, ErrorCode> refused = new LinkedHashMap<>();
        refused.put(attr(SystemFields.TAG).gt("a"), ErrorCode.QUERY_UNKNOWN_OPERATOR);
        refused.put(attr(SystemFields.TAG).contains("a"), ErrorCode.QUERY_UNKNOWN_OPERATOR);
        refused.put(attr(SystemFields.TAG).containsAny(List.of(7)), ErrorCode.QUERY_INVALID_OPERAND);
        refused.put(attr(SystemFields.TAG).eq(many), ErrorCode.QUERY_LIMIT);
        refused.forEach((filter, code) -> assertThatThrownBy(
                        () -> crm.records(Sales.COMPANY).list(ListQuery.where(filter)))
                .as("%s", filter)
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(code)));
        for (Runnable call : List.<Runnable>of(
                () -> crm.records(Sales.COMPANY).list(ListQuery.all().orderBy(Sort.asc(SystemFields.TAG))),
                () -> crm.records(Sales.COMPANY)
                        .aggregate(AggregateQuery.of(Measure.count()).groupBy(GroupKey.of(SystemFields.TAG))))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            CrmException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE));
        }
    }

    @Test
    @SpecRule("WSP-1")
    @DisplayName("Records and tags of another workspace are unknown here")
    void otherWorkspace() {
        Crm crm = Sales.in(crm());
        Crm theirs = Sales.in(engine().workspace(newWorkspace()).as(Actor.user("ada")));
        UUID foreign = companies(theirs, "Theirs").get(0);
        theirs.tags().add(foreign, "theirs");

        assertThatThrownBy(() -> crm.tags().add(foreign, "mine"))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
        assertThat(crm.tags().of(List.of(foreign))).isEmpty();
        assertThat(crm.tags().delete("theirs")).isZero();
        assertThat(theirs.tags().of(foreign)).containsExactly("theirs");
    }

    @Test
    @SpecRule({"REC-1", "REC-5"})
    @DisplayName("Of calls at once that give a record one tag exactly one gives it, and it has one event")
    void race() {
        Crm crm = Sales.in(crm());
        UUID acme = companies(crm, "Acme").get(0);
        List<AtOnce.Outcome<Integer>> outcomes = AtOnce.run(IntStream.range(0, 6)
                .<Callable<Integer>>mapToObj(i -> () -> crm.tags().add(acme, "vip"))
                .toList());
        assertThat(outcomes).allMatch(AtOnce.Outcome::isSuccess);
        assertThat(crm.tags().of(acme)).containsExactly("vip");
        assertThat(events(crm, acme)).hasSize(1);
    }
}
