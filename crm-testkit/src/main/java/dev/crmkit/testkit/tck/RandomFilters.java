package dev.crmkit.testkit.tck;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Operator;
import dev.crmkit.query.Sort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Random questions about things. Which ones depends on the random numbers alone, never on the ids, so that one seed asks the same of
 * engines that gave their records other ids. Not thread-safe.
 */
final class RandomFilters {
    private static final List<Operator> EQUALITY =
            List.of(Operator.EQ, Operator.NEQ, Operator.IN, Operator.NOT_IN, Operator.IS_EMPTY, Operator.IS_NOT_EMPTY);
    private static final List<Operator> PARTS = List.of(
            Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH, Operator.IS_EMPTY);
    private static final List<Operator> PLACE = List.of(Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.IS_EMPTY);
    private static final List<Operator> ORDER = List.of(
            Operator.EQ,
            Operator.NEQ,
            Operator.IN,
            Operator.NOT_IN,
            Operator.LT,
            Operator.LTE,
            Operator.GT,
            Operator.GTE,
            Operator.BETWEEN,
            Operator.IS_EMPTY,
            Operator.IS_NOT_EMPTY);
    private static final List<Operator> MEMBERS = List.of(
            Operator.EQ,
            Operator.NEQ,
            Operator.CONTAINS_ANY,
            Operator.CONTAINS_ALL,
            Operator.CONTAINS_NONE,
            Operator.IS_EMPTY,
            Operator.IS_NOT_EMPTY);
    private static final List<Operator> TEXT_PLAIN = List.of(
            Operator.EQ,
            Operator.NEQ,
            Operator.CONTAINS,
            Operator.STARTS_WITH,
            Operator.IS_EMPTY,
            Operator.IS_NOT_EMPTY);

    private static final List<String> ON_TARGETS = List.of(
            "name",
            "other",
            "area",
            "num",
            "stars",
            "money",
            "day",
            "at",
            "check",
            "pick",
            "state",
            "tags",
            "mail",
            "tel",
            "site",
            "place",
            "person",
            "user",
            "users",
            "files",
            "computed",
            "@display_name",
            "@owner",
            "@created_at",
            "@tag");
    private static final List<String> ON_THINGS = List.of(
            "text",
            "text",
            "other",
            "area",
            "num",
            "num",
            "stars",
            "money",
            "day",
            "at",
            "check",
            "pick",
            "state",
            "tags",
            "mail",
            "tel",
            "site",
            "place",
            "person",
            "user",
            "users",
            "files",
            "computed",
            "one",
            "many",
            "@id",
            "@display_name",
            "@owner",
            "@assignee",
            "@source",
            "@created_at",
            "@updated_at",
            "@archived_at",
            "@last_activity_at",
            "@tag");
    /** Tags that records are given, and one that none has; some in another case. */
    private static final List<String> RECORD_TAGS = List.of("vip", "VIP", "Straße", "STRASSE", "\uFFFD", "😀", "never");

    private static final List<String> SORTABLE = List.of(
            "n",
            "text",
            "other",
            "num",
            "stars",
            "money",
            "day",
            "at",
            "check",
            "pick",
            "state",
            "tags",
            "mail",
            "tel",
            "site",
            "person",
            "user",
            "users",
            "computed",
            "one",
            "many",
            "@id",
            "@display_name",
            "@owner",
            "@assignee",
            "@source",
            "@created_at",
            "@updated_at",
            "@archived_at");

    private final Random random;
    private final RandomValues values;
    private final List<UUID> targets;
    private final List<UUID> things;

    RandomFilters(Random random, RandomValues values, List<UUID> targets, List<UUID> things) {
        this.random = random;
        this.values = values;
        this.targets = targets;
        this.things = things;
    }

    /** Anything that can be asked. */
    ListQuery query() {
        Set<String> paths = new LinkedHashSet<>(values.some(SORTABLE));
        ListQuery query = ListQuery.where(filter(random.nextInt(4), this::comparison))
                .orderBy(paths.stream()
                        .map(path -> new Sort(path, random.nextBoolean()))
                        .toList())
                .archived(random.nextInt(3) > 0 ? ArchivedFilter.LIVE : values.one(List.of(ArchivedFilter.values())));
        return random.nextInt(6) == 0 ? query.search(values.text()) : query;
    }

    /** What {@link PlainAnswers} can answer too. */
    ListQuery plainQuery() {
        Set<String> paths = new LinkedHashSet<>(values.some(List.of("text", "other", "num", "stars")));
        return ListQuery.where(filter(random.nextInt(4), this::plainComparison))
                .orderBy(paths.stream()
                        .map(path -> new Sort(path, random.nextBoolean()))
                        .toList())
                .archived(values.one(List.of(ArchivedFilter.values())));
    }

    private Filter filter(int depth, Supplier<Filter> comparison) {
        if (depth == 0) {
            return comparison.get();
        }
        int form = random.nextInt(8);
        if (form == 0) {
            return filter(depth - 1, comparison).negate();
        } else if (form == 1) {
            return comparison.get();
        }
        List<Filter> parts = new ArrayList<>();
        for (int count = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(3); count > 0; count--) {
            parts.add(filter(depth - 1, comparison));
        }
        return form < 5 ? Filter.and(parts) : Filter.or(parts);
    }

    private Filter plainComparison() {
        String path = values.one(List.of("text", "other", "num", "stars", "pick"));
        return switch (path) {
            case "num", "stars" -> order(path, () -> path.equals("num") ? values.number() : 1 + random.nextInt(10));
            case "pick" -> compare(path, values.one(EQUALITY), () -> values.one(RandomValues.OPTIONS));
            default -> {
                Operator operator = values.one(TEXT_PLAIN);
                yield operator == Operator.CONTAINS || operator == Operator.STARTS_WITH
                        ? new Filter.Comparison(path, operator, List.of(values.fullText()))
                        : compare(path, operator, values::text);
            }
        };
    }

    private Filter comparison() {
        if (random.nextInt(5) > 0) {
            String path = values.one(ON_THINGS);
            return comparison(path, path);
        }
        String name = values.one(ON_TARGETS);
        return comparison(values.one(List.of("one.", "many.")) + name, name);
    }

    private Filter comparison(String path, String name) {
        return switch (name) {
            case "text", "other", "name", "computed", "person", "@display_name" ->
                random.nextBoolean() ? compare(path, values.one(EQUALITY), values::text) : part(path, PARTS);
            case "area" -> part(path, PARTS);
            case "place" -> part(path, PLACE);
            case "mail", "tel", "site" ->
                random.nextBoolean() ? compare(path, values.one(EQUALITY), () -> known(name)) : part(path, PARTS);
            case "num" -> order(path, values::number);
            case "stars" -> order(path, () -> 1 + random.nextInt(10));
            case "money" -> order(path, () -> 1 + random.nextInt(12));
            case "day" -> random.nextInt(3) == 0 ? span(path) : order(path, values::day);
            case "at", "@created_at", "@updated_at", "@archived_at", "@last_activity_at" ->
                random.nextInt(3) == 0 ? span(path) : order(path, values::instant);
            case "check" -> compare(path, values.one(EQUALITY), random::nextBoolean);
            case "pick", "state" -> compare(path, values.one(EQUALITY), () -> values.one(RandomValues.OPTIONS));
            case "tags" -> members(path, () -> values.one(RandomValues.TAGS));
            case "users" -> members(path, () -> values.one(RandomValues.USERS));
            case "user" ->
                random.nextBoolean()
                        ? members(path, () -> values.one(RandomValues.USERS))
                        : compare(path, values.one(EQUALITY), () -> values.one(RandomValues.USERS));
            case "many" -> members(path, () -> values.one(targets));
            case "one" ->
                random.nextBoolean()
                        ? members(path, () -> values.one(targets))
                        : compare(path, values.one(EQUALITY), () -> values.one(targets));
            case "@tag" -> members(path, () -> values.one(RECORD_TAGS));
            case "@id" -> compare(path, values.one(EQUALITY), () -> values.one(things));
            case "@owner", "@assignee" -> compare(path, values.one(EQUALITY), () -> values.one(RandomValues.USERS));
            case "@source" -> compare(path, values.one(EQUALITY), () -> values.one(List.of("web", "Web", "import")));
            case "files" -> compare(path, values.one(List.of(Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)), values::text);
            default -> throw new IllegalArgumentException("No field " + name);
        };
    }

    private Object known(String name) {
        Object value = values.value(name);
        return value == null ? "" : value;
    }

    private static Filter.Comparison of(String path, Operator operator, @Nullable Object... operands) {
        return new Filter.Comparison(path, operator, Arrays.asList(operands));
    }

    /** Equality and emptiness; an operand is null at times. */
    private Filter compare(String path, Operator operator, Supplier<Object> operand) {
        return switch (operator) {
            case EQ, NEQ -> of(path, operator, random.nextInt(8) == 0 ? null : operand.get());
            case IN, NOT_IN -> {
                List<@Nullable Object> operands = new ArrayList<>();
                for (int count = random.nextInt(4); count > 0; count--) {
                    operands.add(random.nextInt(8) == 0 ? null : operand.get());
                }
                yield new Filter.Comparison(path, operator, operands);
            }
            default -> of(path, operator);
        };
    }

    private Filter order(String path, Supplier<Object> operand) {
        Operator operator = values.one(ORDER);
        return switch (operator) {
            case LT, LTE, GT, GTE -> of(path, operator, operand.get());
            case BETWEEN -> of(path, operator, operand.get(), operand.get());
            default -> compare(path, operator, operand);
        };
    }

    private Filter part(String path, List<Operator> operators) {
        Operator operator = values.one(operators);
        return operator == Operator.IS_EMPTY ? of(path, operator) : of(path, operator, values.fullText());
    }

    private Filter span(String path) {
        return of(path, random.nextBoolean() ? Operator.WITHIN : Operator.NOT_WITHIN, values.span());
    }

    private Filter members(String path, Supplier<Object> member) {
        Operator operator = values.one(MEMBERS);
        List<@Nullable Object> members = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            members.add(member.get());
        }
        return switch (operator) {
            case EQ, NEQ -> of(path, operator, members);
            case IS_EMPTY, IS_NOT_EMPTY -> of(path, operator);
            default -> new Filter.Comparison(path, operator, members);
        };
    }
}
