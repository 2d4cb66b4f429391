package dev.crmkit.internal.table;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that counts what is read of it. Not thread-safe. */
final class CountedStream extends FilterInputStream {
    private long count;

    CountedStream(InputStream in) {
        super(in);
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        count += next < 0 ? 0 : 1;
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        count += Math.max(0, read);
        return read;
    }

    /** Reads what is passed over, for it counts too. */
    @Override
    public long skip(long bytes) throws IOException {
        byte[] passed = new byte[(int) Math.max(0, Math.min(bytes, 8_192))];
        return Math.max(0, read(passed, 0, passed.length));
    }
}
