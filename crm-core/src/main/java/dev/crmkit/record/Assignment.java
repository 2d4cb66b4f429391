package dev.crmkit.record;

import dev.crmkit.member.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who shall own a record, and to whom it shall be assigned; what is not named stays. Every method returns a changed copy. Immutable. */
public final class Assignment {
    private final boolean ownerNamed;
    private final @Nullable Principal owner;
    private final boolean assigneeNamed;
    private final @Nullable Principal assignee;

    private Assignment(
            boolean ownerNamed, @Nullable Principal owner, boolean assigneeNamed, @Nullable Principal assignee) {
        this.ownerNamed = ownerNamed;
        this.owner = owner;
        this.assigneeNamed = assigneeNamed;
        this.assignee = assignee;
    }

    /** To this owner; null for none. */
    public static Assignment toOwner(@Nullable Principal newOwner) {
        return new Assignment(true, newOwner, false, null);
    }

    /** To this assignee; null for none. */
    public static Assignment toAssignee(@Nullable Principal newAssignee) {
        return new Assignment(false, null, true, newAssignee);
    }

    /** And to this owner; null for none. */
    public Assignment andOwner(@Nullable Principal newOwner) {
        return new Assignment(true, newOwner, assigneeNamed, assignee);
    }

    /** And to this assignee; null for none. */
    public Assignment andAssignee(@Nullable Principal newAssignee) {
        return new Assignment(ownerNamed, owner, true, newAssignee);
    }

    /** Whether it says who shall own the record. */
    public boolean namesOwner() {
        return ownerNamed;
    }

    /** Who shall own the record, or null for nobody. */
    public @Nullable Principal owner() {
        return owner;
    }

    /** Whether it says to whom the record shall be assigned. */
    public boolean namesAssignee() {
        return assigneeNamed;
    }

    /** To whom it shall be assigned, or null for nobody. */
    public @Nullable Principal assignee() {
        return assignee;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Assignment that
                && ownerNamed == that.ownerNamed
                && Objects.equals(owner, that.owner)
                && assigneeNamed == that.assigneeNamed
                && Objects.equals(assignee, that.assignee);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ownerNamed, owner, assigneeNamed, assignee);
    }

    @Override
    public String toString() {
        return "Assignment[" + (ownerNamed ? "owner " + owner : "") + (ownerNamed && assigneeNamed ? ", " : "")
                + (assigneeNamed ? "assignee " + assignee : "") + "]";
    }
}
