package dev.crmkit.benchmarks.compare;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.list.CrmList;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.placement.Placements;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.Count;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.record.RecordStore;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** L: the product, whole calls of it. Whoever opens it closes it. */
final class Product implements Contestant, AutoCloseable {
    private static final Actor OWNER = Actor.user("ada");
    private static final String SELLER = "seller";
    private static final int MOST_ON_A_PAGE = ListQuery.MAX_LIMIT;

    private static final int LARGE = 10_000;

    private final Set<Target> promoted = new HashSet<>();
    private final Background background = new Background();
    private final CrmEngine engine;
    private final boolean moves;

    Product(Storage storage) {
        this.engine = CrmEngine.builder()
                .storage(storage)
                .scheduler(background)
                .neverPromote()
                .build();
        engine.start();
        moves = storage.capabilities().contains(StorageCapability.RELOCATION);
    }

    @Override
    public String name() {
        return "L";
    }

    /** What the storage says of itself. */
    String description() {
        return engine.storageInfo().product();
    }

    /**
     * Defines the three objects in a workspace, with the board of deals; where it is asked about also a list of deals, and sellers who see their own deals
     * alone.
     */
    void prepare(int workspace, boolean asked) {
        crm(workspace, OWNER).useTransaction(crm -> {
            crm.schema().define(DataObject.ALL.stream().map(Product::schema).toList());
            // The author of the hand-written tables knows of the board, and made an index for it.
            View board = View.of(
                    DataObject.DEAL.name(), "Board", KanbanLayout.by("stage").sum("amount"));
            crm.views().share(crm.views().define(board).id());
            if (asked) {
                crm.lists().define(CrmList.of(DataObject.DEAL.name(), DataSet.LIST));
                crm.members().put(Member.of(OWNER, Role.OWNER));
                ObjectRules read = ObjectRules.nothing().allow(Verb.READ, Reach.all());
                ObjectRules own = ObjectRules.nothing().allow(Verb.READ, Reach.own());
                crm.members().roles().put(Role.named(SELLER).everywhere(read).on(DataObject.DEAL.name(), own));
                IntStream.range(0, RowMaker.USERS)
                        .forEach(i -> crm.members().put(Member.of(Actor.user("u" + i), SELLER)));
            }
        });
    }

    private static ObjectSchema schema(DataObject object) {
        ObjectSchema.Builder schema = ObjectSchema.named(object.name());
        for (Attribute attribute : object.attributes()) {
            AttributeSpec spec = spec(attribute).required(attribute.required());
            schema.attribute(attribute.name(), attribute.indexed() ? spec : spec.notIndexed());
        }
        return schema.build();
    }

    private static AttributeSpec spec(Attribute attribute) {
        String[] options = attribute.options().toArray(String[]::new);
        return switch (attribute.kind()) {
            case TEXT -> Attributes.text();
            case LONG_TEXT -> Attributes.textArea();
            case FULL_NAME -> Attributes.personName();
            case EMAIL -> Attributes.email();
            case PHONE -> Attributes.phone();
            case URL -> Attributes.url();
            case NUMBER -> Attributes.number(2);
            case RATING -> Attributes.rating(5);
            case MONEY -> Attributes.currency("EUR");
            case CHOICE -> Attributes.select(options);
            case CHOICES -> Attributes.multiSelect(options);
            case FLAG -> Attributes.checkbox();
            case DATE -> Attributes.date();
            case MOMENT -> Attributes.timestamp();
            case REFERENCE -> Attributes.reference(attribute.target());
            case USER -> Attributes.user();
        };
    }

    /**
     * Does what the engine does by itself within minutes, where nothing else is said: an object of more than {@value #LARGE} records gets a bucket of its own.
     * Here at once, so that each run is like the other.
     */
    void grew(Target target, int records) {
        if (records > LARGE && moves) {
            promote(target);
        }
    }

    /** Gives an object a bucket of its own, and waits until all of its records are there. */
    void promote(Target target) {
        if (!promoted.add(target)) {
            return;
        }
        Placements placements = crm(target.workspace(), OWNER).placements();
        placements.promote(target.object().name());
        while (placements.get(target.object().name()).goal() != null) {
            background.round();
        }
    }

    /** Creates records, all in one transaction; up to 10,000. */
    List<Row> create(Target target, List<Draft> drafts) {
        List<CrmRecord> records =
                records(target).createAll(drafts.stream().map(Draft::input).toList());
        return IntStream.range(0, drafts.size())
                .mapToObj(i -> drafts.get(i).row(records.get(i)))
                .toList();
    }

    /** Creates one record. */
    void createOne(Target target, Draft draft) {
        records(target).create(draft.input());
    }

    /** Puts records into the list of those that are asked about; up to 10,000. */
    void addToList(Target target, List<UUID> ids) {
        crm(target.workspace(), OWNER).lists().add(DataSet.LIST, ids);
    }

    void update(Target target, UUID id, Map<String, Object> changes) {
        records(target).patch(id, input(changes));
    }

    /**
     * A record to be.
     *
     * @param owner who answers for it, or null
     * @param values by attribute
     */
    record Draft(@Nullable String owner, Map<String, Object> values) {
        private Map<String, Object> input() {
            Map<String, Object> input = Product.input(values);
            if (owner != null) {
                input.put(Attribute.OWNER.name(), owner);
            }
            return input;
        }

        private Row row(CrmRecord record) {
            return row(record.id(), record.state().createdAt());
        }

        Row row(UUID id, Instant createdAt) {
            return new Row(id, createdAt, owner, values);
        }
    }

    private static Map<String, Object> input(Map<String, Object> values) {
        Map<String, Object> input = new HashMap<>();
        values.forEach((name, value) -> input.put(
                name,
                value instanceof Money money ? Map.of("amount", money.amount(), "currency", money.currency()) : value));
        return input;
    }

    @Override
    public Answer ask(Target target, Question question) {
        if (question instanceof Question.Listing listing) {
            return ids(records(target, listing.seller()).list(listing.query()));
        } else if (question instanceof Question.Counting counting) {
            ListQuery query = counting.query().counted(counting.cap() == 0 ? 1_000_000_000 : counting.cap());
            Count count = records(target).count(query);
            return Answer.ofCount(count.exact() ? count.value() : count.value() + 1);
        } else if (question instanceof Question.Grouping grouping) {
            return groups(records(target, grouping.seller()).aggregate(grouping.query()));
        } else if (question instanceof Question.Fetching fetching) {
            RecordStore records = records(target);
            return fetching.ids().size() == 1
                    ? Answer.ofIds(List.of(records.get(fetching.ids().get(0)).id()))
                    : Answer.ofIds(records.findAll(fetching.ids()).stream()
                            .map(CrmRecord::id)
                            .toList());
        } else if (question instanceof Question.Board board) {
            // A host has no call for all columns of a board; it lists each.
            List<UUID> ids = new ArrayList<>();
            for (String option : board.options()) {
                Filter is = Filter.attr(board.attribute()).eq(option);
                records(target).list(ListQuery.where(is).limit(board.cards())).forEach(record -> ids.add(record.id()));
            }
            return Answer.ofIds(ids);
        }
        throw new IllegalArgumentException("A page must be turned to before it is asked for: " + question);
    }

    /** Turns to a page far from the first: the question for it, with the places where all contestants begin. */
    Question.Listing turnTo(Target target, Question.FarPage far) {
        ListQuery query = far.query();
        int pageSize = query.limit();
        Count count = records(target).count(query);
        long pages = Math.min(far.page() - 1L, (count.value() - 1) / pageSize);
        Page<CrmRecord> page = new Page<>(List.of(), null, null);
        for (long left = pages * pageSize; left > 0; left -= page.items().size()) {
            page = records(target)
                    .list(query.limit((int) Math.min(left, MOST_ON_A_PAGE)).after(page.nextCursor()));
        }
        if (page.items().isEmpty()) {
            return Question.Listing.of(query);
        }
        CrmRecord last = page.items().get(page.items().size() - 1);
        Object value = last.find(query.sorts().get(0).path()).orElseThrow();
        return new Question.Listing(query.after(page.nextCursor()), new Question.Mark(value, last.id()), null);
    }

    private static Answer ids(Page<CrmRecord> page) {
        return Answer.ofIds(page.items().stream().map(CrmRecord::id).toList());
    }

    private static Answer groups(AggregateResult result) {
        List<String> groups = new ArrayList<>();
        for (AggregateResult.Group group : result.groups()) {
            boolean money = group.values().size() == 1 && group.values().get(0) instanceof Map;
            if (money) {
                ((Map<?, ?>) Objects.requireNonNull(group.values().get(0)))
                        .forEach((currency, amount) -> groups.add(line(group.keys(), List.of(currency, amount))));
            } else {
                groups.add(line(group.keys(), group.values()));
            }
        }
        return Answer.ofGroups(groups);
    }

    private static String line(List<? extends @Nullable Object> keys, List<? extends @Nullable Object> values) {
        List<@Nullable Object> cells = new ArrayList<>(keys);
        cells.addAll(values);
        return Answer.group(cells);
    }

    private RecordStore records(Target target) {
        return records(target, null);
    }

    private RecordStore records(Target target, @Nullable String seller) {
        return crm(target.workspace(), seller == null ? OWNER : Actor.user(seller))
                .records(target.object().name());
    }

    private Crm crm(int workspace, Actor actor) {
        return engine.workspace("w" + workspace).as(actor);
    }

    @Override
    public void close() {
        engine.close();
    }
}
