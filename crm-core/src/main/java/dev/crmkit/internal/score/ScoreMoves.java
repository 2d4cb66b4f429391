package dev.crmkit.internal.score;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.score.ScoreCard;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Scores of records that become one, or several again. Assessments and sheets go over like everything that belongs to a record; what is worked out
 * from them is worked out anew. Used once. Not thread-safe.
 */
public final class ScoreMoves {
    /** The kind of the sheets, of which a record has one for each product. */
    public static final String SHEETS = Sheet.KIND;

    /** The kind of what is worked out from the sheets. */
    public static final String RANKS = Ranks.KIND;

    private static final int READ = 10_000;

    private final Tx tx;
    private final Set<String> products = new TreeSet<>();

    /**
     * Moves of these items. Nobody changes the cards of their products until the transaction ends.
     *
     * @param items what goes over or comes back, sheets among it
     */
    public ScoreMoves(Tx tx, Collection<StoredItem> items) {
        this.tx = tx;
        items.stream().filter(item -> item.kind().equals(SHEETS)).forEach(item -> products.add(item.key()));
        products.forEach(product -> tx.storage().ledger().lock(ScoreCards.lockName(product)));
    }

    /** The held sheet with what stands on the arriving one and outlasts it; the same item if nothing does. */
    public static StoredItem joined(StoredItem held, StoredItem arriving) {
        Sheet sheet = Sheet.read(held);
        return sheet.join(Sheet.read(arriving)) ? sheet.write() : held;
    }

    /**
     * Works out where the records stand in the rankings, after what belongs to them has moved.
     *
     * @param records those that are one now, or were
     */
    public void rank(Collection<UUID> records) {
        if (products.isEmpty()) {
            return;
        }
        List<Sheet> sheets = retaken(records, sheets(records));
        Map<String, ScoreCard> cards = ScoreCards.load(tx, products);
        List<UUID> gone = new ArrayList<>();
        records.forEach(record -> products.forEach(product -> gone.add(Ranks.id(record, product))));
        tx.storage().items().remove(gone);
        Ranks ranks = new Ranks(tx);
        for (Sheet sheet : sheets) {
            ScoreCard card = cards.get(sheet.product());
            if (card != null && sheet.total(card) != null) {
                ranks.move(sheet, null, sheet.total(card));
            }
        }
        ranks.write();
    }

    private List<Sheet> sheets(Collection<UUID> records) {
        return list(Sheet.KIND, Set.copyOf(records), products).stream()
                .map(Sheet::read)
                .toList();
    }

    private List<StoredItem> list(String kind, Set<UUID> records, Set<String> keys) {
        List<StoredItem> all = new ArrayList<>();
        ItemQuery.Place after = null;
        List<StoredItem> page;
        do {
            page = tx.storage().items().list(new ItemQuery(kind, records, keys, false, after, READ));
            all.addAll(page);
            if (!page.isEmpty()) {
                StoredItem last = page.get(page.size() - 1);
                after = new ItemQuery.Place(last.at(), last.id());
            }
        } while (page.size() == READ);
        return all;
    }

    /**
     * A sheet that was written on since its record took another one in names assessments that have gone back, or the record to which they went back has
     * none: these are written anew from the record's own.
     */
    private List<Sheet> retaken(Collection<UUID> records, List<Sheet> sheets) {
        Set<String> strange = strangeProducts(sheets);
        if (strange.isEmpty()) {
            return sheets;
        }
        Map<UUID, Sheet> byId = new LinkedHashMap<>();
        sheets.forEach(sheet -> byId.put(Sheet.id(sheet.record(), sheet.product()), sheet));
        Map<UUID, List<StoredItem>> assessments = new LinkedHashMap<>();
        for (StoredItem item : list(AssessmentCodec.KIND, Set.copyOf(records), strange)) {
            UUID sheet = Sheet.id(Objects.requireNonNull(item.recordId()), item.key());
            assessments.computeIfAbsent(sheet, id -> new ArrayList<>()).add(item);
        }
        List<StoredItem> updated = new ArrayList<>();
        List<StoredItem> inserted = new ArrayList<>();
        for (UUID record : records) {
            for (String product : strange) {
                UUID id = Sheet.id(record, product);
                List<StoredItem> own = new ArrayList<>(assessments.getOrDefault(id, List.of()));
                own.sort(Comparator.comparing(AssessmentCodec::spokenAt)
                        .thenComparing(StoredItem::id, IndexOrder::compareIds));
                Sheet sheet = byId.get(id);
                if (sheet != null) {
                    Set<UUID> ids = new HashSet<>();
                    own.forEach(item -> ids.add(item.id()));
                    if (!ids.containsAll(sheet.assessments())) {
                        sheet.retake(own);
                        updated.add(sheet.write());
                    }
                } else if (!own.isEmpty()) {
                    Sheet fresh = Sheet.empty(record, product, own.get(0).at());
                    fresh.retake(own);
                    inserted.add(fresh.write());
                    byId.put(id, fresh);
                }
            }
        }
        tx.storage().items().update(updated);
        tx.storage().items().insert(inserted);
        return List.copyOf(byId.values());
    }

    /** The products of the sheets that name an assessment of another record. */
    private Set<String> strangeProducts(List<Sheet> sheets) {
        Set<UUID> named = new HashSet<>();
        sheets.forEach(sheet -> named.addAll(sheet.assessments()));
        Map<UUID, UUID> owners = new HashMap<>();
        for (StoredItem item :
                named.isEmpty() ? List.<StoredItem>of() : tx.storage().items().load(named)) {
            UUID record = item.recordId();
            if (record != null) {
                owners.put(item.id(), record);
            }
        }
        Set<String> strange = new TreeSet<>();
        for (Sheet sheet : sheets) {
            if (!sheet.assessments().stream().allMatch(id -> sheet.record().equals(owners.get(id)))) {
                strange.add(sheet.product());
            }
        }
        return strange;
    }
}
