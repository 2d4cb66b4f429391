package dev.crmkit.internal.record;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.Access;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Power;
import dev.crmkit.member.Principal;
import dev.crmkit.member.Verb;
import dev.crmkit.model.RecordState;
import dev.crmkit.record.Assignment;
import dev.crmkit.record.ClaimResult;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who owns records: taking, giving up and giving away. A record is locked before it is looked at, so of several claims one wins. */
final class Claims {
    private final Tx tx;
    private final DefinedObject object;
    private final Reaching reaching;

    Claims(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.reaching = new Reaching(tx, object);
    }

    StoredRecord claim(UUID id) {
        claimant();
        LoadedRecord record = reaching.lock(id, WriteOptions.none());
        reaching.requireLive(record);
        RecordDraft draft = claims(List.of(record)).get(0).orRefused();
        return draft == null
                ? record.stored()
                : write(List.of(draft), "claim " + object.slug() + " " + id).get(0);
    }

    /**
     * What is to be done with a record. Immutable.
     *
     * @param draft what it becomes, or null if it stays as it is
     * @param refusal why nothing must be done with it, or null
     */
    record Decision(@Nullable RecordDraft draft, @Nullable CrmException refusal) {

        @Nullable
        RecordDraft orRefused() {
            if (refusal != null) {
                throw refusal;
            }
            return draft;
        }
    }

    /** What becomes of live records that the actor claims, in their order. */
    List<Decision> claims(List<LoadedRecord> records) {
        String self = claimant();
        Set<UUID> free = Gate.permitted(
                tx,
                object.id(),
                Verb.UPDATE,
                records.stream()
                        .map(LoadedRecord::stored)
                        .filter(record -> record.state().owner() == null)
                        .map(StoredRecord::id)
                        .toList());
        List<Decision> decisions = new ArrayList<>();
        for (LoadedRecord record : records) {
            UUID id = record.stored().id();
            String owner = record.stored().state().owner();
            if (self.equals(owner)) {
                decisions.add(new Decision(null, null));
            } else if (owner == null && !free.contains(id)) {
                decisions.add(new Decision(null, tx.access().forbidden(Verb.UPDATE, object.slug(), id)));
            } else if (owner != null && !tx.access().isOwnGroup(owner)) {
                decisions.add(new Decision(
                        null,
                        new CrmException(
                                ErrorCode.RECORD_CLAIMED,
                                "The " + object.slug() + " " + id + " belongs to '" + owner
                                        + "'. Ask them to release it, or claim another",
                                Map.of("object", object.slug(), "id", id, "owner", owner),
                                null)));
            } else {
                RecordDraft draft = RecordDraft.change(record);
                draft.owner(self);
                decisions.add(new Decision(draft, null));
            }
        }
        return decisions;
    }

    /** The actor as an owner. */
    private String claimant() {
        Access access = tx.access();
        return access.findPrincipal()
                .map(Principal::text)
                .orElseThrow(() -> new ForbiddenException(
                        "Records belong to users and groups, and the "
                                + tx.actor().kind().name().toLowerCase(Locale.ROOT) + " '"
                                + tx.actor().id() + "' is neither. Assign the record to a user instead",
                        Map.of("actor", tx.actor().id())));
    }

    List<ClaimResult> claimAll(Set<UUID> ids) {
        String self = claimant();
        Map<UUID, StoredRecord> found = reaching.lockAll(ids);
        List<UUID> unowned = found.values().stream()
                .filter(record -> !record.isArchived() && record.state().owner() == null)
                .map(StoredRecord::id)
                .toList();
        Set<UUID> free = Gate.permitted(tx, object.id(), Verb.UPDATE, unowned);
        List<ClaimResult> results = new ArrayList<>();
        List<RecordDraft> drafts = new ArrayList<>();
        Set<UUID> claimed = new HashSet<>();
        for (UUID id : ids) {
            StoredRecord record = found.get(id);
            ClaimResult.Outcome outcome = outcome(record, self, free);
            // An old id and that of its survivor are one record.
            if (record != null && outcome == ClaimResult.Outcome.CLAIMED && claimed.add(record.id())) {
                RecordDraft draft = RecordDraft.change(LoadedRecord.of(record, object, tx.types()));
                draft.owner(self);
                drafts.add(draft);
            }
            String owner = record == null ? null : record.state().owner();
            results.add(new ClaimResult(id, outcome, outcome == ClaimResult.Outcome.CLAIMED ? self : owner));
        }
        if (!drafts.isEmpty()) {
            write(drafts, "claim " + object.slug() + " records");
        }
        return results;
    }

    private ClaimResult.Outcome outcome(@Nullable StoredRecord record, String self, Set<UUID> free) {
        if (record == null) {
            return ClaimResult.Outcome.NOT_FOUND;
        }
        String owner = record.state().owner();
        if (record.isArchived()) {
            return ClaimResult.Outcome.ARCHIVED;
        } else if (self.equals(owner)) {
            return ClaimResult.Outcome.UNCHANGED;
        } else if (owner == null) {
            return free.contains(record.id()) ? ClaimResult.Outcome.CLAIMED : ClaimResult.Outcome.FORBIDDEN;
        }
        return tx.access().isOwnGroup(owner) ? ClaimResult.Outcome.CLAIMED : ClaimResult.Outcome.OWNED;
    }

    StoredRecord release(UUID id) {
        LoadedRecord record = reaching.lock(id, WriteOptions.none());
        reaching.requireLive(record);
        RecordState state = record.stored().state();
        if (state.owner() == null) {
            return record.stored();
        }
        RecordDraft draft = RecordDraft.change(record);
        draft.owner(null);
        if (tx.access()
                .findPrincipal()
                .map(Principal::text)
                .filter(self -> self.equals(state.assignee()))
                .isPresent()) {
            draft.assignee(null);
        }
        return change(draft, "release " + object.slug() + " " + id);
    }

    StoredRecord assign(UUID id, Assignment assignment) {
        LoadedRecord record = reaching.lock(id, WriteOptions.none());
        reaching.requireLive(record);
        return change(assigned(record, assignment), "assign " + object.slug() + " " + id);
    }

    private static RecordDraft assigned(LoadedRecord record, Assignment assignment) {
        RecordDraft draft = RecordDraft.change(record);
        if (assignment.namesOwner()) {
            Principal owner = assignment.owner();
            draft.owner(owner == null ? null : owner.text());
        }
        if (assignment.namesAssignee()) {
            Principal assignee = assignment.assignee();
            draft.assignee(assignee == null ? null : assignee.text());
        }
        return draft;
    }

    /** What becomes of live records that the actor assigns, in their order; whether those exist to whom it assigns them is not asked here. */
    List<Decision> assignments(List<LoadedRecord> records, Assignment assignment) {
        return changes(
                records.stream().map(record -> assigned(record, assignment)).toList());
    }

    /** Who owns a record, or may assign for others, needs no other right to change these two fields; whoever else does, needs that to UPDATE. */
    private List<Decision> changes(List<RecordDraft> drafts) {
        Set<UUID> changeable = Gate.permitted(
                tx,
                object.id(),
                Verb.UPDATE,
                drafts.stream()
                        .filter(draft -> !isAssigner(draft))
                        .map(RecordDraft::id)
                        .toList());
        Ownership ownership = new Ownership(tx, object);
        return drafts.stream()
                .map(draft -> new Decision(
                        draft,
                        isAssigner(draft) || changeable.contains(draft.id())
                                ? ownership.refusal(draft)
                                : tx.access().forbidden(Verb.UPDATE, object.slug(), draft.id())))
                .toList();
    }

    private boolean isAssigner(RecordDraft draft) {
        Access access = tx.access();
        RecordState before = draft.stateBefore();
        return access.has(Power.ASSIGN_OTHERS) || access.isSelf(before.owner()) || access.isSelf(before.assignee());
    }

    private StoredRecord change(RecordDraft draft, String what) {
        changes(List.of(draft)).get(0).orRefused();
        List<Violation> faults = new ArrayList<>();
        new Ownership(tx, object).check(List.of(draft), List.of(""), faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
        return write(List.of(draft), what).get(0);
    }

    private List<StoredRecord> write(List<RecordDraft> drafts, String what) {
        return new RecordWriter(tx, object)
                .write(
                        drafts,
                        EventTypes.RECORD_UPDATED,
                        what,
                        drafts.stream().map(d -> "").toList());
    }
}
