package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.spi.storage.DocumentStorage;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import java.util.List;
import java.util.Optional;

/** Small named definitions in a table. Not thread-safe. */
public final class RelationalDocuments implements DocumentStorage {
    private final Session session;

    /** The documents of the session's workspace. */
    public RelationalDocuments(Session session) {
        this.session = session;
    }

    @Override
    public void put(String kind, String name, String document) {
        session.requireWritable();
        if (session.dialect() == Dialect.POSTGRES) {
            session.sql()
                    .execute(
                            "insert into crm_document (workspace_id, kind, name, document) values (?, ?, ?, ?)"
                                    + " on conflict (workspace_id, kind, name) do update set document = excluded.document",
                            session.workspaceNumber(),
                            kind,
                            name,
                            document);
        } else if (!update(kind, name, document)) {
            boolean inserted = Inserts.unlessThere(() -> session.sql()
                    .execute(
                            "insert into crm_document (workspace_id, kind, name, document) values (?, ?, ?, ?)",
                            session.workspaceNumber(),
                            kind,
                            name,
                            document));
            if (!inserted) {
                update(kind, name, document);
            }
        }
    }

    private boolean update(String kind, String name, String document) {
        return session.sql()
                        .execute(
                                "update crm_document set document = ? where workspace_id = ? and kind = ? and name = ?",
                                document,
                                session.workspaceNumber(),
                                kind,
                                name)
                > 0;
    }

    @Override
    public Optional<String> find(String kind, String name) {
        return session.sql()
                .fetchOptional(
                        "select document from crm_document where workspace_id = ? and kind = ? and name = ?",
                        session.workspaceNumber(),
                        kind,
                        name)
                .map(row -> row.get(0, String.class));
    }

    @Override
    public List<String> names(String kind) {
        // Sorted here: H2 compares texts by UTF-16 unit.
        return session
                .sql()
                .fetch(
                        "select name from crm_document where workspace_id = ? and kind = ?",
                        session.workspaceNumber(),
                        kind)
                .stream()
                .map(row -> row.get(0, String.class))
                .sorted(TextFolding::compareCodePoints)
                .toList();
    }

    @Override
    public boolean remove(String kind, String name) {
        session.requireWritable();
        return session.sql()
                        .execute(
                                "delete from crm_document where workspace_id = ? and kind = ? and name = ?",
                                session.workspaceNumber(),
                                kind,
                                name)
                > 0;
    }
}
