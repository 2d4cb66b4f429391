package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.spi.storage.DocumentStorage;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Record;

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
        raiseVersion();
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
    public Map<String, String> load(String kind, Collection<String> names) {
        Map<String, String> found = new HashMap<>();
        if (names.isEmpty()) {
            return found;
        }
        // By a join, because H2 takes no list of keys to an index.
        for (Record row : session.sql()
                .fetch(
                        "select d.name, d.document from unnest(cast(? as varchar(200) array)) n (name)"
                                + " join crm_document d on d.workspace_id = ? and d.kind = ? and d.name = n.name",
                        names.stream().distinct().toArray(String[]::new),
                        session.workspaceNumber(),
                        kind)) {
            found.put(row.get(0, String.class), row.get(1, String.class));
        }
        return found;
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
        boolean there = session.sql()
                        .execute(
                                "delete from crm_document where workspace_id = ? and kind = ? and name = ?",
                                session.workspaceNumber(),
                                kind,
                                name)
                > 0;
        if (there) {
            raiseVersion();
        }
        return there;
    }

    /** Waits for others that change documents of the workspace, so that the versions follow each other as the commits do. */
    private void raiseVersion() {
        if (session.dialect() == Dialect.POSTGRES) {
            session.sql()
                    .execute(
                            "insert into crm_document_version as v (workspace_id, version) values (?, 1)"
                                    + " on conflict (workspace_id) do update set version = v.version + 1",
                            session.workspaceNumber());
        } else if (!addToVersion()) {
            boolean inserted = Inserts.unlessThere(() -> session.sql()
                    .execute(
                            "insert into crm_document_version (workspace_id, version) values (?, 1)",
                            session.workspaceNumber()));
            if (!inserted) {
                addToVersion();
            }
        }
    }

    private boolean addToVersion() {
        return session.sql()
                        .execute(
                                "update crm_document_version set version = version + 1 where workspace_id = ?",
                                session.workspaceNumber())
                > 0;
    }
}
