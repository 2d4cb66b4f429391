package dev.crmkit.examples.quickstart;

import static dev.crmkit.examples.quickstart.SalesObjects.AGENT;
import static dev.crmkit.examples.quickstart.SalesObjects.COMPANY;
import static dev.crmkit.examples.quickstart.SalesObjects.DEAL;
import static dev.crmkit.examples.quickstart.SalesObjects.ENGAGING;
import static dev.crmkit.examples.quickstart.SalesObjects.PRODUCT;
import static dev.crmkit.examples.quickstart.SalesObjects.PROSPECTING;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;

import dev.crmkit.Crm;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.SystemFields;
import dev.crmkit.record.RecordStore;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings the records to what the files say: creates those that are missing and changes those that differ. So a second load changes nothing,
 * and a load that was cut short is completed by the next one. Not thread-safe.
 */
final class Loader {
    private static final int CHUNK = 1_000;
    private static final int MONTHS_TO_CLOSE = 3;

    private final Crm crm;
    private final Map<String, String> aliases;
    private final ProgressBar progress;

    /** The ids of the records that the files describe, by object, then by key without case. */
    private final Map<String, Map<String, UUID>> ids = new HashMap<>();

    /** The users who are the agents, by the ids of the agents' records. */
    private final Map<UUID, String> users = new HashMap<>();

    /** The regional offices of the agents, by the ids of the agents' records. */
    private final Map<UUID, String> regions = new HashMap<>();

    /** What products cost by the list, by the ids of their records. */
    private final Map<UUID, BigDecimal> prices = new HashMap<>();

    Loader(Crm crm, Map<String, String> aliases, ProgressBar progress) {
        this.crm = crm;
        this.aliases = aliases;
        this.progress = progress;
    }

    /** @throws BadInputException if an alias stands for a name that the files do not have; nothing is written then */
    void load(SalesFiles files) {
        checkAliases(files);
        save(PRODUCT, "name", files.products());
        for (Map<String, @Nullable Object> product : files.products()) {
            if (product.get("sales_price") instanceof BigDecimal price) {
                prices.put(Objects.requireNonNull(find(PRODUCT, text(product, "name"))), price);
            }
        }
        save(AGENT, "name", files.agents());
        for (Map<String, @Nullable Object> agent : files.agents()) {
            UUID id = Objects.requireNonNull(find(AGENT, text(agent, "name")));
            users.put(id, SalesTeam.userId(text(agent, "name")));
            if (agent.get("regional_office") instanceof String region) {
                regions.put(id, region);
            }
        }
        // A company may come before the one that it belongs to, so all of them are there before any parent is set.
        save(COMPANY, "name", without("subsidiary_of", files.companies()));
        setParents(files.companies());
        save(DEAL, "opportunity_id", expected(owned(resolved(DEAL, files.deals()))));
    }

    private void checkAliases(SalesFiles files) {
        TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (List<Map<String, @Nullable Object>> rows : List.of(files.companies(), files.products(), files.agents())) {
            rows.forEach(row -> names.add(text(row, "name")));
        }
        aliases.forEach((from, to) -> {
            if (!names.contains(to)) {
                String hint = NearestName.of(to, names)
                        .map(name -> ". Did you mean '" + name + "'?")
                        .orElse("");
                throw new BadInputException(
                        "--alias takes '" + from + "' for '" + to + "', but the files have no such name" + hint);
            }
        });
    }

    private static List<Map<String, @Nullable Object>> without(
            String attribute, List<Map<String, @Nullable Object>> rows) {
        List<Map<String, @Nullable Object>> shorter = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>(row);
            values.remove(attribute);
            shorter.add(values);
        }
        return shorter;
    }

    private void setParents(List<Map<String, @Nullable Object>> companies) {
        List<Map<String, @Nullable Object>> parents = new ArrayList<>();
        for (Map<String, @Nullable Object> row : companies) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("name", row.get("name"));
            values.put("subsidiary_of", row.get("subsidiary_of"));
            parents.add(values);
        }
        for (List<Map<String, @Nullable Object>> chunk : chunks(resolved(COMPANY, parents))) {
            crm.useTransaction(tx -> saveChunk(tx.records(COMPANY), "name", chunk, true));
        }
    }

    /** Puts ids for the names that the files use. A name that no record has is kept as text: nothing is lost, and the report tells. */
    private List<Map<String, @Nullable Object>> resolved(String object, List<Map<String, @Nullable Object>> rows) {
        List<Map<String, @Nullable Object>> resolved = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>(row);
            for (SalesObjects.Reference reference : SalesObjects.REFERENCES) {
                if (reference.object().equals(object)) {
                    Object name = row.get(reference.attribute());
                    UUID id = name == null ? null : find(reference.target(), (String) name);
                    values.put(reference.attribute(), id);
                    values.put(reference.unknownName(), id == null ? name : null);
                }
            }
            resolved.add(values);
        }
        return resolved;
    }

    /** Gives each deal to the user who is its agent, and to the agent's region; to nobody where no record has the agent's name. */
    private List<Map<String, @Nullable Object>> owned(List<Map<String, @Nullable Object>> deals) {
        for (Map<String, @Nullable Object> deal : deals) {
            UUID agent = (UUID) deal.get("agent");
            deal.put(SystemFields.OWNER, agent == null ? null : users.get(agent));
            deal.put("region", agent == null ? null : regions.get(agent));
        }
        return deals;
    }

    /** Of open deals the files say neither amount nor close: they are expected to bring the list price, three months after they were engaged. */
    private List<Map<String, @Nullable Object>> expected(List<Map<String, @Nullable Object>> deals) {
        for (Map<String, @Nullable Object> deal : deals) {
            Object stage = deal.get(SystemFields.STAGE);
            if (PROSPECTING.equals(stage) || ENGAGING.equals(stage)) {
                if (deal.get("amount") == null && deal.get("product") instanceof UUID product) {
                    deal.put("amount", prices.get(product));
                }
                if (deal.get("close_date") == null && deal.get("engage_date") instanceof LocalDate engaged) {
                    deal.put("close_date", engaged.plusMonths(MONTHS_TO_CLOSE));
                }
            }
        }
        return deals;
    }

    private @Nullable UUID find(String object, String name) {
        Map<String, UUID> named = ids.getOrDefault(object, Map.of());
        UUID id = named.get(name);
        String alias = aliases.get(name);
        return id == null && alias != null ? named.get(alias) : id;
    }

    private void save(String object, String key, List<Map<String, @Nullable Object>> rows) {
        boolean someAreThere = crm.schema().recordCount(object) > 0;
        for (List<Map<String, @Nullable Object>> chunk : chunks(rows)) {
            // One transaction for each chunk: what it creates and what it changes is kept together or not at all.
            Map<String, UUID> saved = crm.inTransaction(tx -> saveChunk(tx.records(object), key, chunk, someAreThere));
            ids.computeIfAbsent(object, o -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER))
                    .putAll(saved);
            progress.advance(chunk.size());
        }
    }

    private static List<List<Map<String, @Nullable Object>>> chunks(List<Map<String, @Nullable Object>> rows) {
        List<List<Map<String, @Nullable Object>>> chunks = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += CHUNK) {
            chunks.add(rows.subList(from, Math.min(from + CHUNK, rows.size())));
        }
        return chunks;
    }

    private static Map<String, UUID> saveChunk(
            RecordStore records, String key, List<Map<String, @Nullable Object>> rows, boolean someAreThere) {
        Map<String, CrmRecord> there = someAreThere ? find(records, key, rows) : Map.of();
        Map<String, UUID> saved = new HashMap<>();
        List<Map<String, @Nullable Object>> missing = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows) {
            CrmRecord before = there.get(text(row, key));
            if (before == null) {
                missing.add(row);
            } else {
                Map<String, @Nullable Object> changes = changes(before, row);
                if (!changes.isEmpty()) {
                    records.patch(before.id(), changes);
                }
                saved.put(text(row, key), before.id());
            }
        }
        List<CrmRecord> created = records.createAll(missing);
        for (int i = 0; i < created.size(); i++) {
            saved.put(text(missing.get(i), key), created.get(i).id());
        }
        return saved;
    }

    private static Map<String, CrmRecord> find(
            RecordStore records, String key, List<Map<String, @Nullable Object>> rows) {
        List<String> keys = rows.stream().map(row -> text(row, key)).toList();
        Map<String, CrmRecord> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (CrmRecord there : records.list(where(attr(key).in(keys)).limit(CHUNK))) {
            found.put(Objects.requireNonNull(there.text(key)), there);
        }
        return found;
    }

    private static Map<String, @Nullable Object> changes(CrmRecord before, Map<String, @Nullable Object> row) {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        row.forEach((attribute, value) -> {
            if (!isHeld(before, attribute, value)) {
                changes.put(attribute, value);
            }
        });
        return changes;
    }

    private static boolean isHeld(CrmRecord held, String attribute, @Nullable Object value) {
        if (attribute.equals(SystemFields.OWNER)) {
            return Objects.equals(held.state().owner(), value);
        } else if (attribute.equals(SystemFields.STAGE)) {
            return held.position()
                    .filter(position -> position.fullStage().equals(value))
                    .isPresent();
        } else if (value instanceof BigDecimal number) {
            BigDecimal before = held.number(attribute);
            return before != null && before.compareTo(number) == 0;
        } else if (value instanceof UUID id) {
            return held.references(attribute).stream()
                    .anyMatch(reference -> reference.id().equals(id));
        }
        return Objects.equals(held.value(attribute), value);
    }

    private static String text(Map<String, @Nullable Object> row, String attribute) {
        return (String) Objects.requireNonNull(row.get(attribute), attribute);
    }
}
