package dev.crmkit.internal.catalog;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.duplicate.KeyUpkeep;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.index.IndexCatalog;
import dev.crmkit.internal.index.IndexUpkeep;
import dev.crmkit.internal.list.ListRuns;
import dev.crmkit.internal.record.ComputedUpkeep;
import dev.crmkit.internal.record.RecordMaintenance;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.member.Power;
import dev.crmkit.member.Verb;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.schema.AttributeIndex;
import dev.crmkit.schema.Blueprint;
import dev.crmkit.schema.ConversionReport;
import dev.crmkit.schema.IndexReport;
import dev.crmkit.schema.ObjectChange;
import dev.crmkit.schema.SchemaCatalog;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes of the schema: each under the workspace's schema lock, so that what is checked still holds when it is stored. */
public final class SchemaService implements SchemaCatalog {
    private static final int MAX_ATTRIBUTES = 500;

    private final Transactions transactions;

    /** The schema of the workspace that the transactions are of. */
    public SchemaService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CrmObject get(String object) {
        return transactions.read(tx -> shown(tx).get(object).object());
    }

    @Override
    public Optional<CrmObject> find(String object) {
        return transactions.read(tx -> shown(tx).find(object).map(DefinedObject::object));
    }

    @Override
    public List<CrmObject> list() {
        return transactions.read(
                tx -> shown(tx).objects().stream().map(DefinedObject::object).toList());
    }

    /** Who changes the schema sees all of it. */
    static WorkspaceSchema shown(Tx tx) {
        return tx.access().has(Power.MANAGE_SCHEMA) ? tx.schema() : tx.access().view();
    }

    /** The newest schema, for an actor that may change it. */
    static WorkspaceSchema lock(Tx tx) {
        tx.access().require(Power.MANAGE_SCHEMA, "change the schema");
        return tx.lockSchema();
    }

    @Override
    public CrmObject define(ObjectSchema schema) {
        return define(List.of(schema)).get(0);
    }

    @Override
    public List<CrmObject> define(List<ObjectSchema> schemas) {
        return transactions.alter(tx -> define(tx, lock(tx), schemas));
    }

    private static List<CrmObject> define(Tx tx, WorkspaceSchema schema, List<ObjectSchema> schemas) {
        List<Violation> faults = definitionFaults(tx, schema, schemas);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("define " + names(schemas), faults);
        }
        SpecCheck check = new SpecCheck(tx.types(), slugs(schema, schemas));
        List<DefinedObject> created =
                schemas.stream().map(declared -> create(tx, check, declared)).toList();
        List<DefinedObject> defined = ComputedCheck.resolve(tx, schema, created, "define " + names(schemas));
        Map<String, UUID> ids = ids(schema);
        defined.forEach(object -> ids.put(object.slug(), object.id()));
        defined.forEach(object -> store(tx, object, defined, ids, "defined"));
        WorkspaceSchema after = tx.reloadSchema();
        return schemas.stream().map(s -> after.get(s.slug()).object()).toList();
    }

    private static List<Violation> definitionFaults(Tx tx, WorkspaceSchema schema, List<ObjectSchema> schemas) {
        Set<String> taken = slugs(schema);
        List<Violation> faults = new ArrayList<>();
        for (ObjectSchema declared : schemas) {
            faults.addAll(SpecCheck.slug(declared.slug(), declared.slug()));
            if (!taken.add(declared.slug())) {
                faults.add(duplicate(declared.slug(), "an object"));
            }
        }
        SpecCheck check = new SpecCheck(tx.types(), taken);
        schemas.forEach(declared -> checkDeclaration(declared, check, faults));
        return faults;
    }

    private static String names(List<ObjectSchema> schemas) {
        return String.join(", ", schemas.stream().map(ObjectSchema::slug).toList());
    }

    private static void checkDeclaration(ObjectSchema declared, SpecCheck check, List<Violation> faults) {
        declared.attributes()
                .forEach(
                        (slug, spec) -> check.attribute(slug, spec).forEach(f -> faults.add(f.under(declared.slug()))));
        if (declared.attributes().size() > MAX_ATTRIBUTES) {
            faults.add(tooMany(declared.slug(), declared.attributes().size()));
        }
        String primary = declared.primaryAttribute();
        if (primary != null && !declared.attributes().containsKey(primary)) {
            faults.add(new Violation(
                    declared.slug(),
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "names '" + primary + "' as its primary attribute, which it does not declare. Declared: "
                            + String.join(", ", declared.attributes().keySet())));
        }
    }

    private static Violation tooMany(String object, int count) {
        return new Violation(
                object,
                ErrorCode.SCHEMA_TOO_MANY_ATTRIBUTES,
                "would have " + count + " attributes; the limit is " + MAX_ATTRIBUTES
                        + ". Spread them over several objects");
    }

    private static Violation duplicate(String slug, String what) {
        return new Violation(
                slug, ErrorCode.SCHEMA_DUPLICATE_SLUG, "is the slug of " + what + " already. Choose another");
    }

    private static DefinedObject create(Tx tx, SpecCheck check, ObjectSchema declared) {
        List<CrmAttribute> attributes = new ArrayList<>();
        declared.attributes()
                .forEach((slug, spec) ->
                        attributes.add(new CrmAttribute(tx.newId(), slug, slug, check.withStoredDefault(spec))));
        CrmObject object = new CrmObject(
                tx.newId(),
                declared.slug(),
                declared.singular(),
                declared.plural(),
                declared.icon(),
                declared.colour(),
                declared.scope(),
                declared.settings(),
                attributes,
                null);
        return DefinedObject.of(withPrimary(object, primary(tx, attributes, declared.primaryAttribute())));
    }

    private static @Nullable UUID primary(Tx tx, List<CrmAttribute> attributes, @Nullable String slug) {
        return attributes.stream()
                .filter(a -> slug == null ? canName(tx, a) : a.slug().equals(slug))
                .map(CrmAttribute::id)
                .findFirst()
                .orElse(null);
    }

    /** Attributes that name a record where the declaration does not say: those that people write and read as one short text. */
    private static boolean canName(Tx tx, CrmAttribute attribute) {
        return Set.of("TEXT", "PERSON_NAME", "EMAIL")
                .contains(tx.types().get(attribute.spec().type()).name());
    }

    private static CrmObject withPrimary(CrmObject o, @Nullable UUID primary) {
        return new CrmObject(
                o.id(),
                o.slug(),
                o.singular(),
                o.plural(),
                o.icon(),
                o.colour(),
                o.scope(),
                o.settings(),
                o.attributes(),
                primary);
    }

    private static CrmObject withAttributes(CrmObject o, List<CrmAttribute> attributes) {
        return new CrmObject(
                o.id(),
                o.slug(),
                o.singular(),
                o.plural(),
                o.icon(),
                o.colour(),
                o.scope(),
                o.settings(),
                attributes,
                o.primaryAttributeId());
    }

    private static Set<String> slugs(WorkspaceSchema schema) {
        Set<String> slugs = new HashSet<>();
        schema.objects().forEach(o -> slugs.add(o.slug()));
        return slugs;
    }

    private static Set<String> slugs(WorkspaceSchema schema, List<ObjectSchema> more) {
        Set<String> slugs = slugs(schema);
        more.forEach(declared -> slugs.add(declared.slug()));
        return slugs;
    }

    static Map<String, UUID> ids(WorkspaceSchema schema) {
        Map<String, UUID> ids = new HashMap<>();
        schema.objects().forEach(o -> ids.put(o.slug(), o.id()));
        return ids;
    }

    /** Stores a definition with its event; answers with the event's id. */
    static UUID store(Tx tx, DefinedObject object, Map<String, UUID> ids, String change) {
        return store(tx, object, List.of(), ids, change);
    }

    /** As the other; objects beside it are stored by the same call. */
    private static UUID store(
            Tx tx, DefinedObject object, List<DefinedObject> beside, Map<String, UUID> ids, String change) {
        tx.storage().schema().put(Layouts.of(object, tx.types()), ComputedCheck.document(tx, object, beside, ids));
        tx.schema().find(object.id()).ifPresent(before -> IndexUpkeep.plan(tx, before, object));
        UUID id = tx.newId();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("object", object.slug());
        details.put("change", change);
        tx.append(List.of(new StoredEvent(
                id,
                EventTypes.SCHEMA_CHANGED,
                null,
                object.id(),
                0,
                tx.actor(),
                new Cause(id, null, 0),
                tx.now(),
                "",
                Json.write(details))));
        return id;
    }

    /** Changes one object and stores it. */
    private CrmObject change(String object, String change, Change work) {
        return transactions.alter(tx -> {
            WorkspaceSchema schema = lock(tx);
            DefinedObject before = schema.get(object);
            DefinedObject changed = work.apply(tx, schema, before);
            DefinedObject after = changed.deleted()
                    ? changed
                    : ComputedCheck.resolve(tx, schema, List.of(changed), "change object '" + object + "'")
                            .get(0);
            Map<String, UUID> ids = ids(schema);
            ids.remove(before.slug());
            ids.put(after.slug(), after.id());
            store(tx, after, ids, change);
            DefinedObject stored = tx.reloadSchema().get(after.id());
            ListRuns.requireWhole(tx, "change object '" + object + "'");
            ComputedUpkeep.plan(tx, schema, stored);
            if (!Objects.equals(
                    before.object().primaryAttributeId(), after.object().primaryAttributeId())) {
                ListRuns.recheck(tx, after.id());
            }
            return stored.object();
        });
    }

    private interface Change {
        DefinedObject apply(Tx tx, WorkspaceSchema schema, DefinedObject before);
    }

    @Override
    public List<CrmObject> install(Blueprint blueprint) {
        return transactions.alter(tx -> {
            WorkspaceSchema schema = lock(tx);
            List<ObjectSchema> missing = blueprint.objects().stream()
                    .filter(o -> schema.find(o.slug()).isEmpty())
                    .toList();
            List<Violation> faults = definitionFaults(tx, schema, missing);
            faults.addAll(completionFaults(tx, schema, blueprint, missing));
            if (!faults.isEmpty()) {
                throw new InvalidInputException("install blueprint '" + blueprint.name() + "'", faults);
            }
            if (!missing.isEmpty()) {
                define(tx, schema, missing);
            }
            for (ObjectSchema declared : blueprint.objects()) {
                if (!missing.contains(declared)) {
                    addMissing(tx, declared);
                }
            }
            PipelineChanges changes = new PipelineChanges(tx);
            blueprint.pipelines().forEach(changes::install);
            WorkspaceSchema after = tx.schema();
            return blueprint.objects().stream()
                    .map(o -> after.get(o.slug()).object())
                    .toList();
        });
    }

    /** What is wrong with the attributes that a blueprint adds to objects that are there. */
    private static List<Violation> completionFaults(
            Tx tx, WorkspaceSchema schema, Blueprint blueprint, List<ObjectSchema> missing) {
        SpecCheck check = new SpecCheck(tx.types(), slugs(schema, missing));
        List<Violation> faults = new ArrayList<>();
        for (ObjectSchema declared : blueprint.objects()) {
            schema.find(declared.slug()).ifPresent(there -> {
                int count = there.attributes().size();
                for (Map.Entry<String, AttributeSpec> entry :
                        declared.attributes().entrySet()) {
                    if (there.object().findAttribute(entry.getKey()).isEmpty()) {
                        count++;
                        check.attribute(entry.getKey(), entry.getValue())
                                .forEach(fault -> faults.add(fault.under(declared.slug())));
                    }
                }
                if (count > MAX_ATTRIBUTES) {
                    faults.add(tooMany(declared.slug(), count));
                }
            });
        }
        return faults;
    }

    private static void addMissing(Tx tx, ObjectSchema declared) {
        DefinedObject before = tx.schema().get(declared.slug());
        DefinedObject after = before;
        for (Map.Entry<String, AttributeSpec> entry : declared.attributes().entrySet()) {
            if (before.object().findAttribute(entry.getKey()).isEmpty()) {
                after = withAttribute(tx, tx.schema(), after, entry.getKey(), entry.getValue());
            }
        }
        if (!after.equals(before)) {
            WorkspaceSchema schema = tx.schema();
            DefinedObject resolved = ComputedCheck.resolve(
                            tx, schema, List.of(after), "complete object '" + declared.slug() + "'")
                    .get(0);
            store(tx, resolved, ids(schema), "completed by a blueprint");
            ComputedUpkeep.plan(tx, schema, tx.reloadSchema().get(after.id()));
        }
    }

    private static DefinedObject withAttribute(
            Tx tx, WorkspaceSchema schema, DefinedObject before, String slug, AttributeSpec spec) {
        SpecCheck check = new SpecCheck(tx.types(), slugs(schema));
        List<Violation> faults = new ArrayList<>(check.attribute(slug, spec));
        if (before.object().findAttribute(slug).isPresent()) {
            faults.add(duplicate(slug, "an attribute of '" + before.slug() + "'"));
        }
        if (before.attributes().size() >= MAX_ATTRIBUTES) {
            faults.add(tooMany(before.slug(), before.attributes().size() + 1));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("add attribute '" + slug + "' to '" + before.slug() + "'", faults);
        }
        List<CrmAttribute> attributes = new ArrayList<>(before.attributes());
        attributes.add(new CrmAttribute(tx.newId(), before.freshKey(slug), slug, check.withStoredDefault(spec)));
        return before.with(withAttributes(before.object(), attributes));
    }

    @Override
    public CrmObject alter(String object, ObjectChange change) {
        return change(object, "altered", (tx, schema, before) -> {
            CrmObject o = before.object();
            Map<String, Object> settings = new LinkedHashMap<>(o.settings());
            settings.putAll(change.settings());
            Optional<CrmAttribute> primary = change.findPrimary().map(slug -> attribute(before, slug));
            DefinedObject after = before.with(new CrmObject(
                    o.id(),
                    o.slug(),
                    change.findSingular().orElse(o.singular()),
                    change.findPlural().orElse(o.plural()),
                    change.findIcon().isPresent() ? change.findIcon().get() : o.icon(),
                    change.findColour().isPresent() ? change.findColour().get() : o.colour(),
                    o.scope(),
                    settings,
                    o.attributes(),
                    primary.isPresent() ? primary.get().id() : o.primaryAttributeId()));
            if (primary.isPresent() && !primary.get().id().equals(o.primaryAttributeId())) {
                new RecordMaintenance(tx).refresh(after, Set.of(), Set.of());
            }
            return after;
        });
    }

    @Override
    public CrmObject rename(String object, String newSlug) {
        return change(object, "renamed from " + object, (tx, schema, before) -> {
            List<Violation> faults = new ArrayList<>(SpecCheck.slug(newSlug, newSlug));
            if (!newSlug.equals(object) && schema.find(newSlug).isPresent()) {
                faults.add(duplicate(newSlug, "an object"));
            }
            if (!faults.isEmpty()) {
                throw new InvalidInputException("rename object '" + object + "'", faults);
            }
            CrmObject o = before.object();
            // References to the object itself are stored by id; the codec needs the slug that they carry now.
            List<CrmAttribute> attributes = o.attributes().stream()
                    .map(a -> object.equals(a.spec().config().get("object"))
                            ? new CrmAttribute(
                                    a.id(), a.key(), a.slug(), a.spec().config("object", newSlug))
                            : a)
                    .toList();
            return before.with(new CrmObject(
                    o.id(),
                    newSlug,
                    o.singular(),
                    o.plural(),
                    o.icon(),
                    o.colour(),
                    o.scope(),
                    o.settings(),
                    attributes,
                    o.primaryAttributeId()));
        });
    }

    @Override
    public void delete(String object) {
        change(object, "deleted", (tx, schema, before) -> {
            List<Violation> faults = new ArrayList<>();
            long live = recordCount(tx, before.id());
            if (live > 0) {
                faults.add(refused(object, "has " + live + " live records. Archive them first"));
            }
            for (DefinedObject other : schema.objects()) {
                for (CrmAttribute attribute : other.attributes()) {
                    if (!other.id().equals(before.id())
                            && tx.types()
                                    .get(attribute.spec().type())
                                    .referencedObject(attribute.spec())
                                    .equals(Optional.of(object))) {
                        faults.add(refused(
                                object,
                                "is referred to by '" + other.slug() + "." + attribute.slug()
                                        + "'. Delete that attribute first"));
                    }
                }
            }
            faults.addAll(ComputedCheck.needed(tx, schema, before));
            if (!faults.isEmpty()) {
                throw new InvalidInputException("delete object '" + object + "'", faults);
            }
            return before.asDeleted();
        });
    }

    private static Violation refused(String path, String message) {
        return new Violation(path, ErrorCode.SCHEMA_CHANGE_REFUSED, message);
    }

    @Override
    public CrmObject addAttribute(String object, String attribute, AttributeSpec spec) {
        return change(
                object,
                "attribute " + attribute + " added",
                (tx, schema, before) -> withAttribute(tx, schema, before, attribute, spec));
    }

    @Override
    public CrmObject alterAttribute(String object, String attribute, AttributeSpec spec) {
        return change(object, "attribute " + attribute + " altered", (tx, schema, before) -> {
            CrmAttribute old = attribute(before, attribute);
            SpecCheck check = new SpecCheck(tx.types(), slugs(schema));
            List<Violation> faults = new ArrayList<>(check.attribute(attribute, spec));
            if (faults.isEmpty()) {
                faults.addAll(alterationFaults(tx, old, spec));
            }
            if (!faults.isEmpty()) {
                throw new InvalidInputException("alter attribute '" + attribute + "' of '" + object + "'", faults);
            }
            DefinedObject after = ComputedCheck.resolve(
                            tx,
                            schema,
                            List.of(replace(
                                    before,
                                    new CrmAttribute(old.id(), old.key(), old.slug(), check.withStoredDefault(spec)))),
                            "alter attribute '" + attribute + "' of '" + object + "'")
                    .get(0);
            boolean unique = spec.isUnique();
            if (unique != old.spec().isUnique()
                    || spec.isSearchable() != old.spec().isSearchable()) {
                boolean takes = unique && !old.spec().isUnique();
                Set<UUID> released = !unique && old.spec().isUnique() ? Set.of(old.id()) : Set.of();
                // Keys can only be given up by the definition under which they were taken.
                if (released.isEmpty()) {
                    new RecordMaintenance(tx).refresh(after, takes ? Set.of(old.id()) : Set.of(), Set.of());
                } else {
                    new RecordMaintenance(tx).refresh(before, Set.of(), released);
                    new RecordMaintenance(tx).refresh(after, Set.of(), Set.of());
                }
            }
            return after;
        });
    }

    private static List<Violation> alterationFaults(Tx tx, CrmAttribute old, AttributeSpec spec) {
        List<Violation> faults = new ArrayList<>();
        if (DerivedType.isOne(spec) && spec.type().equals(old.spec().type())) {
            // What it gives from now on is found out with the whole schema.
            return faults;
        }
        if (!spec.type().equals(old.spec().type())) {
            faults.add(refused(
                    old.slug(),
                    "is of type " + old.spec().type() + ", not " + spec.type()
                            + ". Use retypeAttribute to change the type"));
            return faults;
        }
        if (!tx.types()
                        .get(spec.type())
                        .components(spec)
                        .equals(tx.types().get(spec.type()).components(old.spec()))
                || !tx.types()
                        .get(spec.type())
                        .referencedObject(spec)
                        .equals(tx.types().get(spec.type()).referencedObject(old.spec()))) {
            faults.add(refused(
                    old.slug(), "would hold values of another shape. Use retypeAttribute, which converts them"));
        }
        Set<String> kept = new HashSet<>();
        spec.options().forEach(option -> kept.add(option.id()));
        for (AttributeOption option : old.spec().options()) {
            if (!kept.contains(option.id())) {
                faults.add(refused(
                        old.slug(),
                        "would lose option '" + option.id() + "', which records may hold. Keep it with asArchived()"));
            }
        }
        return faults;
    }

    private static CrmAttribute attribute(DefinedObject object, String slug) {
        return object.object().findAttribute(slug).orElseThrow(() -> {
            List<String> known =
                    object.attributes().stream().map(CrmAttribute::slug).toList();
            return new NotFoundException(
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "Unknown attribute '" + slug + "' on object '" + object.slug() + "'. Known attributes: "
                            + String.join(", ", known) + "." + DidYouMean.hint(slug, known),
                    Map.of("object", object.slug(), "attribute", slug));
        });
    }

    private static DefinedObject replace(DefinedObject object, CrmAttribute changed) {
        return object.with(withAttributes(
                object.object(),
                object.attributes().stream()
                        .map(a -> a.id().equals(changed.id()) ? changed : a)
                        .toList()));
    }

    @Override
    public CrmObject renameAttribute(String object, String attribute, String newSlug) {
        return change(object, "attribute " + attribute + " renamed to " + newSlug, (tx, schema, before) -> {
            CrmAttribute old = attribute(before, attribute);
            List<Violation> faults = new ArrayList<>(SpecCheck.slug(newSlug, newSlug));
            if (!newSlug.equals(attribute)
                    && before.object().findAttribute(newSlug).isPresent()) {
                faults.add(duplicate(newSlug, "an attribute of '" + object + "'"));
            }
            if (!faults.isEmpty()) {
                throw new InvalidInputException("rename attribute '" + attribute + "' of '" + object + "'", faults);
            }
            return replace(before, new CrmAttribute(old.id(), old.key(), newSlug, old.spec()));
        });
    }

    @Override
    public CrmObject reorderAttributes(String object, List<String> attributes) {
        return change(object, "attributes reordered", (tx, schema, before) -> {
            List<String> known =
                    before.attributes().stream().map(CrmAttribute::slug).toList();
            if (attributes.size() != known.size() || !new HashSet<>(attributes).equals(new HashSet<>(known))) {
                throw new InvalidInputException(
                        "reorder the attributes of '" + object + "'",
                        List.of(new Violation(
                                "",
                                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                                "the order must name each attribute exactly once: " + String.join(", ", known))));
            }
            return before.with(withAttributes(
                    before.object(),
                    attributes.stream().map(slug -> attribute(before, slug)).toList()));
        });
    }

    @Override
    public ConversionReport retypeAttribute(
            String object, String attribute, AttributeSpec spec, UnconvertibleValues unconvertible) {
        return transactions.alter(tx -> {
            WorkspaceSchema schema = lock(tx);
            DefinedObject before = schema.get(object);
            CrmAttribute old = attribute(before, attribute);
            SpecCheck check = new SpecCheck(tx.types(), slugs(schema));
            List<Violation> faults = check.attribute(attribute, spec);
            if (!faults.isEmpty()) {
                throw new InvalidInputException("retype attribute '" + attribute + "' of '" + object + "'", faults);
            }
            CrmAttribute changed =
                    new CrmAttribute(old.id(), before.freshKey(attribute), old.slug(), check.withStoredDefault(spec));
            refuseRetyping(tx, schema, before, old, changed);
            DefinedObject after = RuleCatalog.rekeyed(tx, replace(before.retiring(old.key()), changed), changed.id());
            RecordMaintenance maintenance = new RecordMaintenance(tx);
            ConversionReport report = maintenance.survey(before, old, changed, unconvertible);
            if (!report.applied()) {
                return report;
            }
            UUID cause = store(tx, after, ids(schema), "attribute " + attribute + " retyped to " + spec.type());
            DefinedObject stored = tx.reloadSchema().get(after.id());
            ListRuns.requireWhole(tx, "retype attribute '" + attribute + "' of '" + object + "'");
            ComputedUpkeep.plan(tx, schema, stored);
            maintenance.convert(before, stored, old, changed, cause);
            ListRuns.recheck(tx, stored.id());
            KeyUpkeep.plan(tx, new RuleCatalog.Change(before, stored));
            return report;
        });
    }

    private static void refuseRetyping(
            Tx tx, WorkspaceSchema schema, DefinedObject before, CrmAttribute old, CrmAttribute changed) {
        List<Violation> faults = new ArrayList<>(RuleCatalog.retypingFaults(tx, before, changed));
        faults.addAll(ComputedCheck.retyping(changed));
        faults.addAll(ComputedCheck.needed(tx, schema, old));
        if (!faults.isEmpty()) {
            throw new InvalidInputException(
                    "retype attribute '" + changed.slug() + "' of '" + before.slug() + "'", faults);
        }
    }

    @Override
    public CrmObject deleteAttribute(String object, String attribute) {
        return change(object, "attribute " + attribute + " deleted", (tx, schema, before) -> {
            CrmAttribute gone = attribute(before, attribute);
            List<Violation> faults = new ArrayList<>(RuleCatalog.deletionFaults(before, gone));
            faults.addAll(ComputedCheck.needed(tx, schema, gone));
            if (!faults.isEmpty()) {
                throw new InvalidInputException("delete attribute '" + attribute + "' of '" + object + "'", faults);
            }
            List<CrmAttribute> rest = before.attributes().stream()
                    .filter(a -> !a.id().equals(gone.id()))
                    .toList();
            CrmObject o = before.object();
            boolean wasPrimary = gone.id().equals(o.primaryAttributeId());
            CrmObject changed =
                    withPrimary(withAttributes(o, rest), wasPrimary ? primary(tx, rest, null) : o.primaryAttributeId());
            RecordMaintenance maintenance = new RecordMaintenance(tx);
            maintenance.dropEdges(before, gone);
            maintenance.dropChannels(before, gone);
            DefinedObject after = before.with(changed).without(gone);
            if (gone.spec().isUnique()) {
                maintenance.refresh(before, Set.of(), Set.of(gone.id()));
            }
            if (wasPrimary || gone.spec().isSearchable()) {
                maintenance.refresh(after, Set.of(), Set.of());
            }
            return after;
        });
    }

    @Override
    public long recordCount(String object) {
        return transactions.read(tx -> {
            UUID id = tx.schema().get(object).id();
            return tx.access().reachesAll(id, Verb.READ) ? recordCount(tx, id) : readableCount(tx, id);
        });
    }

    private static long readableCount(Tx tx, UUID objectId) {
        return tx.records()
                .count(
                        new RecordQuery(objectId, tx.access().reach(objectId), ArchivedFilter.LIVE, List.of(), null, 1),
                        Integer.MAX_VALUE)
                .value();
    }

    private static long recordCount(Tx tx, UUID objectId) {
        String counter = RecordMaintenance.counter(objectId);
        return tx.storage().ledger().totals(Set.of(counter)).getOrDefault(counter, 0L);
    }

    @Override
    public Map<String, Boolean> indexed(String object) {
        Function<Tx, Map<String, Boolean>> work = tx -> {
            DefinedObject defined = shown(tx).get(object);
            Map<UUID, Boolean> byId = tx.storage().schema().indexed(defined.id());
            Map<String, Boolean> bySlug = new LinkedHashMap<>();
            defined.storedAttributes().forEach(a -> bySlug.put(a.slug(), byId.getOrDefault(a.id(), false)));
            return bySlug;
        };
        return transactions.read(work);
    }

    @Override
    public List<AttributeIndex> indexes(String object) {
        return transactions.read(tx -> IndexCatalog.list(tx, shown(tx).get(object)));
    }

    @Override
    public IndexReport checkIndexes(String object) {
        return IndexCatalog.check(transactions, object);
    }

    @Override
    public void rebuildIndexes(String object) {
        transactions.write(tx -> {
            IndexCatalog.rebuild(tx, object);
            return tx;
        });
    }
}
