package dev.crmkit.internal.table;

import dev.crmkit.spi.table.TableOptions;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How a text file seems to stand, guessed from its begin: the charset by the byte-order mark or else by whether it is UTF-8, the delimiter by which of the
 * usual ones cuts the lines into the same number of cells. Immutable.
 *
 * @param options the guess
 * @param isText whether it is text at all
 */
record Dialect(TableOptions options, boolean isText) {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final String DELIMITERS = ",;\t|";
    private static final int MOST_LINES = 50;

    static Dialect guess(byte[] start) {
        Charset charset = charset(start);
        String text = decode(start, charset);
        return new Dialect(TableOptions.defaults().charset(charset).delimiter(delimiter(text)), text.indexOf('\0') < 0);
    }

    private static Charset charset(byte[] start) {
        if (start.length >= 2 && (start[0] & 0xFF) == 0xFE && (start[1] & 0xFF) == 0xFF) {
            return StandardCharsets.UTF_16BE;
        } else if (start.length >= 2 && (start[0] & 0xFF) == 0xFF && (start[1] & 0xFF) == 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        return isUtf8(start) ? StandardCharsets.UTF_8 : WINDOWS_1252;
    }

    /** A character that is cut off at the end counts for nothing. */
    private static boolean isUtf8(byte[] start) {
        CharBuffer characters = CharBuffer.allocate(start.length + 1);
        return !StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(start), characters, false)
                .isError();
    }

    private static String decode(byte[] start, Charset charset) {
        String text = new String(start, charset);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** The delimiter whose count is above zero and the same in the most lines; of equal ones the one that cuts finer, then the more usual one. */
    private static char delimiter(String text) {
        List<int[]> lines = counts(text);
        char best = ',';
        int bestLines = 0;
        int bestCells = 0;
        for (int i = 0; i < DELIMITERS.length(); i++) {
            int expected = lines.isEmpty() ? 0 : lines.get(0)[i];
            if (expected == 0) {
                continue;
            }
            int agreeing = 0;
            for (int[] line : lines) {
                agreeing += line[i] == expected ? 1 : 0;
            }
            if (agreeing > bestLines || (agreeing == bestLines && expected > bestCells)) {
                best = DELIMITERS.charAt(i);
                bestLines = agreeing;
                bestCells = expected;
            }
        }
        return best;
    }

    /** How often each delimiter stands outside of quotes in each of the first lines. The last line may be cut off, and counts if it is the only one. */
    private static List<int[]> counts(String text) {
        List<int[]> lines = new ArrayList<>();
        int[] line = new int[DELIMITERS.length()];
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < text.length() && lines.size() < MOST_LINES; i++) {
            char character = text.charAt(i);
            if (character == '"') {
                quoted = !quoted;
            } else if (!quoted && (character == '\n' || character == '\r')) {
                if (any) {
                    lines.add(line);
                }
                line = new int[DELIMITERS.length()];
                any = false;
                continue;
            } else if (!quoted && DELIMITERS.indexOf(character) >= 0) {
                line[DELIMITERS.indexOf(character)]++;
            }
            any = true;
        }
        if (lines.isEmpty() && any) {
            lines.add(line);
        }
        return lines;
    }
}
