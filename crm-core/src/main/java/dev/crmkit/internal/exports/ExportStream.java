package dev.crmkit.internal.exports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The file of an export as a stream that is written while it is read, a page at a time. Not thread-safe. */
final class ExportStream extends InputStream {
    private final ExportRun run;
    private final Runnable beforePage;
    private final ByteArrayOutputStream window = new ByteArrayOutputStream();
    private final RowSink sink;
    private byte[] current = new byte[0];
    private int read;
    private boolean written;

    /**
     * The file of a run.
     *
     * @param beforePage called before each page is read; what it throws ends the export
     */
    ExportStream(ExportRun run, Runnable beforePage) throws IOException {
        this.run = run;
        this.beforePage = beforePage;
        this.sink = run.open(window);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (read == current.length) {
            if (written) {
                return -1;
            }
            write();
        }
        int some = Math.min(length, current.length - read);
        System.arraycopy(current, read, buffer, offset, some);
        read += some;
        return some;
    }

    private void write() throws IOException {
        beforePage.run();
        run.write(sink);
        if (run.isEnded()) {
            sink.close();
            written = true;
        }
        current = window.toByteArray();
        window.reset();
        read = 0;
    }
}
