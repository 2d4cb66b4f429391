package dev.crmkit.storage.jooq;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of the layout: a numbered file of SQL. Immutable.
 *
 * @param version goes up by one from step to step, from 1
 * @param description for people
 * @param sql its statements; each ends in a semicolon at the end of a line
 */
public record Migration(int version, String description, String sql) {
    private static final Pattern FILE = Pattern.compile("V(\\d{3})__([a-z0-9_]+)\\.sql");

    /** Checks for null. */
    public Migration {
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(sql, "sql");
    }

    /**
     * Reads a file that lies beside a class, as in {@code V001__foundation.sql}.
     *
     * @throws IllegalArgumentException if the file's name has another form, or there is no such file
     */
    public static Migration beside(Class<?> neighbour, String file) {
        Matcher name = FILE.matcher(file);
        if (!name.matches()) {
            throw new IllegalArgumentException("A migration is named as in V001__foundation.sql, not '" + file + "'");
        }
        try (InputStream in = neighbour.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("No file '" + file + "' beside " + neighbour.getName());
            }
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
            return new Migration(Integer.parseInt(name.group(1)), name.group(2).replace('_', ' '), sql);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read '" + file + "' beside " + neighbour.getName(), e);
        }
    }

    /** SHA-256 of the statements, in hex. */
    public String checksum() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
