package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.access.Access;
import dev.crmkit.internal.access.Principals;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Power;
import dev.crmkit.member.Principal;
import dev.crmkit.model.RecordState;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether drafts name owners and assignees that are there, and whether the actor may change them. */
final class Ownership {
    private final Tx tx;
    private final DefinedObject object;
    private Set<String> unknown = Set.of();

    Ownership(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
    }

    /**
     * Checks that new owners and assignees are members or groups.
     *
     * @param paths the place of each draft in the input
     * @param faults gets every fault
     */
    void check(List<RecordDraft> drafts, List<String> paths, List<Violation> faults) {
        load(drafts);
        for (int i = 0; i < drafts.size(); i++) {
            check(drafts.get(i), paths.get(i), faults);
        }
    }

    /** Reads who of those that the drafts newly name is there. */
    void load(List<RecordDraft> drafts) {
        Set<String> named = new LinkedHashSet<>();
        for (RecordDraft draft : drafts) {
            RecordState before = draft.stateBefore();
            RecordState after = draft.state(tx.now());
            add(named, before.owner(), after.owner());
            add(named, before.assignee(), after.assignee());
        }
        tx.access().findPrincipal().ifPresent(self -> named.remove(self.text()));
        unknown = named.isEmpty() ? Set.of() : Principals.unknown(tx, named);
    }

    /** Checks a draft that was loaded. */
    void check(RecordDraft draft, String path, List<Violation> faults) {
        RecordState before = draft.stateBefore();
        RecordState after = draft.state(tx.now());
        fault(path + SystemFields.OWNER, before.owner(), after.owner(), faults);
        fault(path + SystemFields.ASSIGNEE, before.assignee(), after.assignee(), faults);
    }

    private static void add(Set<String> named, @Nullable String before, @Nullable String after) {
        if (after != null && !after.equals(before)) {
            named.add(after);
        }
    }

    private void fault(String path, @Nullable String before, @Nullable String after, List<Violation> faults) {
        if (after != null && !after.equals(before) && unknown.contains(after)) {
            Principal principal = Principal.parse(after);
            faults.add(new Violation(
                    path,
                    ErrorCode.VALUE_UNKNOWN_REFERENCE,
                    "There is no " + (principal.kind() == Principal.Kind.GROUP ? "group" : "member") + " '"
                            + principal.id() + "'. Put it with crm.members() first, or name another"));
        }
    }

    /**
     * Refuses a change of owner or assignee that is not the actor's to make: who owns a record gives it to whom they like, what nobody owns can be
     * taken, an assignment can be given up, and everything else needs {@link Power#ASSIGN_OTHERS}.
     */
    void authorise(RecordDraft draft) {
        ForbiddenException refusal = refusal(draft);
        if (refusal != null) {
            throw refusal;
        }
    }

    /** As {@link #authorise}: the refusal, or null if the change is the actor's to make. */
    @Nullable
    ForbiddenException refusal(RecordDraft draft) {
        Access access = tx.access();
        RecordState before = draft.stateBefore();
        RecordState after = draft.state(tx.now());
        boolean sameOwner = Objects.equals(before.owner(), after.owner());
        boolean sameAssignee = Objects.equals(before.assignee(), after.assignee());
        if ((sameOwner && sameAssignee) || access.has(Power.ASSIGN_OTHERS) || access.isSelf(before.owner())) {
            return null;
        }
        String self = access.findPrincipal().map(Principal::text).orElse("");
        boolean unowned = before.owner() == null;
        boolean ownerFine = sameOwner || (unowned && self.equals(after.owner()));
        boolean assigneeFine = sameAssignee
                || (unowned && before.assignee() == null && self.equals(after.assignee()))
                || (access.isSelf(before.assignee()) && after.assignee() == null);
        if (ownerFine && assigneeFine) {
            return null;
        }
        return new ForbiddenException(
                "Owner and assignee of " + object.slug() + " " + draft.id() + " are not yours to change: "
                        + (unowned ? "nobody owns it, so claim it first" : "'" + before.owner() + "' owns it")
                        + ". Ask the owner, or somebody with the power " + Power.ASSIGN_OTHERS,
                Map.of("object", object.slug(), "id", draft.id(), "power", Power.ASSIGN_OTHERS.name()));
    }

    /**
     * Refuses to take a record away from its owner or assignee by merging it into another, unless the actor might take it away by assigning: its owner may,
     * an assignee may give up what is assigned, and everybody else needs {@link Power#ASSIGN_OTHERS}.
     *
     * @param merged the record that is merged away
     * @param after the survivor's state
     */
    void authoriseLoss(StoredRecord merged, RecordState after) {
        Access access = tx.access();
        RecordState before = merged.state();
        boolean losesOwner = before.owner() != null && !before.owner().equals(after.owner());
        boolean losesAssignee = before.assignee() != null && !before.assignee().equals(after.assignee());
        if (access.has(Power.ASSIGN_OTHERS) || access.isSelf(before.owner())) {
            return;
        }
        if (losesOwner || (losesAssignee && !access.isSelf(before.assignee()))) {
            throw new ForbiddenException(
                    "The merge would take " + object.slug() + " " + merged.id() + " away from '"
                            + (losesOwner ? before.owner() : before.assignee())
                            + "'. Make it the primary, ask them, or somebody with the power " + Power.ASSIGN_OTHERS,
                    Map.of("object", object.slug(), "id", merged.id(), "power", Power.ASSIGN_OTHERS.name()));
        }
    }
}
