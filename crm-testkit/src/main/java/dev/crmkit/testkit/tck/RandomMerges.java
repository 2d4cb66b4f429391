package dev.crmkit.testkit.tck;

import dev.crmkit.Crm;
import dev.crmkit.Workspace;
import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.ListQuery;
import dev.crmkit.spi.storage.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Merges and unmerges in random graphs: whatever is merged into whatever, and undone in whatever order the engine takes, the workspace is in the end what
 * it was in the beginning. Not instantiable.
 */
public final class RandomMerges {
    private static final int ROUNDS = 25;
    private static final int STEPS = 10;

    private final Crm crm;
    private final Storage storage;
    private final Random random;
    private final String seed;
    private final List<InForce> inForce = new ArrayList<>();
    private @Nullable Map<String, String> current;
    private int merges;
    private int refused;
    private int outOfOrder;

    private RandomMerges(Workspace workspace, Storage storage, long seed) {
        this.crm = RandomGraph.crm(workspace);
        this.storage = storage;
        this.random = new Random(seed);
        this.seed = "seed " + seed;
    }

    /** A merge that is not undone; the workspace before it, unless something below it was undone since. */
    private record InForce(UUID id, UUID survivor, @Nullable Map<String, String> before) {}

    /**
     * What a run did. Immutable.
     *
     * @param merges merges, each of which was undone
     * @param outOfOrder how many of them were undone while a later one was in force
     * @param refused merges that were refused, because they would have made a cycle or taken a unique value
     */
    public record Tally(int merges, int outOfOrder, int refused) {
        /** A run that did nothing. */
        public static final Tally NONE = new Tally(0, 0, 0);

        /** Both together. */
        public Tally plus(Tally other) {
            return new Tally(merges + other.merges, outOfOrder + other.outOfOrder, refused + other.refused);
        }
    }

    /**
     * Merges and undoes in workspaces of one engine until as many merges have been undone.
     *
     * @param workspace a workspace in which nothing is defined yet, of an engine with a place for files
     * @param storage the storage of its engine
     * @param seed where the random numbers begin
     * @throws AssertionError with the seed and the first difference, if the workspace is not what it was
     */
    public static Tally run(Workspace workspace, Storage storage, long seed) {
        RandomMerges run = new RandomMerges(workspace, storage, seed);
        RandomGraph.fill(workspace, run.random);
        Map<String, String> holders = run.holders();
        for (int round = 0; round < ROUNDS; round++) {
            run.round();
        }
        run.assertSame(holders, run.holders(), "after everything was undone");
        return new Tally(run.merges, run.outOfOrder, run.refused);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void round() {
        Map<String, String> before = snapshot();
        for (int step = 0; step < STEPS; step++) {
            if (inForce.isEmpty() || random.nextInt(3) > 0) {
                merge();
            } else {
                undo(random.nextInt(inForce.size()));
            }
        }
        while (!inForce.isEmpty()) {
            if (!undo(random.nextInt(inForce.size()))) {
                undo(inForce.size() - 1);
            }
        }
        assertSame(before, snapshot(), "after everything was undone");
    }

    private void merge() {
        String object = switch (random.nextInt(8)) {
            case 0 -> RandomGraph.DEAL;
            case 1 -> RandomGraph.TASK;
            default -> RandomGraph.PERSON;
        };
        List<UUID> live = crm.records(object).list(ListQuery.all()).items().stream()
                .map(CrmRecord::id)
                .sorted()
                .toList();
        Set<UUID> chosen = new LinkedHashSet<>();
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            chosen.add(any(live));
        }
        if (chosen.size() < 2) {
            return;
        }
        List<UUID> records = List.copyOf(chosen);
        UUID primary = records.get(0);
        List<UUID> others = records.subList(1, records.size());
        Map<String, MergeChoice> choices = new HashMap<>();
        if (!object.equals(RandomGraph.TASK) && random.nextInt(3) == 0) {
            choices.put("name", random.nextBoolean() ? MergeChoice.of(any(others)) : MergeChoice.value("Chosen"));
        }
        if (object.equals(RandomGraph.PERSON) && random.nextInt(3) == 0) {
            choices.put(
                    any(List.of("email", "age", "friend", "peers", "@owner", "@assignee", "boss")),
                    MergeChoice.of(any(others)));
        }
        Map<String, String> before = snapshot();
        Map<UUID, List<Channel>> channels = crm.channels().ofAll(chosen);
        current = null;
        try {
            inForce.add(new InForce(crm.merges().merge(primary, others, choices).mergeId(), primary, before));
        } catch (InvalidInputException e) {
            boolean expected = e instanceof DuplicateValueException
                    || e.violations().stream().allMatch(v -> v.code() == ErrorCode.VALUE_CYCLE);
            if (!expected) {
                throw new AssertionError(seed + ": a merge was refused for no reason", e);
            }
            refused++;
            assertSame(before, snapshot(), "after a merge was refused");
            return;
        }
        merges++;
        assertTogether(channels, crm.channels().of(primary));
        for (UUID other : others) {
            if (!crm.records(object).get(other).id().equals(primary)) {
                throw new AssertionError(seed + ": " + other + " does not lead to " + primary);
            }
        }
    }

    /** The survivor has each address of all once, a word about it no weaker than any, and the primary ones of the first that had some. */
    private void assertTogether(Map<UUID, List<Channel>> before, List<Channel> after) {
        Map<ChannelKind, String> primaries = new HashMap<>();
        Map<String, ConsentState> words = new TreeMap<>();
        before.values().forEach(channels -> {
            channels.forEach(channel -> words.merge(
                    address(channel),
                    channel.consent(RandomGraph.PURPOSE),
                    (one, other) -> one.compareTo(other) < 0 ? other : one));
            channels.stream()
                    .filter(Channel::primary)
                    .forEach(channel -> primaries.putIfAbsent(channel.kind(), address(channel)));
        });
        Map<String, String> expected = new TreeMap<>();
        words.keySet()
                .forEach(address -> expected.put(address, primaries.containsValue(address) ? "once, primary" : "once"));
        Map<String, String> seen = new TreeMap<>();
        for (Channel channel : after) {
            seen.merge(address(channel), channel.primary() ? "once, primary" : "once", (one, other) -> "twice");
            ConsentState word = words.getOrDefault(address(channel), ConsentState.UNKNOWN);
            // More was refused where a record had the address formerly.
            if (channel.consent(RandomGraph.PURPOSE).compareTo(word) < 0) {
                throw new AssertionError(seed + ": " + word + " was weakened: " + channel);
            }
        }
        assertSame(expected, seen, "of the channels after a merge");
    }

    private static String address(Channel channel) {
        return channel.kind() + " " + channel.normalised();
    }

    private boolean undo(int place) {
        InForce merge = inForce.get(place);
        boolean isLatest = place == inForce.size() - 1;
        current = null;
        try {
            crm.merges().unmerge(merge.id());
        } catch (CrmException e) {
            if (isLatest || e.code() != ErrorCode.MERGE_BLOCKED) {
                throw new AssertionError(seed + ": the merge could not be undone", e);
            }
            return false;
        }
        inForce.remove(place);
        Map<String, String> before = merge.before();
        if (isLatest && before != null) {
            assertSame(before, snapshot(), "after the latest merge was undone");
        }
        if (!isLatest) {
            outOfOrder++;
            for (int i = place; i < inForce.size(); i++) {
                InForce later = inForce.get(i);
                inForce.set(i, new InForce(later.id(), later.survivor(), null));
            }
        }
        return true;
    }

    private Map<String, String> snapshot() {
        Map<String, String> known = current;
        if (known == null) {
            known = GraphSnapshot.of(crm, storage);
            current = known;
            known.forEach((name, line) -> {
                if (inForce.isEmpty() && name.startsWith(GraphSnapshot.OF_A_MERGE)) {
                    throw new AssertionError(seed + ": no merge is in force, and this is left: " + line);
                }
            });
        }
        return known;
    }

    /** The holders of unique values. */
    private Map<String, String> holders() {
        Map<String, String> holders = new TreeMap<>();
        for (int i = 0; i < RandomGraph.PERSONS; i++) {
            String address = "p" + i + "@example.com";
            holders.put("holder of " + address, holder(address));
        }
        return holders;
    }

    /** Who holds a unique value, as those who want it too are told. */
    private String holder(String address) {
        try {
            crm.useTransaction(inside -> {
                inside.records(RandomGraph.PERSON).create(Map.of("name", "Holder", "email", address));
                throw new Free();
            });
        } catch (DuplicateValueException e) {
            return e.findHolder().map(UUID::toString).orElse("unnamed");
        } catch (Free e) {
            return "nobody";
        }
        throw new AssertionError("The transaction swallowed an exception");
    }

    private static final class Free extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void assertSame(Map<String, String> before, Map<String, String> after, String when) {
        List<String> differences = GraphSnapshot.differences(before, after);
        if (!differences.isEmpty()) {
            throw new AssertionError(seed + ", " + when + " (" + merges + " merges, " + inForce.size()
                    + " in force), these differ:\n" + String.join("\n", differences));
        }
    }
}
