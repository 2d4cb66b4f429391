package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.spi.storage.LedgerStorage;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.Record;

/** Idempotency keys, counters and named locks in tables. Not thread-safe. */
public final class RelationalLedger implements LedgerStorage {
    private final Session session;

    /** The ledger of the session's workspace. */
    public RelationalLedger(Session session) {
        this.session = session;
    }

    @Override
    public Optional<IdempotentResult> claim(String key, String fingerprint, Instant expiresAt, Instant now) {
        session.requireWritable();
        while (true) {
            if (session.dialect() == Dialect.POSTGRES
                    ? takeOnPostgres(key, fingerprint, expiresAt, now)
                    : takeOnH2(key, fingerprint, expiresAt, now)) {
                return Optional.empty();
            }
            Record row = session.sql()
                    .fetchOne(
                            "select fingerprint, result from crm_idempotency where workspace_id = ? and item_key = ?",
                            session.workspaceNumber(),
                            key);
            // Upkeep may have removed it in the meantime: then take it.
            if (row != null) {
                return Optional.of(new IdempotentResult(
                        Cells.text(row, "fingerprint"),
                        Objects.requireNonNullElse(Cells.find(row, "result", String.class), "")));
            }
        }
    }

    /** Waits for a transaction that has the key; an expired or never fulfilled one is taken over. */
    private boolean takeOnPostgres(String key, String fingerprint, Instant expiresAt, Instant now) {
        return session.sql()
                        .execute(
                                "insert into crm_idempotency as i (workspace_id, item_key, fingerprint, expires_at)"
                                        + " values (?, ?, ?, " + Cells.MOMENT
                                        + ") on conflict (workspace_id, item_key) do update"
                                        + " set fingerprint = excluded.fingerprint, expires_at = excluded.expires_at,"
                                        + " result = null where i.expires_at <= " + Cells.MOMENT
                                        + " or i.result is null",
                                session.workspaceNumber(),
                                key,
                                fingerprint,
                                utc(expiresAt),
                                utc(now))
                > 0;
    }

    private boolean takeOnH2(String key, String fingerprint, Instant expiresAt, Instant now) {
        boolean inserted = Inserts.unlessThere(() -> session.sql()
                .execute(
                        "insert into crm_idempotency (workspace_id, item_key, fingerprint, expires_at)"
                                + " values (?, ?, ?, " + Cells.MOMENT + ")",
                        session.workspaceNumber(),
                        key,
                        fingerprint,
                        utc(expiresAt)));
        return inserted
                || session.sql()
                                .execute(
                                        "update crm_idempotency set fingerprint = ?, expires_at = " + Cells.MOMENT
                                                + ", result = null"
                                                + " where workspace_id = ? and item_key = ?"
                                                + " and (expires_at <= " + Cells.MOMENT + " or result is null)",
                                        fingerprint,
                                        utc(expiresAt),
                                        session.workspaceNumber(),
                                        key,
                                        utc(now))
                        > 0;
    }

    @Override
    public void fulfil(String key, String result) {
        session.requireWritable();
        session.sql()
                .execute(
                        "update crm_idempotency set result = ? where workspace_id = ? and item_key = ?",
                        result,
                        session.workspaceNumber(),
                        key);
    }

    @Override
    public void add(String counter, long delta) {
        session.requireWritable();
        session.later(
                "insert into " + session.schema() + ".crm_counter (workspace_id, name, delta) values (?, ?, ?)",
                (statement, first) -> {
                    statement.setInt(first, session.workspaceNumber());
                    statement.setString(first + 1, counter);
                    statement.setLong(first + 2, delta);
                    return 3;
                });
    }

    @Override
    public Map<String, Long> totals(Set<String> counters) {
        Map<String, Long> totals = new LinkedHashMap<>();
        counters.forEach(counter -> totals.put(counter, 0L));
        String names = session.dialect() == Dialect.POSTGRES ? "cast(? as text[])" : "?";
        session.sql()
                .fetch(
                        "select name, sum(delta) as total from crm_counter where workspace_id = ? and name = any("
                                + names + ") group by name",
                        session.workspaceNumber(),
                        counters.toArray(String[]::new))
                .forEach(row -> totals.put(Cells.text(row, "name"), Cells.number(row, "total")));
        return totals;
    }

    @Override
    public void lock(String name) {
        session.requireWritable();
        if (session.dialect() == Dialect.POSTGRES) {
            session.sql()
                    .fetch(
                            "select pg_advisory_xact_lock(hashtextextended('crmkit ' || cast(? as text), cast(? as bigint)))",
                            name,
                            (long) session.workspaceNumber());
        } else {
            while (!lockRow(name)) {
                Inserts.unlessThere(() -> session.sql()
                        .execute(
                                "insert into crm_lock (workspace_id, name) values (?, ?)",
                                session.workspaceNumber(),
                                name));
            }
        }
    }

    private boolean lockRow(String name) {
        return !session.sql()
                .fetch(
                        "select name from crm_lock where workspace_id = ? and name = ? for update",
                        session.workspaceNumber(),
                        name)
                .isEmpty();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
