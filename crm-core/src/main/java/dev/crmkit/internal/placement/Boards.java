package dev.crmkit.internal.placement;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.view.BoardFields;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What boards of an object ask for together: what tells their columns apart, and what they add up. Not instantiable. */
final class Boards {
    /** So many of money by stage: nobody has to save a view for them. */
    private static final int MOST_OF_STAGES = 2;

    /** More than any storage keeps indexes for, and some of them may be of attributes that have none. */
    private static final int MOST = 20;

    private Boards() {}

    /** The fields of each board, what groups first; money by stage, then shared views, then personal ones. Empty if the object is gone. */
    static Optional<List<List<Field>>> find(Tx tx, UUID objectId) {
        return tx.schema().find(objectId).map(object -> object.deleted() ? List.of() : of(tx, object));
    }

    private static List<List<Field>> of(Tx tx, DefinedObject object) {
        Set<List<Field>> boards = new LinkedHashSet<>();
        if (!object.pipelines().attributes().isEmpty()) {
            QueryCompiler compiler = tx.access().compiler(object);
            object.attributes().stream()
                    .filter(attribute -> attribute.spec().type().equals("CURRENCY"))
                    .limit(MOST_OF_STAGES)
                    .forEach(money -> BoardFields.find(compiler, SystemFields.STAGE, money.slug())
                            .ifPresent(boards::add));
        }
        boards.addAll(BoardFields.list(tx, object, MOST));
        return List.copyOf(boards);
    }
}
