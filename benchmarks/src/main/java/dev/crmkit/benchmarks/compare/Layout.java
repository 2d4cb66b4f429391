package dev.crmkit.benchmarks.compare;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A contestant with records of its own. */
interface Layout extends Contestant {

    /** Makes the tables, and the indexes that grow with them. */
    void prepare();

    /** Stores records without history, as an import would. */
    void load(Target target, List<Row> rows);

    /** Puts records into a list, whose name is known from then on. */
    void addToList(Target target, String list, List<UUID> ids);

    /** Makes what is made once all records are there. */
    void finish();

    /** Creates records and says so in the history, in one transaction. */
    void insert(Target target, List<Row> rows);

    /** Changes a record and says before and after in the history, in one transaction. */
    void update(Target target, UUID id, Map<String, Object> changes);

    /** On disk, without the history, in bytes. */
    long bytes();
}
