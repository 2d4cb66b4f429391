package dev.crmkit.benchmarks;

import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.phone;
import static dev.crmkit.model.Attributes.text;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.duplicate.DuplicateScan;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.schedule.ThreadPoolScheduler;
import dev.crmkit.spi.storage.Storage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The engine: an object with three rules, and scans by one worker. Whoever opens it closes it. */
final class EngineSide implements AutoCloseable {
    private static final String PERSON = "person";
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(20);

    private final CrmEngine engine;
    private final Crm crm;

    EngineSide(Storage storage) {
        this.engine = CrmEngine.builder()
                .storage(storage)
                .scheduler(ThreadPoolScheduler.builder().threads(1).build())
                .build();
        this.crm = engine.workspace("benchmark").as(Actor.user("ada"));
        crm.schema()
                .define(ObjectSchema.named(PERSON)
                        .attribute("name", text())
                        .attribute("email", email())
                        .attribute("phone", phone())
                        .build());
        crm.duplicates()
                .define(PERSON, DuplicateRule.email("email"), DuplicateRule.phone("phone"), DuplicateRule.name("name"));
        engine.start();
    }

    void load(List<Person> people) {
        crm.records(PERSON).createAll(people.stream().map(Person::values).toList());
    }

    /** Scans, and answers with what was found. */
    DuplicateScan scan() {
        DuplicateScan scan = crm.duplicates().scan(PERSON);
        while (scan.state() != DuplicateScan.State.DONE) {
            LockSupport.parkNanos(GLANCE);
            scan = crm.duplicates().findScan(PERSON).orElseThrow();
        }
        return scan;
    }

    @Override
    public void close() {
        engine.close();
    }
}
