package dev.crmkit.internal.address;

import dev.crmkit.channel.Consent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One address of records that were one and are several again: what each of them has, by what it had and what has changed since. Immutable. */
final class Separation {
    private final @Nullable ChannelRow before;
    private final ChannelRow merged;
    private final ChannelRow now;
    private final List<ChannelRow> others;
    private final boolean gone;

    /**
     * An address.
     *
     * @param before the survivor's row before the merge, or null if it had none
     * @param merged the survivor's row after the merge
     * @param now the survivor's row now, or null if it has none
     * @param others the rows that the others had
     */
    Separation(@Nullable ChannelRow before, ChannelRow merged, @Nullable ChannelRow now, List<ChannelRow> others) {
        this.before = before;
        this.merged = merged;
        this.now = now == null ? nothing() : now;
        this.others = others;
        this.gone = merged.isThere() && !this.now.isThere();
    }

    private ChannelRow nothing() {
        return ChannelRow.begin(merged.record(), merged.address(), merged.at(), merged.place());
    }

    /** Whether the address came to the survivor with others. */
    private boolean cameAlong() {
        return (before == null || !before.isThere()) && others.stream().anyMatch(ChannelRow::isThere);
    }

    /** The survivor's row from now on; one that nobody says may have nothing to keep it. */
    ChannelRow stays() {
        ChannelRow had = before == null ? nothing() : before;
        boolean added = now.given() && !merged.given();
        if (cameAlong()) {
            return added
                    ? now.movedTo(now.record(), 0).consents(since(had.consents()))
                    : before == null ? had : had.consents(refusedSince(had.consents()));
        }
        if (!had.isThere() && now.isThere()) {
            return now.consents(since(had.consents()));
        }
        return changed(had, now.given() == merged.given() ? had.given() : now.given())
                .consents(since(had.consents()));
    }

    /** The rows of the others from now on. */
    List<ChannelRow> returns() {
        List<ChannelRow> back = new ArrayList<>();
        boolean changes = cameAlong();
        for (ChannelRow had : others) {
            if (changes && had.isThere()) {
                boolean taken = gone || (merged.given() && !now.given());
                back.add(changed(had, had.given() && !taken).consents(since(had.consents())));
                changes = false;
            } else {
                back.add(had.consents(refusedSince(had.consents())));
            }
        }
        return back;
    }

    /** The row with what has changed since; what was taken away stays so, but what it was called is the record's own. */
    private ChannelRow changed(ChannelRow had, boolean given) {
        if (gone) {
            return had.given(given);
        }
        return had.given() == given
                ? labelled(had)
                : labelled(had.given(given).merged(given ? Set.of() : had.merged()));
    }

    private ChannelRow labelled(ChannelRow had) {
        return had.label(Objects.requireNonNull(pick(had, ChannelRow::label)))
                .chosen(Objects.requireNonNull(pick(had, ChannelRow::chosen)))
                .verified(pick(had, ChannelRow::verified));
    }

    private <T> @Nullable T pick(ChannelRow had, Function<ChannelRow, @Nullable T> part) {
        T then = part.apply(merged);
        return Objects.equals(then, part.apply(now)) ? part.apply(had) : part.apply(now);
    }

    private Map<String, Consent> since(Map<String, Consent> were) {
        return ConsentWords.since(were, merged.consents(), now.consents());
    }

    private Map<String, Consent> refusedSince(Map<String, Consent> were) {
        return ConsentWords.refusedSince(were, merged.consents(), now.consents());
    }
}
