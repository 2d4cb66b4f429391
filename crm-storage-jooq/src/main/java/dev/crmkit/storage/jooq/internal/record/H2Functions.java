package dev.crmkit.storage.jooq.internal.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What H2 calls from SQL, because it cannot look into a JSON document or compare arrays itself. The names of this class and its
 * methods stand in databases: they never change. Not instantiable.
 */
public final class H2Functions {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private H2Functions() {}

    /** {@code crm_text}: the text under the key; null if there is none. */
    public static @Nullable String text(@Nullable String document, String key) {
        return find(document, key, JsonParser::getText);
    }

    /** {@code crm_number}: the exact number under the key; null if there is none. */
    public static @Nullable BigDecimal number(@Nullable String document, String key) {
        return find(document, key, JsonParser::getDecimalValue);
    }

    /** {@code crm_whole}: the whole number under the key; null if there is none. */
    public static @Nullable Long whole(@Nullable String document, String key) {
        return find(document, key, JsonParser::getLongValue);
    }

    /** {@code crm_list}: the texts under the key; null if there are none. */
    public static String @Nullable [] list(@Nullable String document, String key) {
        return find(document, key, parser -> {
            List<String> texts = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                texts.add(parser.getText());
            }
            return texts.toArray(String[]::new);
        });
    }

    /** {@code crm_common_numbers}: how many numbers both have. */
    public static int commonNumbers(Integer @Nullable [] own, Integer[] wanted) {
        return common(own, wanted);
    }

    /** {@code crm_common_texts}: how many texts both have. */
    public static int commonTexts(String @Nullable [] own, String[] wanted) {
        return common(own, wanted);
    }

    private static int common(Object @Nullable [] own, Object[] wanted) {
        if (own == null) {
            return 0;
        }
        Set<Object> set = new HashSet<>(Arrays.asList(own));
        set.retainAll(new HashSet<>(Arrays.asList(wanted)));
        return set.size();
    }

    /** {@code crm_least_rank}: the least place, from 1, that one of the numbers has in the order; null if none has. */
    public static @Nullable Integer leastRank(Integer @Nullable [] own, Integer[] order) {
        if (own != null) {
            Set<Integer> set = new HashSet<>(Arrays.asList(own));
            for (int i = 0; i < order.length; i++) {
                if (set.contains(order[i])) {
                    return i + 1;
                }
            }
        }
        return null;
    }

    /** {@code crm_micros}: microseconds since the epoch. */
    public static @Nullable Long micros(@Nullable OffsetDateTime time) {
        return time == null ? null : Grammar.micros(time.toInstant());
    }

    /** {@code crm_bucket}: how many of the ascending begins are not after the moment; null without a moment. */
    public static @Nullable Integer bucket(@Nullable Long micros, Long[] begins) {
        if (micros == null) {
            return null;
        }
        int place = Arrays.binarySearch(begins, micros);
        return place >= 0 ? place + 1 : -place - 1;
    }

    @FunctionalInterface
    private interface Reading<R> {
        R read(JsonParser parser) throws IOException;
    }

    private static <R> @Nullable R find(@Nullable String document, String key, Reading<R> reading) {
        if (document == null) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(document)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                if (name.equals(key)) {
                    return reading.read(parser);
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("Not a JSON object: " + document, e);
        }
    }
}
