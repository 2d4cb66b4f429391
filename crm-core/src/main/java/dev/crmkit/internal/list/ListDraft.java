package dev.crmkit.internal.list;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.catalog.SpecCheck;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.StorableText;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.list.CrmList;
import dev.crmkit.list.Lists;
import dev.crmkit.member.Principal;
import dev.crmkit.member.Verb;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Operator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A list that somebody gives, and what is wrong with it. Not thread-safe. */
final class ListDraft {
    private static final int MAX_LABEL = 255;

    private final Tx tx;
    private final DefinedObject object;
    private final CrmList given;
    private final @Nullable DefinedList before;
    private final @Nullable String owner;
    private final List<CrmAttribute> entryAttributes = new ArrayList<>();
    private final List<Violation> faults = new ArrayList<>();

    /**
     * A list to check.
     *
     * @param before the list as it is, or null for a new one
     */
    ListDraft(Tx tx, DefinedObject object, CrmList given, @Nullable DefinedList before) {
        this.tx = tx;
        this.object = object;
        this.given = given;
        this.before = before;
        this.owner = before == null
                ? tx.access().findPrincipal().map(Principal::text).orElse(null)
                : before.owner();
    }

    /** Every fault. */
    List<Violation> faults() {
        if (before == null) {
            checkNew();
        } else {
            checkChange(before);
        }
        int length = given.label().codePointCount(0, given.label().length());
        if (given.label().isBlank() || length > MAX_LABEL || !StorableText.isStorable(given.label())) {
            fault(
                    "label",
                    ErrorCode.VALUE_MALFORMED,
                    "must be 1 to " + MAX_LABEL + " characters that can be stored, not "
                            + (length > MAX_LABEL ? length + " of them" : "'" + given.label() + "'"));
        }
        checkEntries();
        Filter condition = given.condition();
        if (condition != null) {
            checkCondition(condition);
        }
        return faults;
    }

    /** Who defined it. */
    @Nullable
    String owner() {
        return owner;
    }

    /** What the list says of its records; those that were there keep their ids. Only after {@link #faults}, where there are none. */
    List<CrmAttribute> entryAttributes() {
        return entryAttributes;
    }

    private void fault(String path, ErrorCode code, String message) {
        faults.add(new Violation(path, code, message));
    }

    private void refuse(String path, String message) {
        fault(path, ErrorCode.LIST_CHANGE_REFUSED, message);
    }

    private void checkNew() {
        faults.addAll(SpecCheck.slug("key", given.key()));
        if (tx.lists().isTaken(given.key())) {
            fault(
                    "key",
                    ErrorCode.SCHEMA_DUPLICATE_SLUG,
                    "'" + given.key() + "' is or was the key of a list. Choose another");
        }
        if (tx.lists().all().size() >= Lists.MOST_LISTS) {
            fault(
                    "",
                    ErrorCode.QUERY_LIMIT,
                    "a workspace has up to " + Lists.MOST_LISTS + " lists. Delete one that nobody needs");
        }
        if (given.personal() && owner == null) {
            refuse("personal", "only users have personal lists. Define a shared one");
        }
    }

    private void checkChange(DefinedList old) {
        if (!given.object().equals(object.slug())) {
            refuse(
                    "object",
                    "is '" + object.slug() + "' and cannot become '" + given.object() + "'. Define another list");
        }
        if (given.isDynamic() != old.isDynamic()) {
            refuse(
                    "condition",
                    "a " + (old.isDynamic() ? "dynamic" : "static") + " list stays one. Define another list");
        }
        if (given.personal() && !old.personal()) {
            if (owner == null
                    || tx.access()
                            .findPrincipal()
                            .filter(self -> self.text().equals(owner))
                            .isEmpty()) {
                refuse("personal", "only the user who defined a list can make it personal. Define another list");
            }
            tx.lists().naming(old.key()).stream()
                    .filter(other -> !other.personal())
                    .forEach(other ->
                            refuse("personal", "the shared list '" + other.key() + "' names it. Change that first"));
        }
    }

    private void checkEntries() {
        if (given.isDynamic() && !given.entryAttributes().isEmpty()) {
            refuse(
                    "entryAttributes",
                    "only static lists say something of their records: from a dynamic one they come and go. Leave them"
                            + " out");
            return;
        }
        if (given.entryAttributes().size() > Lists.MOST_ENTRY_ATTRIBUTES) {
            fault(
                    "entryAttributes",
                    ErrorCode.QUERY_LIMIT,
                    "are " + given.entryAttributes().size() + "; the limit is " + Lists.MOST_ENTRY_ATTRIBUTES);
            return;
        }
        SpecCheck check = new SpecCheck(
                tx.types(),
                tx.schema().objects().stream().map(DefinedObject::slug).toList());
        given.entryAttributes().forEach((name, spec) -> checkEntry(check, name, spec));
    }

    private void checkEntry(SpecCheck check, String name, AttributeSpec spec) {
        List<Violation> found = check.attribute(name, spec);
        if (!found.isEmpty()) {
            found.forEach(fault -> faults.add(fault.under("entryAttributes")));
            return;
        }
        String path = "entryAttributes." + name;
        boolean ofRecords = tx.types().get(spec.type()).referencedObject(spec).isPresent();
        if (ofRecords
                || spec.type().equals("FILE")
                || spec.isUnique()
                || spec.defaultValue() != null
                || tx.types().get(spec.type()).isEngineWritten()) {
            fault(
                    path,
                    ErrorCode.SCHEMA_INVALID_CONFIG,
                    "an entry attribute is plain: neither of type "
                            + "RECORD_REFERENCE or FILE, nor written by the engine,"
                            + " nor unique, nor with a default. Keep that on the record");
            return;
        }
        Optional<CrmAttribute> old = before == null ? Optional.empty() : before.findEntryAttribute(name);
        if (old.isPresent() && !old.get().spec().type().equals(spec.type())) {
            refuse(
                    path,
                    "is of type " + old.get().spec().type() + " and cannot become " + spec.type()
                            + ". Say it by an attribute of another name");
            return;
        }
        UUID id = old.map(CrmAttribute::id).orElseGet(tx::newId);
        entryAttributes.add(new CrmAttribute(id, name, name, spec));
    }

    private void checkCondition(Filter condition) {
        List<Violation> found = new ArrayList<>();
        tx.access().compiler(object).predicate(condition, null, found);
        found.forEach(fault -> faults.add(fault.under("condition")));
        if (!found.isEmpty()) {
            return;
        }
        DefinedList list = new ListCodec(tx.schema(), tx.types()).kept(given, object, List.of(), owner, false);
        for (ListDependencies.Path path : list.needs().paths()) {
            if (!tx.access().reachesAll(path.target(), Verb.READ)) {
                refuse(
                        "condition",
                        "follows a reference to "
                                + tx.schema().get(path.target()).slug()
                                + " records, of which your roles show only some. Ask an owner or admin for the list");
            }
        }
        boolean unnamed = ListDependencies.comparisons(condition).stream()
                .anyMatch(comparison -> ListDependencies.isAboutLists(comparison)
                        && Set.of(Operator.IS_EMPTY, Operator.IS_NOT_EMPTY).contains(comparison.operator()));
        if (unnamed) {
            refuse("condition", "asks whether records are in any list at all. Name the lists that you mean");
        }
        list.needs().nested().stream().sorted().forEach(key -> checkNested(list, key));
        checkDepth(list);
    }

    private void checkNested(DefinedList list, String key) {
        DefinedList nested = tx.lists().find(key).orElseThrow();
        if (nested.archived()) {
            refuse("condition", "names the list '" + key + "', which is archived. Restore it, or leave it out");
        }
        if (nested.personal() && (!list.personal() || !Objects.equals(nested.owner(), list.owner()))) {
            refuse(
                    "condition",
                    "names the list '" + key
                            + "', which is personal, so that others do not see what it means. Share it,"
                            + " or leave it out");
        }
    }

    private void checkDepth(DefinedList list) {
        List<String> circle = circle(list, new LinkedHashSet<>(List.of(list.key())));
        if (!circle.isEmpty()) {
            refuse("condition", "makes a circle of lists: " + String.join(" -> ", circle) + ". Leave one of these out");
            return;
        }
        int deepest = depth(list, list);
        for (DefinedList other : tx.lists().all()) {
            deepest = Math.max(deepest, depth(other, list));
        }
        if (deepest > Lists.MOST_NESTED) {
            refuse(
                    "condition",
                    "would make lists that name lists " + deepest + " deep; the limit is " + Lists.MOST_NESTED
                            + ". Name the conditions themselves");
        }
    }

    /** The first way from the list back to itself; empty if there is none. */
    private List<String> circle(DefinedList list, Set<String> way) {
        for (String key : new TreeSet<>(list.needs().nested())) {
            if (key.equals(given.key())) {
                List<String> circle = new ArrayList<>(way);
                circle.add(key);
                return circle;
            }
            Optional<DefinedList> next = tx.lists().find(key);
            if (next.isPresent() && way.add(key)) {
                List<String> found = circle(next.get(), way);
                if (!found.isEmpty()) {
                    return found;
                }
                way.remove(key);
            }
        }
        return List.of();
    }

    /** How deep a list names lists once the draft is in the place of its former self. */
    private int depth(DefinedList list, DefinedList draft) {
        int depth = 0;
        DefinedList now = list.key().equals(draft.key()) ? draft : list;
        for (String key : now.needs().nested()) {
            Optional<DefinedList> nested = tx.lists().find(key);
            depth = Math.max(depth, 1 + (nested.isPresent() ? depth(nested.get(), draft) : 0));
        }
        return depth;
    }
}
