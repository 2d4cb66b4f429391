package dev.crmkit.testkit.internal.memory;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.SpanQuery;
import dev.crmkit.spi.storage.StoredMove;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Moves as one transaction sees them. */
record MemoryMoves(MemoryTransaction transaction) implements MoveStorage {

    @Override
    public void append(List<StoredMove> moves) {
        transaction.change(() -> moves.forEach(move -> {
            if (transaction.identityRows.find(move.recordId()) == null) {
                throw new StorageException(
                        "Cannot store the move " + move.id() + ": workspace '" + transaction.space.id
                                + "' has no record " + move.recordId() + ". Write the record first",
                        false,
                        null);
            }
            transaction.moveRows.put(new Place(move.at(), move.id()), move);
        }));
    }

    @Override
    public List<StoredMove> list(Collection<UUID> records, @Nullable Place after, int limit) {
        Set<UUID> wanted = Set.copyOf(records);
        return transaction.read(() -> {
            var rows = transaction.moveRows.rows();
            return (after == null ? rows : rows.tailMap(after, false))
                    .values().stream()
                            .filter(move -> wanted.contains(move.recordId()))
                            .limit(limit)
                            .toList();
        });
    }

    @Override
    public int remove(Collection<UUID> records) {
        Set<UUID> gone = Set.copyOf(records);
        return transaction.write(() -> {
            List<StoredMove> moves = transaction.moveRows.rows().values().stream()
                    .filter(move -> gone.contains(move.recordId()))
                    .toList();
            moves.forEach(move -> transaction.moveRows.remove(new Place(move.at(), move.id())));
            return moves.size();
        });
    }

    @Override
    public List<SpanQuery.Row> spans(SpanQuery query) {
        return transaction.read(() -> new Spans(transaction, query).rows());
    }
}
