package dev.crmkit.internal.watch;

import dev.crmkit.spi.notify.Recipient;

/** Recipients as texts, which are keys of items. Not instantiable. */
final class Recipients {
    private Recipients() {}

    static String key(Recipient recipient) {
        return recipient.kind().name() + ':' + recipient.id();
    }

    static Recipient of(String key) {
        int colon = key.indexOf(':');
        return new Recipient(Recipient.Kind.valueOf(key.substring(0, colon)), key.substring(colon + 1));
    }
}
