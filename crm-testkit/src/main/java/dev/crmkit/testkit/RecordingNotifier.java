package dev.crmkit.testkit;

import dev.crmkit.spi.notify.Notice;
import dev.crmkit.spi.notify.NoticeBatch;
import dev.crmkit.spi.notify.Notifier;
import dev.crmkit.spi.notify.Recipient;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A notifier that remembers what it was handed, and refuses whom a test says. Thread-safe. */
public final class RecordingNotifier implements Notifier {
    private final List<NoticeBatch> batches = new CopyOnWriteArrayList<>();
    private final List<NoticeBatch> refused = new CopyOnWriteArrayList<>();
    private final Set<Recipient> unreachable = ConcurrentHashMap.newKeySet();

    private RecordingNotifier() {}

    /** A notifier that was handed nothing yet. */
    public static RecordingNotifier create() {
        return new RecordingNotifier();
    }

    @Override
    public void tell(NoticeBatch batch) {
        if (unreachable.contains(batch.recipient())) {
            refused.add(batch);
            throw new IllegalStateException(batch.recipient() + " cannot be reached, as the test says");
        }
        batches.add(batch);
    }

    /** From now on this recipient cannot be told. */
    public void refuse(Recipient recipient) {
        unreachable.add(Objects.requireNonNull(recipient, "recipient"));
    }

    /** From now on this recipient can be told again. */
    public void accept(Recipient recipient) {
        unreachable.remove(Objects.requireNonNull(recipient, "recipient"));
    }

    /** What was taken over, in order; unmodifiable. */
    public List<NoticeBatch> batches() {
        return List.copyOf(batches);
    }

    /** What was refused, in order, every try by itself; unmodifiable. */
    public List<NoticeBatch> refused() {
        return List.copyOf(refused);
    }

    /** What this recipient of a workspace was told, in order; unmodifiable. */
    public List<Notice> told(String workspace, Recipient recipient) {
        return batches.stream()
                .filter(batch ->
                        batch.workspace().equals(workspace) && batch.recipient().equals(recipient))
                .flatMap(batch -> batch.notices().stream())
                .toList();
    }
}
