package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.Links;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Records that edges link to others, in a statement: the edges lead, so that only linked records are read. Not thread-safe. */
final class LinkSql {
    private final Session session;
    private final Grammar grammar;
    private final Places places;
    private final Links links;

    LinkSql(Session session, Grammar grammar, Places places, Links links) {
        this.session = session;
        this.grammar = grammar;
        this.places = places;
        this.links = links;
    }

    /** The column of the anchors. */
    String anchor() {
        return links.outgoing() ? "e.from_id" : "e.to_id";
    }

    /** What to select from, up to the conditions about the linked records, which stand under the alias {@code r}. */
    SqlText from() {
        SqlText from = SqlText.of(session.schema() + ".crm_edge e JOIN " + grammar.table(places.object()) + " r ON "
                        + places.column("workspace_id") + " = e.workspace_id AND " + places.column("id") + " = "
                        + (links.outgoing() ? "e.to_id" : "e.from_id") + " WHERE e.workspace_id = ")
                .add(session.workspaceNumber())
                .add(" AND e.relation = ");
        if (session.dialect() == Dialect.POSTGRES) {
            from.bind(Grammar.text(links.relation()));
        } else {
            byte[] label = links.relation().getBytes(StandardCharsets.UTF_8);
            from.bind((statement, index) -> statement.setBytes(index, label));
        }
        return from.add(" AND ")
                .add(grammar.isOneOf(anchor(), Grammar.ElementType.UUID, List.copyOf(links.anchors())))
                .add(" AND ");
    }

    Map<UUID, UUID> first(SortKey sort) {
        Place place = places.of(sort.field());
        if (place.kind() != IndexKind.NUMBER && place.kind() != IndexKind.MOMENT && place.kind() != IndexKind.CODE) {
            throw new IllegalArgumentException("The first record is not found by " + sort.field());
        }
        SqlText statement = SqlText.of("SELECT q.a, q.id FROM (SELECT " + anchor() + " AS a, " + places.column("id")
                        + " AS id, row_number() OVER (PARTITION BY " + anchor() + " ORDER BY "
                        + grammar.orderBy(place.sql(), sort.descending(), false) + ", " + places.column("id")
                        + ") AS n FROM ")
                .add(from())
                .add(PredicateSql.where(session, grammar, places, links.predicate(), " IS NULL"))
                .add(" AND ")
                .add(new PredicateSql(session, grammar, places).isNotEmpty(place))
                .add(") q WHERE q.n = 1");
        return statement.query(session, rows -> {
            Map<UUID, UUID> firsts = new HashMap<>();
            while (rows.next()) {
                firsts.put(rows.getObject(1, UUID.class), rows.getObject(2, UUID.class));
            }
            return firsts;
        });
    }
}
