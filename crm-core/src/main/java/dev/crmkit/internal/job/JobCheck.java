package dev.crmkit.internal.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.job.Job;
import dev.crmkit.job.JobOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds jobs to the limits that {@link Job} names. The payload appears in no message. */
final class JobCheck {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Past this power of ten a number is beyond what databases keep. */
    private static final int LARGEST_EXPONENT = 1_000;

    private JobCheck() {}

    /** Every fault of a job, in the order of its parts. */
    static List<Violation> faults(Job job) {
        List<Violation> faults = new ArrayList<>();
        kind(job.kind()).ifPresent(faults::add);
        payload(job.payload()).ifPresent(faults::add);
        if (job.delay().isNegative() || job.delay().compareTo(Duration.ofDays(Job.MAX_DELAY_DAYS)) > 0) {
            faults.add(new Violation(
                    "delay",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "A delay is zero to " + Job.MAX_DELAY_DAYS + " days, not " + job.delay()));
        }
        text("lane", job.lane(), Job.MAX_NAME).ifPresent(faults::add);
        text("dedupeKey", job.dedupeKey(), Job.MAX_NAME).ifPresent(faults::add);
        Integer attempts = job.maxAttempts();
        if (attempts != null && (attempts < 1 || attempts > JobOptions.LIMIT_OF_ATTEMPTS)) {
            faults.add(new Violation(
                    "maxAttempts",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "A job has 1 to " + JobOptions.LIMIT_OF_ATTEMPTS + " attempts, not " + attempts));
        }
        return faults;
    }

    /** The fault of a kind, if it has one. */
    static Optional<Violation> kind(String kind) {
        return text("kind", kind, Job.MAX_KIND);
    }

    private static Optional<Violation> text(String path, @Nullable String value, int longest) {
        if (value == null) {
            return Optional.empty();
        }
        if (value.isBlank()) {
            return Optional.of(new Violation(
                    path, ErrorCode.VALUE_REQUIRED, "The text is empty. Give it 1 to " + longest + " characters"));
        }
        if (value.length() > longest) {
            return Optional.of(new Violation(
                    path,
                    ErrorCode.VALUE_TOO_LONG,
                    "The text has " + value.length() + " characters. At most " + longest + " are allowed"));
        }
        if (!Texts.isStorable(value)) {
            return Optional.of(unstorable(path));
        }
        return Optional.empty();
    }

    private static Optional<Violation> payload(String payload) {
        if (payload.length() > Job.MAX_PAYLOAD) {
            return Optional.of(new Violation(
                    "payload",
                    ErrorCode.VALUE_TOO_LONG,
                    "The payload has " + payload.length() + " characters. At most " + Job.MAX_PAYLOAD
                            + " are allowed; store what is larger and name it in the payload"));
        }
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.of(new Violation(
                        "payload",
                        ErrorCode.VALUE_MALFORMED,
                        "The payload is not a JSON object. Wrap it, as in {\"value\": …}"));
            }
            return rest(parser);
        } catch (JsonProcessingException e) {
            return Optional.of(new Violation(
                    "payload", ErrorCode.VALUE_MALFORMED, "The payload is not valid JSON" + at(e.getLocation())));
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory could not be read", e);
        }
    }

    private static Optional<Violation> rest(JsonParser parser) throws IOException {
        int depth = 1;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (depth == 0) {
                return Optional.of(new Violation(
                        "payload",
                        ErrorCode.VALUE_MALFORMED,
                        "The payload goes on after its JSON object" + at(parser.currentTokenLocation())));
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            boolean text = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
            if (text && !Texts.isStorable(parser.getText())) {
                return Optional.of(unstorable("payload"));
            }
            if (token == JsonToken.VALUE_NUMBER_FLOAT && isTooLarge(parser)) {
                return Optional.of(new Violation(
                        "payload",
                        ErrorCode.VALUE_OUT_OF_RANGE,
                        "A number of the payload is beyond ten to the power of " + LARGEST_EXPONENT
                                + at(parser.currentTokenLocation()) + ". Write it as text"));
            }
        }
        return Optional.empty();
    }

    private static boolean isTooLarge(JsonParser parser) throws IOException {
        return Math.abs((long) parser.getDecimalValue().scale()) > LARGEST_EXPONENT;
    }

    private static Violation unstorable(String path) {
        return new Violation(
                path,
                ErrorCode.VALUE_MALFORMED,
                "The text holds U+0000 or half of a surrogate pair, which databases cannot keep. Take it out");
    }

    private static String at(@Nullable JsonLocation place) {
        return place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }
}
