package dev.crmkit.internal.placement;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What boards of an object ask for together: money by stage. Not instantiable. */
final class Boards {
    /** Each is one more index that every write keeps. */
    private static final int MOST = 2;

    private Boards() {}

    /** The fields of each board, the stage first; empty if the object is gone. */
    static Optional<List<List<Field>>> find(Tx tx, UUID objectId) {
        return tx.schema().find(objectId).map(object -> of(object, tx.types()));
    }

    private static List<List<Field>> of(DefinedObject object, TypeRegistry types) {
        if (object.pipelines().attributes().isEmpty()) {
            return List.of();
        }
        List<Field> stage = fields(object.pipelines().attributes().get(0), types);
        return object.attributes().stream()
                .filter(attribute -> attribute.spec().type().equals("CURRENCY"))
                .limit(MOST)
                .map(money -> {
                    List<Field> board = new ArrayList<>(stage);
                    board.addAll(fields(money, types));
                    return board;
                })
                .toList();
    }

    private static List<Field> fields(CrmAttribute attribute, TypeRegistry types) {
        List<Field> fields = new ArrayList<>();
        types.get(attribute.spec().type())
                .components(attribute.spec())
                .forEach(part -> fields.add(new Field.Attribute(attribute.id(), part.name(), part.kind())));
        return fields;
    }
}
