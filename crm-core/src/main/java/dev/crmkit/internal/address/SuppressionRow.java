package dev.crmkit.internal.address;

import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.Suppression;
import dev.crmkit.channel.SuppressionReason;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.StoredItem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A suppression as it is stored: an item of no record, known by a hash of its address under the workspace's secret. So it holds without keeping the
 * address, which only whoever has it already can find again. Once nothing speaks for it any more it stays as a lifted one. Immutable.
 *
 * @param hash of kind and address
 * @param kind what sort of address
 * @param address as people read it, or null once it was erased
 * @param at when it was suppressed first
 * @param entries by reason
 */
public record SuppressionRow(
        String hash,
        ChannelKind kind,
        @Nullable String address,
        Instant at,
        Map<SuppressionReason, Suppression.Entry> entries) {
    /** The kind of item that a suppression is. */
    public static final String ITEM = "suppression";

    /** The kind of item that a lifted suppression is. */
    static final String LIFTED_ITEM = "suppression.lifted";

    /** Copies the entries. */
    public SuppressionRow {
        Map<SuppressionReason, Suppression.Entry> copy = new EnumMap<>(SuppressionReason.class);
        copy.putAll(entries);
        entries = Collections.unmodifiableMap(copy);
    }

    /** The hash of an address in the transaction's workspace. */
    public static String hash(Tx tx, NormalAddress address) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // A workspace that does not exist yet has no secret, and no suppression either.
            String secret =
                    tx.workspace().secret().isEmpty() ? "none" : tx.workspace().secret();
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            String text = "suppression\n" + address.kind().slug() + '\n' + address.text();
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    /** The id of the suppression with that hash. */
    public static UUID id(String hash) {
        return ItemIds.of(ITEM, hash);
    }

    /** An address that is not suppressed yet. */
    public static SuppressionRow begin(String hash, NormalAddress address, Instant at) {
        return new SuppressionRow(hash, address.kind(), address.display(), at, Map.of());
    }

    /** The same address as it is known now, for these reasons. */
    public SuppressionRow with(@Nullable String display, Map<SuppressionReason, Suppression.Entry> reasons) {
        return new SuppressionRow(hash, kind, display, at, reasons);
    }

    /** The suppression as callers see it. */
    public Suppression view() {
        return new Suppression(kind, address, entries);
    }

    /** The row as it is stored. */
    public StoredItem item() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", kind.slug());
        if (address != null) {
            document.put("address", address);
        }
        Map<String, Object> reasons = new LinkedHashMap<>();
        entries.forEach((reason, entry) -> {
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("note", entry.note());
            said.put("at", entry.at().toString());
            said.put("by", List.of(entry.by().kind().name(), entry.by().id()));
            reasons.put(reason.name(), said);
        });
        document.put("reasons", reasons);
        return new StoredItem(id(hash), entries.isEmpty() ? LIFTED_ITEM : ITEM, null, hash, at, Json.write(document));
    }

    /** The row that is stored. */
    public static SuppressionRow of(StoredItem item) {
        Map<String, Object> document = Json.readObject(item.document());
        Map<SuppressionReason, Suppression.Entry> entries = new EnumMap<>(SuppressionReason.class);
        Json.object(document, "reasons").forEach((reason, said) -> {
            Map<String, Object> entry = Json.asObject((Map<?, ?>) said);
            List<Object> by = Json.list(entry, "by");
            entries.put(
                    SuppressionReason.valueOf(reason),
                    new Suppression.Entry(
                            Json.requiredText(entry, "note"),
                            Instant.parse(Json.requiredText(entry, "at")),
                            new Actor(ActorKind.valueOf((String) by.get(0)), (String) by.get(1))));
        });
        return new SuppressionRow(
                item.key(),
                ChannelKind.of(Json.requiredText(document, "kind")),
                Json.text(document, "address"),
                item.at(),
                entries);
    }
}
