package dev.crmkit.examples.quickstart;

import dev.crmkit.query.SystemFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The four files as values of records, by attribute; references are still the names that the files use. Everything is read and checked before
 * anything is written. Immutable.
 *
 * @param companies of accounts.csv
 * @param products of products.csv
 * @param agents of sales_teams.csv
 * @param deals of sales_pipeline.csv
 */
record SalesFiles(
        List<Map<String, @Nullable Object>> companies,
        List<Map<String, @Nullable Object>> products,
        List<Map<String, @Nullable Object>> agents,
        List<Map<String, @Nullable Object>> deals) {
    private static final String ACCOUNTS = "accounts.csv";
    private static final String PRODUCTS = "products.csv";
    private static final String TEAMS = "sales_teams.csv";
    private static final String PIPELINE = "sales_pipeline.csv";

    static final List<String> NAMES = List.of(ACCOUNTS, PRODUCTS, TEAMS, PIPELINE);

    /** @throws BadInputException naming the file and the line, if a file is missing or has a fault */
    static SalesFiles read(CsvSource source) {
        return new SalesFiles(
                read(
                        source,
                        ACCOUNTS,
                        List.of(
                                "account",
                                "sector",
                                "year_established",
                                "revenue",
                                "employees",
                                "office_location",
                                "subsidiary_of"),
                        SalesFiles::company),
                read(source, PRODUCTS, List.of("product", "series", "sales_price"), SalesFiles::product),
                read(source, TEAMS, List.of("sales_agent", "manager", "regional_office"), SalesFiles::agent),
                read(
                        source,
                        PIPELINE,
                        List.of(
                                "opportunity_id",
                                "sales_agent",
                                "product",
                                "account",
                                "deal_stage",
                                "engage_date",
                                "close_date",
                                "close_value"),
                        SalesFiles::deal));
    }

    /** How many rows there are. */
    int size() {
        return companies.size() + products.size() + agents.size() + deals.size();
    }

    /** The sectors that companies have, sorted, each once. */
    List<String> sectors() {
        TreeSet<String> sectors = new TreeSet<>();
        for (Map<String, @Nullable Object> company : companies) {
            if (company.get("sector") instanceof String sector) {
                sectors.add(sector);
            }
        }
        return List.copyOf(sectors);
    }

    /** The first column tells the rows of each file apart. */
    private static List<Map<String, @Nullable Object>> read(
            CsvSource source, String file, List<String> columns, Function<CsvRow, Map<String, @Nullable Object>> form) {
        String key = columns.get(0);
        Map<String, CsvRow> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (CsvRow row : source.read(file, columns)) {
            CsvRow earlier = seen.putIfAbsent(row.required(key), row);
            if (earlier != null) {
                throw row.fault(key, "'" + row.required(key) + "' is that of line " + earlier.line() + " too");
            }
            all.add(form.apply(row));
        }
        return List.copyOf(all);
    }

    private static Map<String, @Nullable Object> company(CsvRow row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("name", row.required("account"));
        String sector = row.text("sector");
        if (sector != null) {
            values.put("sector", sector);
        }
        values.put("year_established", row.number("year_established"));
        values.put("revenue", row.number("revenue"));
        values.put("employees", row.number("employees"));
        values.put("office_location", row.text("office_location"));
        values.put("subsidiary_of", row.text("subsidiary_of"));
        return values;
    }

    private static Map<String, @Nullable Object> product(CsvRow row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("name", row.required("product"));
        values.put("series", row.text("series"));
        values.put("sales_price", row.number("sales_price"));
        return values;
    }

    private static Map<String, @Nullable Object> agent(CsvRow row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("name", row.required("sales_agent"));
        values.put("manager", row.text("manager"));
        values.put("regional_office", row.text("regional_office"));
        return values;
    }

    private static Map<String, @Nullable Object> deal(CsvRow row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("opportunity_id", row.required("opportunity_id"));
        values.put(
                SystemFields.STAGE,
                SalesObjects.STAGES.get(row.required("deal_stage", List.copyOf(SalesObjects.STAGES.keySet()))));
        values.put("amount", row.number("close_value"));
        values.put("engage_date", row.date("engage_date"));
        values.put("close_date", row.date("close_date"));
        values.put("company", row.text("account"));
        values.put("product", row.text("product"));
        values.put("agent", row.text("sales_agent"));
        return values;
    }
}
