package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.member.Group;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.RecordRef;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.query.Sort;
import dev.crmkit.record.RecordStore;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * That what an actor may see is the same on every way to it, over random roles, records and conditions, and that what it may not see cannot be told
 * apart. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class VisibilityTck extends EngineTck {
    private static final Actor ADA = Actor.user("ada");
    private static final Actor ZOE = Actor.user("zoe");
    private static final List<String> HOLDERS = List.of("zoe", "bob", "eve", "group:north", "group:south");

    /** In every value that is hidden, and in nothing else. */
    private static final String HUSH = "hush";

    /** A part of it, to ask for. */
    private static final String PROBE = "hus";

    /** For subclasses. */
    protected VisibilityTck() {}

    /** How many random workspaces are looked at; 12 where not said. */
    protected int workspaces() {
        return 12;
    }

    /** Where the random workspaces begin; the same number means the same workspaces. */
    protected long seed() {
        return 20260301;
    }

    @Test
    @SpecRule({"WSP-3", "WSP-1"})
    @DisplayName(
            "For random roles, records and conditions, list, get, count, search, groups, paths, relations and timeline agree on what can be read")
    void everyWayAgrees() {
        int within = 0;
        int beyond = 0;
        for (int i = 0; i < workspaces(); i++) {
            World world = new World(new Random(seed() + i), newWorkspace());
            Set<UUID> readable = world.agreeOnRecords();
            within += readable.size();
            beyond += world.companies.size() - readable.size();
            for (int j = 0; j < 12; j++) {
                world.agreeOn(world.filter());
            }
            world.agreeOnOthers(readable);
        }
        assertThat(within).as("records that could be read").isGreaterThan(workspaces());
        assertThat(beyond).as("records that could not be read").isGreaterThan(workspaces());
    }

    /** A workspace with random records, owners and roles; Zoe is the one who is looked at. */
    private final class World {
        final Random random;
        final Crm all;
        final Crm zoe;
        final Map<UUID, CrmRecord> companies = new LinkedHashMap<>();
        final Map<UUID, CrmRecord> people = new LinkedHashMap<>();
        final Map<Verb, Filter> reaches = new HashMap<>();
        final Set<String> hidden = new TreeSet<>();

        World(Random random, String workspace) {
            this.random = random;
            Crm ada = Sales.in(engine().workspace(workspace).as(ADA));
            all = ada;
            zoe = engine().workspace(workspace).as(ZOE);
            ada.members().put(Member.of(ADA, Role.OWNER));
            ada.members().groups().put(new Group("north", "North"));
            ada.members().groups().put(new Group("south", "South"));
            ada.members().put(Member.of(Actor.user("bob"), Role.MEMBER).groups("north"));
            ada.members().put(Member.of(Actor.user("eve"), Role.MEMBER).groups("south"));
            ada.members().put(Member.of(ZOE, Role.VIEWER));
            fill();
            hire();
        }

        private void fill() {
            for (int i = 0; i < 30; i++) {
                Map<String, @Nullable Object> values = new HashMap<>();
                values.put("name", "firm w" + i);
                values.put("industry", one("retail", "tech", "bank", null));
                values.put("employees", random.nextInt(4) == 0 ? null : random.nextInt(6));
                values.put("revenue", random.nextInt(3) == 0 ? null : random.nextInt(6));
                values.put("tags", random.nextBoolean() ? List.of() : List.of(one("vip", "old")));
                values.put("@owner", random.nextInt(3) == 0 ? null : one(HOLDERS));
                values.put("@assignee", random.nextInt(3) > 0 ? null : one(HOLDERS));
                CrmRecord company = all.records(Sales.COMPANY).create(values);
                companies.put(company.id(), company);
            }
            List<UUID> ids = List.copyOf(companies.keySet());
            for (int i = 0; i < 20; i++) {
                Map<String, @Nullable Object> values = new HashMap<>();
                values.put("name", "person " + i);
                values.put("company", random.nextInt(5) == 0 ? null : ids.get(random.nextInt(ids.size())));
                values.put("advises", List.of(ids.get(random.nextInt(15)), ids.get(15 + random.nextInt(15))));
                CrmRecord person = all.records(Sales.PERSON).create(values);
                people.put(person.id(), person);
                all.relations().link(person.id(), "knows", ids.get(random.nextInt(ids.size())));
            }
            for (int i = 0; i < 4; i++) {
                UUID id = ids.get(random.nextInt(ids.size()));
                companies.put(id, all.records(Sales.COMPANY).archive(id));
            }
        }

        /** One or two roles, and what their reaches mean as plain conditions. */
        private void hire() {
            boolean grouped = random.nextBoolean();
            int roles = 1 + random.nextInt(2);
            List<String> names = new ArrayList<>();
            Set<String> hiddenByAll = new TreeSet<>(List.of("name", "industry", "employees", "revenue", "tags"));
            for (int i = 0; i < roles; i++) {
                ObjectRules rules = ObjectRules.nothing();
                for (Verb verb : List.of(Verb.READ, Verb.UPDATE)) {
                    Reach reach = Reach.nothing();
                    Filter meaning = Filter.or(List.of());
                    for (int j = random.nextInt(3); j >= 0; j--) {
                        switch (random.nextInt(verb == Verb.READ ? 12 : 6)) {
                            case 0, 6 -> {
                                reach = reach.or(Reach.own());
                                meaning = meaning.or(held(List.of("zoe")));
                            }
                            case 1, 7 -> {
                                reach = reach.or(Reach.ownGroup());
                                meaning = meaning.or(held(grouped ? List.of("group:north", "bob", "zoe") : List.of()));
                            }
                            case 2 -> {
                                reach = reach.or(Reach.unclaimed());
                                meaning = meaning.or(attr("@owner").isEmpty());
                            }
                            case 3 -> {
                                reach = reach.or(Reach.all());
                                meaning = Filter.all();
                            }
                            default -> {
                                Filter condition = condition(List.of("industry", "employees", "revenue", "tags"));
                                reach = reach.or(Reach.where(condition));
                                meaning = meaning.or(condition);
                            }
                        }
                    }
                    rules = rules.allow(verb, reach);
                    reaches.merge(verb, meaning, Filter::or);
                }
                Set<String> takenAway = new TreeSet<>();
                for (String slug : List.of("name", "industry", "employees", "revenue", "tags")) {
                    if (random.nextInt(3) == 0) {
                        takenAway.add(slug);
                    }
                }
                hiddenByAll.retainAll(takenAway);
                String name = "role " + i;
                names.add(name);
                all.members()
                        .roles()
                        .put(Role.named(name)
                                .everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all()))
                                .on(Sales.COMPANY, rules.hide(takenAway.toArray(String[]::new))));
            }
            hidden.addAll(hiddenByAll);
            Member member = Member.of(ZOE, names.toArray(String[]::new));
            all.members().put(grouped ? member.groups("north") : member);
        }

        private Filter held(List<String> holders) {
            return attr("@owner").in(holders).or(attr("@assignee").in(holders));
        }

        private Filter condition(List<String> slugs) {
            return switch (one(slugs)) {
                case "industry" ->
                    random.nextBoolean()
                            ? attr("industry").neq("bank")
                            : attr("industry").in("tech", "retail");
                case "employees" ->
                    random.nextBoolean()
                            ? attr("employees").gte(random.nextInt(6))
                            : attr("employees").isEmpty();
                case "revenue" -> attr("revenue").between(1, random.nextInt(6));
                case "tags" -> attr("tags").containsNone(List.of("vip"));
                default -> attr("@display_name").contains("w" + random.nextInt(3));
            };
        }

        /** A condition that Zoe can ask. */
        Filter filter() {
            List<String> slugs = new ArrayList<>(List.of("industry", "employees", "revenue", "tags", "name"));
            slugs.removeAll(hidden);
            if (slugs.isEmpty()) {
                return attr("@owner").isNotEmpty();
            }
            Filter one = condition(slugs);
            return switch (random.nextInt(4)) {
                case 0 -> one.negate();
                case 1 -> one.or(condition(slugs));
                case 2 -> one.and(attr("@owner").neq("bob"));
                default -> one;
            };
        }

        private Filter reach(Verb verb) {
            return Objects.requireNonNull(reaches.get(verb));
        }

        private String one(@Nullable String... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private String one(List<String> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        /** Lists, counts, groups and searches with a condition. */
        void agreeOn(Filter filter) {
            Set<UUID> expected = ids(all.records(Sales.COMPANY), filter.and(reach(Verb.READ)), ArchivedFilter.LIVE);
            RecordStore seen = zoe.records(Sales.COMPANY);
            assertThat(ids(seen, filter, ArchivedFilter.LIVE))
                    .as("list of %s", filter)
                    .isEqualTo(expected);
            assertThat(seen.count(ListQuery.where(filter)).value()).isEqualTo(expected.size());
            assertThat(seen.aggregate(AggregateQuery.of(Measure.count()).where(filter))
                            .groups()
                            .get(0)
                            .values())
                    .containsExactly((long) expected.size());
            long grouped = seen
                    .aggregate(AggregateQuery.of(Measure.count()).where(filter).groupBy(GroupKey.of("@owner")))
                    .groups()
                    .stream()
                    .mapToLong(group ->
                            (Long) Objects.requireNonNull(group.values().get(0)))
                    .sum();
            assertThat(grouped).isEqualTo(expected.size());
            Set<UUID> found = new HashSet<>();
            seen.list(ListQuery.where(filter).search("firm").limit(1000)).forEach(record -> found.add(record.id()));
            assertThat(found).as("search").isEqualTo(hidden.contains("name") ? Set.of() : expected);
            Set<UUID> named = ids(all.records(Sales.PERSON), Filter.all(), ArchivedFilter.LIVE).stream()
                    .filter(id -> expected.contains(company(id)))
                    .collect(Collectors.toSet());
            if (!hidden.contains("name")) {
                Filter path = attr("company.name").contains("firm");
                assertThat(ids(zoe.records(Sales.PERSON), path, ArchivedFilter.LIVE))
                        .containsAll(named);
            }
        }

        private @Nullable UUID company(UUID person) {
            List<RecordRef> refs = Objects.requireNonNull(people.get(person)).references("company");
            return refs.isEmpty() ? null : refs.get(0).id();
        }

        /** Every record by its id, in every way there is; gives those that can be read. */
        Set<UUID> agreeOnRecords() {
            Set<UUID> readable = ids(all.records(Sales.COMPANY), reach(Verb.READ), ArchivedFilter.ALL);
            Set<UUID> changeable = ids(all.records(Sales.COMPANY), reach(Verb.UPDATE), ArchivedFilter.LIVE);
            RecordStore seen = zoe.records(Sales.COMPANY);
            assertThat(ids(seen, Filter.all(), ArchivedFilter.ALL)).isEqualTo(readable);
            assertThat(seen.findAll(companies.keySet()))
                    .extracting(CrmRecord::id)
                    .containsExactlyElementsOf(companies.keySet().stream()
                            .filter(readable::contains)
                            .toList());
            assertThat(zoe.schema().recordCount(Sales.COMPANY))
                    .isEqualTo(seen.count(ListQuery.all()).value());
            for (CrmRecord whole : companies.values()) {
                UUID id = whole.id();
                if (readable.contains(id)) {
                    CrmRecord shown = seen.get(id);
                    assertThat(Collections.disjoint(shown.values().keySet(), hidden))
                            .isTrue();
                    Set<String> visible = new TreeSet<>(whole.values().keySet());
                    visible.removeAll(hidden);
                    assertThat(shown.values().keySet()).containsExactlyInAnyOrderElementsOf(visible);
                    assertThat(zoe.timeline().of(id, TimelineQuery.all()).items())
                            .isNotEmpty();
                } else {
                    assertThat(seen.find(id)).isEmpty();
                    assertThatThrownBy(() -> seen.get(id)).isInstanceOf(NotFoundException.class);
                    assertThatThrownBy(() -> zoe.timeline().of(id, TimelineQuery.all()))
                            .isInstanceOf(NotFoundException.class);
                    assertThatThrownBy(() -> zoe.relations().incoming(id, RelationQuery.all()))
                            .isInstanceOf(NotFoundException.class);
                }
                if (!whole.isArchived()) {
                    agreeOnChange(seen, id, readable.contains(id), changeable.contains(id));
                }
            }
            return readable;
        }

        private void agreeOnChange(RecordStore seen, UUID id, boolean readable, boolean changeable) {
            if (!readable) {
                assertThatThrownBy(() -> seen.patch(id, Map.of("about", "changed")))
                        .isInstanceOf(NotFoundException.class);
            } else if (changeable) {
                assertThat(seen.patch(id, Map.of("about", "changed")).text("about"))
                        .isEqualTo("changed");
            } else {
                assertThatThrownBy(() -> seen.patch(id, Map.of("about", "changed")))
                        .isInstanceOf(ForbiddenException.class);
            }
        }

        /** What is shown of companies elsewhere: references, relations, the workspace's timeline, paths. */
        void agreeOnOthers(Set<UUID> readable) {
            for (CrmRecord person :
                    zoe.records(Sales.PERSON).list(ListQuery.all().limit(1000))) {
                CrmRecord whole = Objects.requireNonNull(people.get(person.id()));
                for (String attribute : List.of("company", "advises")) {
                    assertThat(person.references(attribute))
                            .extracting(RecordRef::id)
                            .containsExactlyElementsOf(whole.references(attribute).stream()
                                    .map(RecordRef::id)
                                    .filter(readable::contains)
                                    .toList());
                    person.references(attribute)
                            .forEach(ref ->
                                    assertThat(ref.displayName().isEmpty()).isEqualTo(hidden.contains("name")));
                }
                List<UUID> others = new ArrayList<>();
                zoe.relations().outgoing(person.id(), RelationQuery.all()).forEach(r -> others.add(r.to().id()));
                List<UUID> expected = new ArrayList<>();
                all.relations().outgoing(person.id(), RelationQuery.all()).forEach(r -> expected.add(r.to().id()));
                expected.removeIf(id -> !readable.contains(id));
                assertThat(others).containsExactlyElementsOf(expected);
            }
            Set<UUID> told = new HashSet<>();
            String after = null;
            do {
                Page<CrmEvent> page =
                        zoe.timeline().list(TimelineQuery.all().limit(7).after(after));
                for (CrmEvent event : page) {
                    UUID record = Objects.requireNonNull(event.recordId());
                    told.add(record);
                    if (companies.containsKey(record)) {
                        assertThat(Collections.disjoint(event.changes().keySet(), hidden))
                                .isTrue();
                    }
                }
                after = page.nextCursor();
            } while (after != null);
            Set<UUID> expected = new HashSet<>(readable);
            expected.addAll(people.keySet());
            assertThat(told).isEqualTo(expected);
            Set<UUID> live = ids(zoe.records(Sales.COMPANY), Filter.all(), ArchivedFilter.LIVE);
            assertThat(ids(
                            zoe.records(Sales.PERSON),
                            attr("company.@created_at").isNotEmpty(),
                            ArchivedFilter.LIVE))
                    .isEqualTo(people.keySet().stream()
                            .filter(id -> live.contains(company(id)))
                            .collect(Collectors.toSet()));
        }
    }

    /** All pages of a list, and no record twice. */
    private static Set<UUID> ids(RecordStore records, Filter filter, ArchivedFilter archived) {
        Set<UUID> ids = new HashSet<>();
        String after = null;
        do {
            Page<CrmRecord> page = records.list(
                    ListQuery.where(filter).archived(archived).limit(7).after(after));
            page.forEach(record -> assertThat(ids.add(record.id())).isTrue());
            after = page.nextCursor();
        } while (after != null);
        return ids;
    }

    @Test
    @SpecRule({"WSP-3", "FLT-7"})
    @DisplayName(
            "Two workspaces that differ only in what an actor may not see give it the same answers, errors included")
    void whatIsHiddenCannotBeToldApart() {
        for (int i = 0; i < workspaces(); i++) {
            boolean named = i % 2 == 0;
            Twin one = new Twin(new Random(seed() + i), new Random(1), named, 0);
            Twin other = new Twin(new Random(seed() + i), new Random(2), named, 3);
            Random script = new Random(seed() - i);
            for (int step = 0; step < 60; step++) {
                long fate = script.nextLong();
                String expected = Transcript.of(() -> one.ask(new Random(fate)));
                assertThat(Transcript.of(() -> other.ask(new Random(fate))))
                        .as("workspaces %s, step %s", i, step)
                        .isEqualTo(expected);
                assertThat(expected).doesNotContainIgnoringCase(HUSH);
            }
            assertThat(one.answers).as("calls that gave something").isGreaterThan(10);
            assertThat(one.count()).isNotEqualTo(other.count());
        }
    }

    /** One of two workspaces that look the same to Zoe. */
    private final class Twin {
        final Crm ada;
        final Crm zoe;
        final List<UUID> seen = new ArrayList<>();
        final List<UUID> unseen = new ArrayList<>();
        int answers;

        /**
         * A workspace.
         *
         * @param shown draws what Zoe sees
         * @param secret draws what she does not see
         * @param named whether she sees the names of companies
         * @param more how many records she does not see
         */
        Twin(Random shown, Random secret, boolean named, int more) {
            String workspace = newWorkspace();
            ada = Sales.in(engine().workspace(workspace).as(ADA));
            ada.schema()
                    .addAttribute(Sales.COMPANY, "nickname", Attributes.text().searchable());
            ada.schema().addAttribute(Sales.COMPANY, "motto", Attributes.text().searchable());
            zoe = engine().workspace(workspace).as(ZOE);
            ada.members().put(Member.of(ADA, Role.OWNER));
            String[] hidden =
                    named ? new String[] {"revenue", "nickname"} : new String[] {"revenue", "nickname", "name"};
            ada.members()
                    .roles()
                    .put(Role.named("zoe's")
                            .everywhere(ObjectRules.all())
                            .on(
                                    Sales.COMPANY,
                                    ObjectRules.nothing()
                                            .allow(
                                                    Verb.READ,
                                                    Reach.own()
                                                            .or(Reach.where(attr("industry")
                                                                    .eq("tech"))))
                                            .allow(Verb.UPDATE, Reach.own())
                                            .hide(hidden)));
            ada.members().put(Member.of(ZOE, "zoe's"));
            for (int i = 0; i < 12; i++) {
                boolean own = shown.nextBoolean();
                Map<String, @Nullable Object> values = new HashMap<>();
                values.put("name", named ? "firm " + i : HUSH + secret.nextInt() + i);
                values.put("motto", "we do " + shown.nextInt(4));
                values.put("employees", shown.nextInt(5));
                values.put("industry", own ? "bank" : "tech");
                values.put("@owner", own ? "zoe" : null);
                values.put("revenue", secret.nextInt(1000));
                values.put("nickname", secret.nextInt(3) == 0 ? null : HUSH + secret.nextInt(5));
                UUID id = ada.records(Sales.COMPANY).create(values).id();
                seen.add(id);
                // The same number of changes in both: versions count them, whatever they say.
                ada.records(Sales.COMPANY).patch(id, Map.of("revenue", 2_000 + secret.nextInt(1000)));
                for (int j = 0; j < more; j++) {
                    unseen.add(ada.records(Sales.COMPANY)
                            .create(Map.of("name", HUSH + i + "." + j, "industry", "bank", "@owner", "ada"))
                            .id());
                }
                UUID person = ada.records(Sales.PERSON)
                        .create(Map.of("name", "p" + i, "company", id))
                        .id();
                ada.relations().link(person, "knows", id);
                unseen.subList(unseen.size() - more, unseen.size())
                        .forEach(u -> ada.relations().link(person, "fears", u));
            }
        }

        long count() {
            return Sales.all(ada, Sales.COMPANY);
        }

        /** One call of Zoe's, drawn by chance. */
        Object ask(Random random) {
            RecordStore companies = zoe.records(Sales.COMPANY);
            String slug = List.of(
                            "revenue", "nickname", "motto", "employees", "name", "@display_name", "industry", "revenu")
                    .get(random.nextInt(8));
            boolean beyond = random.nextInt(4) == 0;
            int place = random.nextInt(1_000);
            UUID id = !beyond
                    ? seen.get(place % seen.size())
                    : unseen.isEmpty() ? UUID.randomUUID() : unseen.get(place % unseen.size());
            Filter filter = List.<Supplier<Filter>>of(
                            () -> attr(slug).isEmpty(),
                            () -> attr(slug).eq(slug.equals("revenue") ? 1 : PROBE),
                            () -> attr("employees").gte(2),
                            () -> attr("motto").contains("do"))
                    .get(random.nextInt(4))
                    .get();
            Object answer = switch (random.nextInt(14)) {
                case 0 -> listed(companies.list(ListQuery.where(filter).limit(5)));
                case 1 ->
                    listed(companies.list(
                            ListQuery.all().orderBy(Sort.desc(slug)).limit(4)));
                case 2 -> companies.count(ListQuery.where(filter));
                case 3 -> listed(companies.list(ListQuery.all().search(random.nextBoolean() ? PROBE : "do 1")));
                case 4 ->
                    companies.aggregate(AggregateQuery.of(Measure.count(), Measure.max(slug))
                            .groupBy(GroupKey.of("industry")));
                case 5 -> companies.aggregate(AggregateQuery.of(Measure.count()).groupBy(GroupKey.of(slug)));
                case 6 ->
                    List.of(
                            companies.explain(ListQuery.where(filter)).fields().keySet(),
                            companies.explain(ListQuery.where(filter)).storagePlan());
                case 7 -> companies.find(id);
                case 8 -> companies.findAll(List.of(seen.get(0), id));
                case 9 -> zoe.timeline().list(TimelineQuery.all().limit(9));
                case 10 -> timeline(id);
                case 11 -> zoe.relations().outgoing(person(random), RelationQuery.all());
                case 12 ->
                    zoe.records(Sales.PERSON)
                            .list(ListQuery.where(attr("company." + slug).isNotEmpty()));
                default -> changed(companies, id, slug, random.nextInt(5));
            };
            answers++;
            return answer;
        }

        private UUID person(Random random) {
            return zoe.records(Sales.PERSON)
                    .list(ListQuery.all())
                    .items()
                    .get(random.nextInt(12))
                    .id();
        }

        private Object timeline(UUID id) {
            try {
                return zoe.timeline().of(id, TimelineQuery.all());
            } catch (NotFoundException e) {
                return e.code();
            }
        }

        private Object changed(RecordStore companies, UUID id, String slug, int value) {
            try {
                return companies.patch(id, Map.of(slug, slug.equals("employees") ? value : "we do " + value));
            } catch (NotFoundException e) {
                return e.code();
            }
        }

        /** The page, once its cursor is seen to hold nothing hidden. */
        private Page<CrmRecord> listed(Page<CrmRecord> page) {
            String cursor = page.nextCursor();
            if (cursor != null) {
                assertThat(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1))
                        .doesNotContainIgnoringCase(HUSH);
            }
            return page;
        }
    }
}
