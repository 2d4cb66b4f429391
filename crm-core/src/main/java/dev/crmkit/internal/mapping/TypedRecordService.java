package dev.crmkit.internal.mapping;

import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.mapping.MappedComponent.Role;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.record.RecordService;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.TypedRecords;
import dev.crmkit.record.WriteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The records of one object as Java records: the view and the untyped records in one transaction, by one state of the schema.
 *
 * @param <T> the Java record
 */
public final class TypedRecordService<T extends Record> implements TypedRecords<T> {
    private final Transactions transactions;
    private final RecordMapping<T> mapping;

    /** The records of the object that the mapping names. */
    public TypedRecordService(Transactions transactions, RecordMapping<T> mapping) {
        this.transactions = transactions;
        this.mapping = mapping;
    }

    /** One call: the transaction, the records without the view, and the view. */
    private record Call<T extends Record>(Tx tx, RecordStore store, RecordBinding<T> binding) {}

    private Call<T> call(Tx tx) {
        return new Call<>(
                tx,
                new RecordService(Transactions.partOf(tx), mapping.object()),
                mapping.bind(tx.access().view().get(mapping.object()).object()));
    }

    private <R> R read(Function<Call<T>, R> work) {
        return transactions.read(tx -> work.apply(call(tx)));
    }

    /** Writes, unless constraints are broken: then the write only shows what else is wrong, and is undone. */
    private <R> R write(String what, List<Violation> broken, Function<Call<T>, R> work) {
        return transactions.write(tx -> {
            Call<T> call = call(tx);
            R result;
            try {
                result = work.apply(call);
            } catch (InvalidInputException e) {
                if (broken.isEmpty()) {
                    throw e;
                }
                List<Violation> faults = new ArrayList<>(broken);
                faults.addAll(e.violations());
                throw new InvalidInputException(what, faults);
            }
            if (!broken.isEmpty()) {
                throw new InvalidInputException(what, broken);
            }
            return result;
        });
    }

    @Override
    public T create(T value) {
        checkNew(value);
        return write(
                "create " + mapping.object(),
                mapping.brokenConstraints(value),
                call -> call.binding().read(call.store().create(call.binding().creation(value))));
    }

    @Override
    public List<T> createAll(List<T> values) {
        List<Violation> broken = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            checkNew(values.get(i));
            String place = "records[" + i + "]";
            mapping.brokenConstraints(values.get(i)).forEach(violation -> broken.add(violation.under(place)));
        }
        return write(
                "create " + mapping.object() + " records",
                broken,
                call -> call
                        .store()
                        .createAll(values.stream().map(call.binding()::creation).toList())
                        .stream()
                        .map(call.binding()::read)
                        .toList());
    }

    private void checkNew(T value) {
        Objects.requireNonNull(value, "value");
        if (mapping.findId(value).isPresent() || mapping.findVersion(value).orElse(0L) != 0) {
            throw new IllegalArgumentException(JavaTypes.name(value.getClass())
                    + " has an id or a version, so it is stored already. Update it, or create one without");
        }
    }

    @Override
    public T update(T value) {
        Objects.requireNonNull(value, "value");
        UUID id = mapping.findId(value)
                .orElseThrow(() -> new IllegalArgumentException(JavaTypes.name(value.getClass())
                        + (mapping.maps(Role.ID)
                                ? " has no id, so it is not stored yet. Create it"
                                : " does not map the id. Add a component of type UUID with @CrmId")));
        WriteOptions options = mapping.maps(Role.VERSION)
                ? WriteOptions.expectedVersion(mapping.findVersion(value)
                        .orElseThrow(() -> new IllegalArgumentException(
                                JavaTypes.name(value.getClass()) + " has no version. Take the one that was read")))
                : WriteOptions.none();
        return write("change " + mapping.object() + " " + id, mapping.brokenConstraints(value), call -> {
            CrmRecord current = call.binding().needsCurrent() ? locked(call, id) : null;
            return call.binding().read(call.store().patch(id, call.binding().change(value, current), options));
        });
    }

    /** The record as it stays until it is written. */
    private static <T extends Record> CrmRecord locked(Call<T> call, UUID id) {
        new RecordGate(call.tx()).writable(List.of(id));
        return call.store().get(id);
    }

    @Override
    public T get(UUID id) {
        return read(call -> call.binding().read(call.store().get(id)));
    }

    @Override
    public Optional<T> find(UUID id) {
        return read(call -> call.store().find(id).map(call.binding()::read));
    }

    @Override
    public Page<T> list(ListQuery query) {
        return read(call -> {
            Page<CrmRecord> page = call.store().list(query);
            return new Page<>(
                    page.items().stream().map(call.binding()::read).toList(), page.nextCursor(), page.total());
        });
    }

    @Override
    public RecordStore untyped() {
        return new RecordService(transactions, mapping.object());
    }
}
