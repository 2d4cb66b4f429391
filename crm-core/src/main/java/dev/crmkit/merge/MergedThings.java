package dev.crmkit.merge;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many things go over to the survivor of a merge, as far as the actor sees them. Immutable.
 *
 * @param references references of other records to those that are merged
 * @param relations relations of those that are merged, in both directions
 * @param belongings what belongs to them, by kind: tags, notes, addresses and the like
 */
public record MergedThings(int references, int relations, Map<String, Integer> belongings) {

    /** Copies the map. */
    public MergedThings {
        belongings = Collections.unmodifiableMap(new TreeMap<>(belongings));
    }
}
