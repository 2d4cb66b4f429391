package dev.crmkit.internal.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A stream that counts and hashes what is read of it, and fails past a size. Not thread-safe. */
final class MeteredStream extends FilterInputStream {
    private final long limit;
    private final MessageDigest digest;
    private long size;

    MeteredStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** There are more bytes than allowed. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(long limit) {
            super("more than " + limit + " bytes");
        }
    }

    long size() {
        return size;
    }

    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public int read() throws IOException {
        int next = in.read();
        if (next >= 0) {
            count(1);
            digest.update((byte) next);
        }
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            count(read);
            digest.update(buffer, offset, read);
        }
        return read;
    }

    private void count(int bytes) throws TooLarge {
        size += bytes;
        if (size > limit) {
            throw new TooLarge(limit);
        }
    }

    /** Reads what is passed over, for it counts too. */
    @Override
    public long skip(long bytes) throws IOException {
        byte[] passed = new byte[(int) Math.max(0, Math.min(bytes, 8_192))];
        return Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** The stream is its giver's to close. */
    @Override
    public void close() {
        // see above
    }
}
