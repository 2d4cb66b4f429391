package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.phone;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.url;

import dev.crmkit.Crm;
import dev.crmkit.channel.Channel;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.timeline.TimelineQuery;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** People and leads with addresses, for the kits of channels. Not instantiable. */
final class People {
    static final String PERSON = "person";
    static final String LEAD = "lead";

    private People() {}

    /** Defines the objects. */
    static Crm in(Crm crm) {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named(PERSON)
                                .attribute("name", text())
                                .attribute("email", email())
                                .attribute("private_email", email())
                                .attribute("phone", phone("DE"))
                                .attribute("web", url())
                                .build(),
                        ObjectSchema.named(LEAD)
                                .attribute("name", text())
                                .attribute("email", email())
                                .build()));
        return crm;
    }

    /** A new person with that e-mail address. */
    static UUID person(Crm crm, String name, String email) {
        return crm.records(PERSON).create(Map.of("name", name, "email", email)).id();
    }

    /** A new person without addresses. */
    static UUID person(Crm crm, String name) {
        return crm.records(PERSON).create(Map.of("name", name)).id();
    }

    /** The only channel of the record. */
    static Channel only(Crm crm, UUID record) {
        List<Channel> channels = crm.channels().of(record);
        if (channels.size() != 1) {
            throw new AssertionError("Expected one channel, not " + channels);
        }
        return channels.get(0);
    }

    /** The types of the record's events, the newest first. */
    static List<String> events(Crm crm, UUID record) {
        return crm.timeline().of(record, TimelineQuery.all()).items().stream()
                .map(CrmEvent::type)
                .toList();
    }
}
