package dev.crmkit.testkit.tck;

import java.util.Random;
import java.util.UUID;

/** Ids of version 7 whose time is random, so that some begin with a high bit: signed comparison shows. Not instantiable. */
final class Ids {
    private Ids() {}

    static UUID next(Random random) {
        long high = (random.nextLong() & ~0xF000L) | 0x7000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
