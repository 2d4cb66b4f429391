package dev.crmkit.internal.placement;

import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Power;
import dev.crmkit.placement.Placement;
import dev.crmkit.placement.Placements;
import dev.crmkit.spi.storage.Home;
import dev.crmkit.spi.storage.StoredPlacement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Chooses where objects are kept, and tells. */
public final class PlacementService implements Placements {
    private final Transactions transactions;

    /** The placements of the workspace that the transactions are of. */
    public PlacementService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Placement get(String object) {
        return transactions.read(tx -> {
            requirePower(tx, "look at where records are kept");
            return shown(tx, tx.schema().get(object));
        });
    }

    @Override
    public List<Placement> list() {
        return transactions.read(tx -> {
            requirePower(tx, "look at where records are kept");
            Map<UUID, StoredPlacement> stored = tx.storage().placements().list().stream()
                    .collect(Collectors.toMap(StoredPlacement::objectId, Function.identity()));
            return tx.schema().objects().stream()
                    .map(object -> shown(object, Objects.requireNonNull(stored.get(object.id()))))
                    .sorted(Comparator.comparing(Placement::object))
                    .toList();
        });
    }

    @Override
    public Placement promote(String object) {
        return choose(object, placement -> Home.OWN, true);
    }

    @Override
    public Placement demote(String object) {
        return choose(object, placement -> Home.SHARED, true);
    }

    @Override
    public Placement release(String object) {
        return choose(object, Aims::aim, false);
    }

    private Placement choose(String slug, Function<StoredPlacement, Home> goal, boolean byHand) {
        return transactions.write(tx -> {
            requirePower(tx, "choose where records are kept");
            DefinedObject object = tx.schema().get(slug);
            StoredPlacement before = Aims.find(tx, object);
            Aims.take(tx, object, before, goal.apply(before), byHand);
            return shown(tx, object);
        });
    }

    private static void requirePower(Tx tx, String what) {
        tx.access().require(Power.MANAGE_SCHEMA, what);
    }

    private static Placement shown(Tx tx, DefinedObject object) {
        return shown(object, Aims.find(tx, object));
    }

    private static Placement shown(DefinedObject object, StoredPlacement stored) {
        return new Placement(
                object.slug(), stored.home(), stored.goal(), stored.byHand(), stored.place(), stored.indexes());
    }
}
