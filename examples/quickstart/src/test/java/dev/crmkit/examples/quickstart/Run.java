package dev.crmkit.examples.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One run of the quickstart.
 *
 * @param code what the process would end with
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Run(int code, String out, String err) {
    static Run with(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Quickstart.run(
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The text of a resource. */
    static String resource(String name) {
        try (var stream = Run.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalArgumentException("There is no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the files of the sample into a directory, to be changed there. */
    static void copySample(Path directory) throws IOException {
        for (String file : SalesFiles.NAMES) {
            Files.writeString(directory.resolve(file), resource("/sample/" + file));
        }
    }

    /** Replaces text in a file, which must have it. */
    static void replace(Path file, String before, String after) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(before)) {
            throw new IllegalArgumentException(file + " does not have '" + before + "'");
        }
        Files.writeString(file, text.replace(before, after));
    }
}
