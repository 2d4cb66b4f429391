package dev.crmkit.spi.notify;

/**
 * Tells people what happened: by mail, push or whatever the host has. Called by several threads at once, so thread-safe; never inside a
 * transaction of the engine.
 */
@FunctionalInterface
public interface Notifier {

    /**
     * Tells one recipient. Returning means that the batch is taken over: it is not handed over again, except when the process dies just then.
     *
     * @throws Exception if it could not be taken over: the same batch comes again later, while other recipients do not wait
     */
    void tell(NoticeBatch batch) throws Exception;
}
