package dev.crmkit.internal.access;

import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.list.DefinedList;
import dev.crmkit.internal.list.ListCatalog;
import dev.crmkit.internal.list.ListDependencies;
import dev.crmkit.internal.query.FilterCompiler;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.query.QueryView;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.member.Power;
import dev.crmkit.member.Principal;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Filter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Component;
import dev.crmkit.type.EvaluationContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the actor of one transaction may see and do, by one state of the schema. Not thread-safe. */
public final class Access implements QueryView {
    private static final int MOST_VALUES = 10_000;

    private final Grants grants;
    private final Seen seen;
    private final TypeRegistry types;
    private final EvaluationContext context;
    private final Supplier<ListCatalog> lists;
    private final Map<Reached, Predicate> predicates = new HashMap<>();

    /**
     * What was given, applied to a schema at one time.
     *
     * @param lists the lists of the workspace, read when they are asked for
     */
    public Access(
            Grants grants,
            WorkspaceSchema schema,
            TypeRegistry types,
            EvaluationContext context,
            Supplier<ListCatalog> lists) {
        this.grants = grants;
        this.seen = grants.seen(schema);
        this.types = types;
        this.context = context;
        this.lists = lists;
    }

    private record Reached(UUID object, Verb verb) {}

    /** The schema that it was worked out for. */
    public WorkspaceSchema schema() {
        return seen.schema();
    }

    /** The schema without what is hidden from the actor. */
    public WorkspaceSchema view() {
        return seen.view();
    }

    /** Whether the workspace has members. */
    public boolean isClosed() {
        return grants.isClosed();
    }

    /** Whether it is above all rules for records and attributes. */
    public boolean isUnrestricted() {
        return grants.isFull();
    }

    /** What the actor was given. */
    Grants grants() {
        return grants;
    }

    /** Whether the actor has the power. */
    public boolean has(Power power) {
        return grants.has(power);
    }

    /**
     * Refuses what needs a power that the actor lacks.
     *
     * @param what as in "change the schema"
     * @throws ForbiddenException if it lacks it
     */
    public void require(Power power, String what) {
        if (!has(power)) {
            throw lacking(power, what);
        }
    }

    /** The refusal of what needs a power that the actor lacks. */
    public ForbiddenException lacking(Power power, String what) {
        return new ForbiddenException(
                "The " + who() + " may not " + what + ": that needs the power " + power
                        + ". Ask an owner or admin, or somebody whose role grants it",
                Map.of("power", power.name()));
    }

    /** The refusal of a verb on a record that the actor can see. */
    public ForbiddenException forbidden(Verb verb, String object, @Nullable UUID record) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("verb", verb.name());
        details.put("object", object);
        if (record != null) {
            details.put("id", record);
        }
        return new ForbiddenException(
                "The " + who() + " may not " + verb.name().toLowerCase(Locale.ROOT) + " "
                        + (record == null ? "such a " + object : object + " " + record)
                        + ". Ask an owner or admin, or somebody whose role allows " + verb + " on it",
                details);
    }

    /** The refusal to create a record that must have a value which the actor may not give. */
    public ForbiddenException forbiddenToComplete(String object) {
        return new ForbiddenException(
                "The " + who() + " may not create a " + object
                        + ": it must have values that the actor's roles do not let it give. Ask an owner or admin for"
                        + " defaults or another role",
                Map.of("verb", Verb.CREATE.name(), "object", object));
    }

    private String who() {
        return grants.actor().kind().name().toLowerCase(Locale.ROOT) + " '"
                + grants.actor().id() + "'";
    }

    /** Whether the actor reaches every record of the object. */
    public boolean reachesAll(UUID object, Verb verb) {
        return predicate(object, verb).equals(Predicate.always());
    }

    /** Which records of the object the verb reaches, over the whole schema. */
    public Predicate predicate(UUID object, Verb verb) {
        if (grants.isFull()) {
            return Predicate.always();
        }
        Reached reached = new Reached(object, verb);
        Predicate known = predicates.get(reached);
        if (known == null) {
            known = compile(object, verb);
            predicates.put(reached, known);
        }
        return known;
    }

    private Predicate compile(UUID object, Verb verb) {
        Reach reach = Reach.nothing();
        for (Role role : grants.roles()) {
            reach = reach.or(RoleCodec.rules(role, object).reach(verb));
        }
        if (reach.isAll()) {
            return Predicate.always();
        }
        List<Predicate> any = new ArrayList<>();
        for (Reach.Part part : reach.parts()) {
            switch (part) {
                case OWN -> own().ifPresent(any::add);
                case OWN_GROUP -> ownGroup().ifPresent(any::add);
                case UNCLAIMED -> any.add(new Predicate.IsEmpty(SystemField.OWNER));
                case ALL -> any.add(Predicate.always());
            }
        }
        Optional<DefinedObject> defined = schema().find(object);
        if (defined.isPresent()) {
            for (Filter condition : reach.conditions()) {
                List<Violation> faults = new ArrayList<>();
                Predicate compiled = everything().compile(defined.get().object(), condition, faults);
                // A condition that no longer fits the object lets nobody in.
                if (faults.isEmpty()) {
                    any.add(compiled);
                }
            }
        }
        if (any.contains(Predicate.always())) {
            return Predicate.always();
        }
        any.removeIf(Predicate.never()::equals);
        return switch (any.size()) {
            case 0 -> Predicate.never();
            case 1 -> any.get(0);
            default -> new Predicate.Any(any);
        };
    }

    /** Conditions of roles are over everything, also over what the actor does not see. */
    private FilterCompiler everything() {
        return new FilterCompiler(types, lists.get().view(schema(), ListCatalog::isPublic), context);
    }

    private static List<CrmAttribute> fields(WorkspaceSchema schema, UUID object) {
        return schema.find(object)
                .map(defined -> defined.pipelines().attributes())
                .orElse(List.of());
    }

    /** Only users own records: the id of another actor may be that of a user by chance. */
    private Optional<Predicate> own() {
        return findPrincipal().map(self -> held(List.of(self.text())));
    }

    private Optional<Predicate> ownGroup() {
        TreeSet<String> holders = new TreeSet<>(grants.colleagues());
        grants.groups().forEach(group -> holders.add(Principal.group(group).text()));
        return holders.isEmpty() ? Optional.empty() : Optional.of(held(holders));
    }

    private static Predicate held(Collection<String> holders) {
        List<IndexValue> tokens = new ArrayList<>();
        holders.forEach(holder -> tokens.add(new IndexValue.Token(holder)));
        List<Predicate> any = new ArrayList<>();
        for (int from = 0; from < tokens.size(); from += MOST_VALUES) {
            List<IndexValue> some = tokens.subList(from, Math.min(tokens.size(), from + MOST_VALUES));
            any.add(new Predicate.In(SystemField.OWNER, some));
            any.add(new Predicate.In(SystemField.ASSIGNEE, some));
        }
        return new Predicate.Any(any);
    }

    /** The actor as somebody who can own records: users can. */
    public Optional<Principal> findPrincipal() {
        return grants.actor().kind() == ActorKind.USER && !grants.actor().id().startsWith("group:")
                ? Optional.of(Principal.user(grants.actor().id()))
                : Optional.empty();
    }

    /** Whether the text names the actor or one of its groups. */
    public boolean isSelf(@Nullable String principal) {
        return principal != null
                && (findPrincipal()
                                .filter(self -> self.text().equals(principal))
                                .isPresent()
                        || isOwnGroup(principal));
    }

    /** Whether the text names one of the actor's groups. */
    public boolean isOwnGroup(@Nullable String principal) {
        return principal != null
                && grants.groups().stream()
                        .anyMatch(group -> Principal.group(group).text().equals(principal));
    }

    /** Whether the attribute is hidden from the actor. */
    public boolean isHidden(UUID attribute) {
        return seen.hidden().contains(attribute);
    }

    /** Whether the actor may read the attribute and not write it. */
    public boolean isReadOnly(UUID attribute) {
        return seen.readOnly().contains(attribute);
    }

    /** Whether something of the object is hidden from the actor. */
    public boolean hidesSomethingOf(DefinedObject object) {
        return object.attributes().stream().anyMatch(a -> isHidden(a.id()));
    }

    @Override
    public Optional<CrmObject> find(String slug) {
        return view().find(slug).map(DefinedObject::object);
    }

    @Override
    public boolean isNamed(UUID object) {
        return seen.isNamed(object);
    }

    @Override
    public List<CrmAttribute> fields(UUID object) {
        return fields(schema(), object);
    }

    @Override
    public List<ListName> lists(UUID object) {
        return lists.get().names(object, this::sees);
    }

    /** Whether the list is there for the actor: whether it might have asked the list's condition itself. */
    public boolean sees(DefinedList list) {
        if (isUnrestricted()) {
            return true;
        }
        boolean others = list.personal()
                && findPrincipal()
                        .filter(self -> self.text().equals(list.owner()))
                        .isEmpty();
        return !others && !predicate(list.object(), Verb.READ).equals(Predicate.never()) && mightAsk(list.needs());
    }

    private boolean mightAsk(ListDependencies needs) {
        return needs.attributes().stream().noneMatch(this::isHidden)
                && needs.named().stream().allMatch(this::isNamed)
                && needs.paths().stream().allMatch(path -> reachesAll(path.target(), Verb.READ))
                && needs.nested().stream()
                        .allMatch(
                                key -> lists.get().find(key).filter(this::sees).isPresent());
    }

    @Override
    public Predicate reach(UUID object) {
        return predicate(object, Verb.READ);
    }

    /** The name of a record of the object, or nothing if the actor does not see what names it. */
    public String shown(UUID object, String displayName) {
        return isNamed(object) ? displayName : "";
    }

    /** A compiler for what the actor asks about records of the object. */
    public QueryCompiler compiler(DefinedObject object) {
        return compiler(object, context);
    }

    /** A compiler for what the actor asked about records of the object at another time. */
    public QueryCompiler compiler(DefinedObject object, EvaluationContext at) {
        CrmObject shown = view().get(object.id()).object();
        return new QueryCompiler(this, shown, searched(object), types, at);
    }

    /** The predicate with the reach of the actor. */
    public Predicate withinReach(UUID object, Predicate asked) {
        Predicate reach = reach(object);
        if (reach.equals(Predicate.always())) {
            return asked;
        }
        return asked.equals(Predicate.always()) ? reach : new Predicate.All(List.of(asked, reach));
    }

    /** Where a search looks if the search text of the records holds what is hidden: the single texts that are not; else null. */
    private @Nullable List<Field> searched(DefinedObject object) {
        boolean whole = isNamed(object.id())
                && object.attributes().stream()
                        .filter(a -> a.spec().isSearchable())
                        .noneMatch(a -> isHidden(a.id()));
        if (whole) {
            return null;
        }
        List<Field> fields = new ArrayList<>();
        if (isNamed(object.id())) {
            fields.add(SystemField.DISPLAY_NAME);
        }
        for (CrmAttribute attribute : view().get(object.id()).attributes()) {
            if (attribute.spec().isSearchable()) {
                for (Component component : types.get(attribute.spec().type()).components(attribute.spec())) {
                    if (component.kind() == IndexKind.TEXT || component.kind() == IndexKind.LONG_TEXT) {
                        fields.add(new Field.Attribute(attribute.id(), component.name(), component.kind()));
                    }
                }
            }
        }
        return fields;
    }
}
