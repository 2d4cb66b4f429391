package dev.crmkit.internal.record;

import java.util.ArrayList;
import java.util.List;

/** Long lists in pieces. Not instantiable. */
final class Chunks {
    private Chunks() {}

    /** The list in pieces of that size and a last one, as views; none of an empty list. */
    static <T> List<List<T>> of(List<T> list, int size) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < list.size(); from += size) {
            chunks.add(list.subList(from, Math.min(list.size(), from + size)));
        }
        return chunks;
    }
}
