package dev.crmkit.view;

import dev.crmkit.query.SystemFields;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A board. Every method returns a changed copy. Immutable.
 *
 * <p>A column stands for one value, and its key is that value as text: the id of an option, {@code sales/won} for a stage, {@code true} or
 * {@code false}, a number, the id of a user, group or record. Options, stages and both answers of a checkbox have a column each, with records or
 * without; other values have one where they have records.
 *
 * @param groupBy what tells the columns apart: a select, status, checkbox, rating, user or single reference attribute, the owner, assignee, source,
 *     pipeline or stage
 * @param pipeline for a board of stages the pipeline whose records and stages it shows, or null for all
 * @param columns keys of the columns that come first, in order; the others follow in their own order
 * @param hidden keys of columns that are not shown
 * @param withoutEmpty whether records without a value are not shown, which else are a column of their own, the last
 * @param sum what is added up for each column: a number, rating or money attribute; or null
 * @param rateTable the rate table by which money is converted, or null for one sum per currency
 * @param cover the picture of a card: an attribute of type FILE or URL; or null
 * @param cards how many cards a column shows at first, 1 to {@value #MAX_CARDS}
 */
public record KanbanLayout(
        String groupBy,
        @Nullable String pipeline,
        List<String> columns,
        Set<String> hidden,
        boolean withoutEmpty,
        @Nullable String sum,
        @Nullable String rateTable,
        @Nullable String cover,
        int cards)
        implements ViewLayout {
    /** How many cards a column shows at first where nobody says. */
    public static final int DEFAULT_CARDS = 20;

    /** The most cards of a column at once. */
    public static final int MAX_CARDS = 100;

    /** Copies the collections. */
    public KanbanLayout {
        Objects.requireNonNull(groupBy, "groupBy");
        columns = List.copyOf(columns);
        hidden = Collections.unmodifiableSet(new LinkedHashSet<>(hidden));
    }

    /** A column for each value of the attribute. */
    public static KanbanLayout by(String path) {
        return new KanbanLayout(path, null, List.of(), Set.of(), false, null, null, null, DEFAULT_CARDS);
    }

    /** A column for each stage of the pipeline. */
    public static KanbanLayout stagesOf(String pipeline) {
        return new KanbanLayout(
                SystemFields.STAGE,
                Objects.requireNonNull(pipeline, "pipeline"),
                List.of(),
                Set.of(),
                false,
                null,
                null,
                null,
                DEFAULT_CARDS);
    }

    /** With these columns first, by their keys. */
    public KanbanLayout columns(String... keys) {
        return new KanbanLayout(
                groupBy, pipeline, Arrays.asList(keys), hidden, withoutEmpty, sum, rateTable, cover, cards);
    }

    /** Without these columns, by their keys. */
    public KanbanLayout hide(String... keys) {
        return new KanbanLayout(
                groupBy,
                pipeline,
                columns,
                new LinkedHashSet<>(Arrays.asList(keys)),
                withoutEmpty,
                sum,
                rateTable,
                cover,
                cards);
    }

    /** Without the column of records that have no value. */
    public KanbanLayout hideEmpty() {
        return new KanbanLayout(groupBy, pipeline, columns, hidden, true, sum, rateTable, cover, cards);
    }

    /** Adds up this attribute; null for nothing. */
    public KanbanLayout sum(@Nullable String path) {
        return new KanbanLayout(groupBy, pipeline, columns, hidden, withoutEmpty, path, rateTable, cover, cards);
    }

    /** Converts money into the base currency of the named rate table. */
    public KanbanLayout convertedBy(String newRateTable) {
        return new KanbanLayout(
                groupBy,
                pipeline,
                columns,
                hidden,
                withoutEmpty,
                sum,
                Objects.requireNonNull(newRateTable, "newRateTable"),
                cover,
                cards);
    }

    /** Takes the picture of a card from this attribute; null for none. */
    public KanbanLayout cover(@Nullable String path) {
        return new KanbanLayout(groupBy, pipeline, columns, hidden, withoutEmpty, sum, rateTable, path, cards);
    }

    /** Shows that many cards of a column at first, 1 to {@value #MAX_CARDS}. */
    public KanbanLayout cards(int number) {
        return new KanbanLayout(groupBy, pipeline, columns, hidden, withoutEmpty, sum, rateTable, cover, number);
    }

    @Override
    public ViewKind kind() {
        return ViewKind.KANBAN;
    }
}
