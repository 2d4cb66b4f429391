package dev.crmkit.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the report, computed from the four files in plain Java: it shares nothing with the example and knows nothing of a CRM. Files with quoted fields
 * are not for it.
 */
final class PlainFigures {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final String NONE = "(none)";
    private static final Comparator<Deal> DEAREST = Comparator.comparing(
                    Deal::amount, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Deal::id);

    private final Map<String, String> aliases;
    private final List<Map<String, String>> companies;
    private final List<Map<String, String>> products;
    private final List<Map<String, String>> agents;
    private final List<Deal> deals = new ArrayList<>();

    private PlainFigures(Path directory, Map<String, String> aliases) throws IOException {
        this.aliases = aliases;
        this.companies = rows(directory.resolve("accounts.csv"));
        this.products = rows(directory.resolve("products.csv"));
        this.agents = rows(directory.resolve("sales_teams.csv"));
        for (Map<String, String> row : rows(directory.resolve("sales_pipeline.csv"))) {
            deals.add(deal(row));
        }
    }

    /** A row of the pipeline, with the names that somebody has. */
    private record Deal(
            String id,
            String stage,
            @Nullable String company,
            @Nullable String product,
            @Nullable String agent,
            @Nullable String region,
            @Nullable BigDecimal amount,
            @Nullable LocalDate engaged,
            @Nullable LocalDate closed) {

        private boolean isOpen() {
            return stage.equals("Prospecting") || stage.equals("Engaging");
        }
    }

    private static List<Map<String, String>> rows(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] header = lines.get(0).split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < header.length; i++) {
                row.put(header[i], fields[i].strip());
            }
            rows.add(row);
        }
        return rows;
    }

    private static String field(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    /** The row of that name, or of the one that it stands for. */
    private @Nullable Map<String, String> find(List<Map<String, String>> rows, String column, String name) {
        for (String wanted : List.of(name, aliases.getOrDefault(name, name))) {
            for (Map<String, String> row : rows) {
                if (field(row, column).equalsIgnoreCase(wanted)) {
                    return row;
                }
            }
        }
        return null;
    }

    private static @Nullable BigDecimal number(String text) {
        return text.isEmpty() ? null : new BigDecimal(text);
    }

    private static @Nullable LocalDate day(String text) {
        return text.isEmpty() ? null : LocalDate.parse(text);
    }

    private Deal deal(Map<String, String> row) {
        String stage = field(row, "deal_stage");
        Map<String, String> company = find(companies, "account", field(row, "account"));
        Map<String, String> product = find(products, "product", field(row, "product"));
        Map<String, String> agent = find(agents, "sales_agent", field(row, "sales_agent"));
        boolean open = stage.equals("Prospecting") || stage.equals("Engaging");
        BigDecimal amount = number(field(row, "close_value"));
        LocalDate engaged = day(field(row, "engage_date"));
        LocalDate closed = day(field(row, "close_date"));
        return new Deal(
                field(row, "opportunity_id"),
                stage,
                company == null ? null : field(company, "account"),
                product == null ? null : field(product, "product"),
                agent == null ? null : field(agent, "sales_agent"),
                agent == null ? null : field(agent, "regional_office"),
                open && amount == null && product != null ? number(field(product, "sales_price")) : amount,
                engaged,
                open && closed == null && engaged != null ? engaged.plusMonths(3) : closed);
    }

    /**
     * What the report on these files must say, but for the team and for names that nobody has.
     *
     * @param aliases names that stand for others
     */
    static JsonNode of(Path directory, Map<String, String> aliases) throws IOException {
        return parsed(new PlainFigures(directory, aliases).json().toString());
    }

    /** The same part of a report. */
    static JsonNode partOf(String report) {
        ObjectNode json = (ObjectNode) parsed(report);
        json.remove(List.of("team", "unresolved"));
        return json;
    }

    static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.putObject("records")
                .put("company", companies.size())
                .put("product", products.size())
                .put("agent", agents.size())
                .put("deal", deals.size());
        ObjectNode stages = json.putObject("stages");
        for (String stage : List.of("Prospecting", "Engaging", "Won", "Lost")) {
            List<Deal> there = deals(deal -> deal.stage().equals(stage));
            ObjectNode column =
                    stages.putObject(stage).put("count", there.size()).put("amount", exact(sum(there)));
            there.stream().sorted(DEAREST).limit(3).map(Deal::id).forEach(column.putArray("first")::add);
        }
        json.put("dealsWithoutCompany", deals(deal -> deal.company() == null).size());
        accounts(json);
        ObjectNode rates = json.putObject("winRate");
        rates(rates.putObject("region"), Deal::region);
        rates(rates.putObject("agent"), Deal::agent);
        rates(rates.putObject("product"), Deal::product);
        days(json.putObject("engagedToWonDays"));
        forecast(json.putObject("forecast"));
        return json;
    }

    /** What each company has won, and the large ones with an open deal; the files are old, so nobody has talked to them for long. */
    private void accounts(ObjectNode json) {
        ObjectNode revenue = json.putObject("revenue");
        List<String> quiet = new ArrayList<>();
        for (Map<String, String> company : companies) {
            String name = field(company, "account");
            List<Deal> won =
                    deals(deal -> name.equals(deal.company()) && deal.stage().equals("Won"));
            if (won.stream().anyMatch(deal -> deal.amount() != null)) {
                revenue.put(name, exact(sum(won)));
            }
            BigDecimal employees = number(field(company, "employees"));
            List<Deal> own = deals(deal -> name.equals(deal.company()));
            LocalDate recent = LocalDate.now(ZoneOffset.UTC).minusDays(31);
            if (employees != null
                    && employees.intValue() > 1_000
                    && own.stream().anyMatch(Deal::isOpen)
                    && own.stream()
                            .noneMatch(deal ->
                                    deal.engaged() != null && deal.engaged().isAfter(recent))) {
                quiet.add(name);
            }
        }
        quiet.stream().sorted(String.CASE_INSENSITIVE_ORDER).forEach(json.putArray("quiet")::add);
    }

    private List<Deal> deals(Predicate<Deal> which) {
        return deals.stream().filter(which).toList();
    }

    private static BigDecimal sum(List<Deal> deals) {
        return deals.stream()
                .flatMap(deal -> Stream.ofNullable(deal.amount()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal exact(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    private interface Key {
        @Nullable
        String of(Deal deal);
    }

    private void rates(ObjectNode json, Key key) {
        Map<String, List<Deal>> groups = new TreeMap<>();
        deals.forEach(
                deal -> groups.computeIfAbsent(Objects.requireNonNullElse(key.of(deal), NONE), any -> new ArrayList<>())
                        .add(deal));
        groups.forEach((name, group) -> {
            long won = group.stream().filter(deal -> deal.stage().equals("Won")).count();
            long lost =
                    group.stream().filter(deal -> deal.stage().equals("Lost")).count();
            json.putObject(name)
                    .put("won", won)
                    .put("lost", lost)
                    .put("open", group.size() - won - lost)
                    .put(
                            "rate",
                            won + lost == 0
                                    ? null
                                    : exact(BigDecimal.valueOf(won)
                                            .divide(BigDecimal.valueOf(won + lost), 10, RoundingMode.HALF_UP)));
        });
    }

    private void days(ObjectNode json) {
        List<Long> days = new ArrayList<>();
        for (Deal deal : deals(deal -> deal.stage().equals("Won"))) {
            if (deal.engaged() != null && deal.closed() != null) {
                days.add(ChronoUnit.DAYS.between(deal.engaged(), deal.closed()));
            }
        }
        days.sort(Long::compare);
        json.put("count", days.size())
                .put("median", percentile(days, new BigDecimal("0.5")))
                .put("p90", percentile(days, new BigDecimal("0.9")));
    }

    private static @Nullable BigDecimal percentile(List<Long> sorted, BigDecimal part) {
        if (sorted.isEmpty()) {
            return null;
        }
        BigDecimal place = part.multiply(BigDecimal.valueOf(sorted.size() - 1L));
        int whole = place.intValue();
        BigDecimal low = BigDecimal.valueOf(sorted.get(whole));
        BigDecimal high = BigDecimal.valueOf(sorted.get(Math.min(whole + 1, sorted.size() - 1)));
        BigDecimal between = high.subtract(low).multiply(place.subtract(BigDecimal.valueOf(whole)));
        return exact(low.add(between).setScale(2, RoundingMode.HALF_UP));
    }

    private void forecast(ObjectNode json) {
        Map<String, List<Deal>> quarters = new TreeMap<>();
        for (Deal deal : deals(Deal::isOpen)) {
            LocalDate closed = deal.closed();
            if (deal.amount() != null) {
                String quarter = closed == null
                        ? NONE
                        : LocalDate.of(closed.getYear(), (closed.getMonthValue() - 1) / 3 * 3 + 1, 1)
                                .toString();
                quarters.computeIfAbsent(quarter, any -> new ArrayList<>()).add(deal);
            }
        }
        quarters.forEach((quarter, group) -> json.putObject(quarter)
                .put("deals", group.size())
                .put("amount", exact(sum(group)))
                .put(
                        "weighted",
                        exact(group.stream()
                                .map(deal -> Objects.requireNonNull(deal.amount())
                                        .multiply(
                                                deal.stage().equals("Engaging")
                                                        ? new BigDecimal("0.5")
                                                        : new BigDecimal("0.1")))
                                .reduce(BigDecimal.ZERO, BigDecimal::add))));
    }
}
