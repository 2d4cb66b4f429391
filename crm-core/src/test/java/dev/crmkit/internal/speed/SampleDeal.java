package dev.crmkit.internal.speed;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.ObjectScope;
import dev.crmkit.model.RecordState;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.type.AttributeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** The deal that pure Java is timed with: nineteen attributes of all kinds with a value each, and the companies that it refers to. Not instantiable. */
public final class SampleDeal {
    /** When everything happens. */
    public static final Instant NOW = Instant.parse("2026-03-02T10:15:30.123456Z");

    /** The types of all attributes. */
    public static final TypeRegistry TYPES = TypeRegistry.builtIn();

    /** What conditions name on the other side of a reference. */
    public static final CrmObject COMPANY = object(
            200,
            "company",
            Map.of(
                    "name",
                    Attributes.text(),
                    "industry",
                    Attributes.select(options("industry", 8)),
                    "revenue",
                    number()));

    /** The object of the deal. */
    public static final CrmObject OBJECT = object(100, "deal", attributes());

    private static final Map<String, Object> INPUT = input();

    private SampleDeal() {}

    private static AttributeSpec number() {
        return Attributes.number(2);
    }

    private static String[] options(String name, int number) {
        return IntStream.rangeClosed(1, number)
                .mapToObj(i -> String.format(Locale.ROOT, "%s_%02d", name, i))
                .toArray(String[]::new);
    }

    private static Map<String, AttributeSpec> attributes() {
        Map<String, AttributeSpec> attributes = new LinkedHashMap<>();
        attributes.put("name", Attributes.text().required());
        attributes.put("amount", number().required());
        attributes.put("stage", Attributes.select(options("stage", 10)).required());
        attributes.put("channel", Attributes.select(options("channel", 12)));
        attributes.put("region", Attributes.select(options("region", 20)));
        attributes.put("company", Attributes.reference("company"));
        attributes.put("partner", Attributes.reference("company"));
        attributes.put("close_date", Attributes.date().required());
        attributes.put("last_contact", Attributes.timestamp());
        attributes.put("tags", Attributes.multiSelect(options("tags", 40)));
        attributes.put("hot", Attributes.checkbox());
        attributes.put("probability", number().notIndexed());
        attributes.put("fee", Attributes.currency("EUR"));
        attributes.put("code", Attributes.text());
        attributes.put("rating", Attributes.rating(5));
        attributes.put("buyer", Attributes.personName());
        attributes.put("email", Attributes.email());
        attributes.put("phone", Attributes.phone("DE"));
        attributes.put("description", Attributes.textArea());
        return attributes;
    }

    /** As a host gives them: as they come from a form, not canonical. */
    private static Map<String, Object> input() {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("name", " Alpine granite works, order 1187 ");
        input.put("amount", new BigDecimal("12345.60"));
        input.put("stage", "stage_03");
        input.put("channel", "channel_11");
        input.put("region", "region_07");
        input.put("company", "01900000-0000-7000-8000-000000000001");
        input.put("partner", "01900000-0000-7000-8000-000000000002");
        input.put("close_date", "2026-05-31");
        input.put("last_contact", "2026-02-27T14:03:09+01:00");
        input.put("tags", List.of("tags_03", "tags_17", "tags_40"));
        input.put("hot", true);
        input.put("probability", 37.5);
        input.put("fee", Map.of("amount", new BigDecimal("199.90"), "currency", "EUR"));
        input.put("code", "CB-001187");
        input.put("rating", 4);
        input.put("buyer", "Lovelace, Ada");
        input.put("email", "Ada.Lovelace@Example.COM");
        input.put("phone", "030 901820");
        input.put(
                "description",
                "Met at the fair in Hanover and asked for an offer of forty slabs until the end of May.");
        return input;
    }

    private static CrmObject object(int number, String slug, Map<String, AttributeSpec> specs) {
        List<CrmAttribute> attributes = new ArrayList<>();
        specs.forEach((name, spec) ->
                attributes.add(new CrmAttribute(new UUID(number, attributes.size() + 1), name, name, spec)));
        UUID primary = attributes.stream()
                .filter(attribute -> attribute.slug().equals("name"))
                .map(CrmAttribute::id)
                .findFirst()
                .orElseThrow();
        return new CrmObject(
                new UUID(number, 0), slug, slug, slug, null, null, ObjectScope.CUSTOM, Map.of(), attributes, primary);
    }

    /** The objects that conditions can name. */
    public static Optional<CrmObject> find(String slug) {
        return List.of(OBJECT, COMPANY).stream()
                .filter(object -> object.slug().equals(slug))
                .findFirst();
    }

    /** The object as it is kept. */
    public static DefinedObject defined() {
        return DefinedObject.of(OBJECT);
    }

    public static CrmAttribute attribute(String slug) {
        return OBJECT.findAttribute(slug).orElseThrow();
    }

    /** What a host gives as the value of an attribute. */
    public static Object input(String slug) {
        return Objects.requireNonNull(INPUT.get(slug), slug);
    }

    /** What the engine makes of it. */
    public static Object canonical(String slug) {
        AttributeSpec spec = attribute(slug).spec();
        return Objects.requireNonNull(TYPES.get(spec.type()).normalise(spec, input(slug)), slug);
    }

    /** The document of the record, without its long text. */
    public static Map<String, Object> document() {
        return document(false);
    }

    private static Map<String, Object> document(boolean ofLongTexts) {
        Map<String, Object> document = new LinkedHashMap<>();
        for (CrmAttribute attribute : OBJECT.attributes()) {
            AttributeType type = TYPES.get(attribute.spec().type());
            if (type.isLong() == ofLongTexts) {
                document.put(attribute.key(), type.store(attribute.spec(), canonical(attribute.slug())));
            }
        }
        return document;
    }

    /** The record as a storage keeps it. */
    public static StoredRecord stored() {
        return new StoredRecord(
                UUID.fromString("01900000-0000-7000-8000-0000000003e8"),
                OBJECT.id(),
                1,
                canonical("name").toString(),
                new RecordState("ada", null, null, NOW, Actor.user("ada"), NOW, null, NOW),
                Json.write(document(false)),
                Json.write(document(true)),
                "{\"w\":[[\"USER\",\"ada\",1772446530123456]]}");
    }
}
