package dev.crmkit.benchmarks.compare;

import java.util.List;

/**
 * An object of the compared data. Immutable.
 *
 * @param name its slug
 * @param attributes in order, without the system fields
 */
record DataObject(String name, List<Attribute> attributes) {
    /** Those that deals refer to as customers. */
    static final DataObject COMPANY = new DataObject(
            "company",
            List.of(
                    Attribute.of("name", Kind.TEXT).asRequired(),
                    Attribute.choice("industry", Kind.CHOICE, 8),
                    Attribute.choice("size", Kind.CHOICE, 5),
                    Attribute.choice("country", Kind.CHOICE, 20),
                    Attribute.of("revenue", Kind.NUMBER),
                    Attribute.of("employees", Kind.NUMBER),
                    Attribute.of("founded", Kind.DATE),
                    Attribute.of("website", Kind.URL),
                    Attribute.of("rating", Kind.RATING),
                    Attribute.of("customer", Kind.FLAG),
                    Attribute.choice("tags", Kind.CHOICES, 20),
                    Attribute.of("notes", Kind.LONG_TEXT),
                    Attribute.of("last_visit", Kind.MOMENT),
                    Attribute.of("budget", Kind.MONEY),
                    Attribute.of("manager", Kind.USER)));

    /** Those that deals refer to as contacts. */
    static final DataObject PERSON = new DataObject(
            "person",
            List.of(
                    Attribute.of("name", Kind.FULL_NAME).asRequired(),
                    Attribute.of("email", Kind.EMAIL),
                    Attribute.of("phone", Kind.PHONE),
                    Attribute.of("title", Kind.TEXT),
                    Attribute.choice("department", Kind.CHOICE, 10),
                    Attribute.choice("seniority", Kind.CHOICE, 6),
                    Attribute.reference("company", "company"),
                    Attribute.of("birthday", Kind.DATE),
                    Attribute.of("last_seen", Kind.MOMENT),
                    Attribute.of("score", Kind.NUMBER),
                    Attribute.of("rating", Kind.RATING),
                    Attribute.of("newsletter", Kind.FLAG),
                    Attribute.choice("interests", Kind.CHOICES, 20),
                    Attribute.of("notes", Kind.LONG_TEXT),
                    Attribute.of("salary", Kind.MONEY)));

    /** Those that are asked about. */
    static final DataObject DEAL = new DataObject(
            "deal",
            List.of(
                    Attribute.of("name", Kind.TEXT).asRequired(),
                    Attribute.of("amount", Kind.NUMBER).asRequired(),
                    Attribute.choice("stage", Kind.CHOICE, 10).asRequired(),
                    Attribute.choice("channel", Kind.CHOICE, 12),
                    Attribute.choice("region", Kind.CHOICE, 20),
                    Attribute.reference("company", "company"),
                    Attribute.reference("contact", "person"),
                    Attribute.of("close_date", Kind.DATE).asRequired(),
                    Attribute.of("last_contact", Kind.MOMENT),
                    Attribute.choice("tags", Kind.CHOICES, 40),
                    Attribute.of("hot", Kind.FLAG),
                    Attribute.of("renewal", Kind.FLAG).withoutIndex(),
                    Attribute.of("probability", Kind.NUMBER).withoutIndex(),
                    Attribute.of("fee", Kind.MONEY),
                    Attribute.of("code", Kind.TEXT),
                    Attribute.of("rating", Kind.RATING),
                    Attribute.of("description", Kind.LONG_TEXT)));

    /** In an order in which each refers only to those before it. */
    static final List<DataObject> ALL = List.of(COMPANY, PERSON, DEAL);

    DataObject {
        attributes = List.copyOf(attributes);
    }

    static DataObject named(String name) {
        return ALL.stream()
                .filter(object -> object.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No object '" + name + "'"));
    }

    /** The attribute or system field of that name. */
    Attribute attribute(String path) {
        if (path.equals(Attribute.OWNER.name())) {
            return Attribute.OWNER;
        } else if (path.equals(Attribute.CREATED_AT.name())) {
            return Attribute.CREATED_AT;
        }
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No attribute '" + path + "' of " + name));
    }
}
