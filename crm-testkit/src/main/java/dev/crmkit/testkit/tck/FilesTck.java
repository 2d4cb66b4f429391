package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.UnsupportedCapabilityException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.file.CrmFile;
import dev.crmkit.file.FileQuery;
import dev.crmkit.file.FileUpload;
import dev.crmkit.file.LocalFiles;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.Page;
import dev.crmkit.spi.file.FileKey;
import dev.crmkit.spi.file.FileStore;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files over any storage, with their bytes in a directory. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class FilesTck extends EngineTck {
    private static final int MAX_SIZE = 100_000;
    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private @Nullable Path directory;
    private @Nullable FileStore bytes;
    private boolean started;

    /** For subclasses. */
    protected FilesTck() {}

    @Override
    void configure(CrmEngine.Builder builder) {
        try {
            directory = Files.createTempDirectory("crmkit-files");
        } catch (IOException e) {
            throw new AssertionError("No directory for files", e);
        }
        bytes = LocalFiles.in(directory);
        builder.files(bytes).maxFileSize(MAX_SIZE);
    }

    @AfterAll
    final void removeTheDirectory() throws IOException {
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private List<UUID> kept() throws IOException {
        return Objects.requireNonNull(bytes).list(workspace(), null, 1_000);
    }

    private void work() {
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(Crm crm, UUID file) throws IOException {
        try (InputStream in = crm.files().download(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static CrmEvent newest(Crm crm) {
        return crm.timeline().list(TimelineQuery.all().limit(1)).items().get(0);
    }

    @Test
    @SpecRule({"REC-1", "WSP-6"})
    @DisplayName(
            "An upload keeps the bytes and says name, size, type, hash, who and when; on a record it shows there and counts as activity")
    void aFileIsUploaded() throws IOException {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        clock().advance(Duration.ofHours(1));

        CrmFile file = crm.files()
                .upload(FileUpload.named("offer 1.txt").mediaType("Text/Plain").on(acme), text("hello"));

        assertThat(file)
                .isEqualTo(new CrmFile(
                        file.id(), "offer 1.txt", 5, "text/plain", HELLO, acme, Actor.user("ada"), clock().instant()));
        assertThat(crm.files().get(file.id())).isEqualTo(file);
        assertThat(read(crm, file.id())).isEqualTo("hello");
        assertThat(crm.files().list(acme, FileQuery.all()).items()).containsExactly(file);
        assertThat(crm.records(Sales.COMPANY).get(acme).state().lastActivityAt())
                .isEqualTo(clock().instant());
        CrmEvent event = newest(crm);
        assertThat(event.type()).isEqualTo(EventTypes.FILE_UPLOADED);
        assertThat(event.recordId()).isEqualTo(acme);
        assertThat(event.details())
                .containsEntry("file", file.id().toString())
                .containsEntry("name", "offer 1.txt")
                .containsEntry("sha256", HELLO);
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("The same bytes twice are two files, each with its own life; a file needs no record")
    void equalBytesAreTwoFiles() throws IOException {
        Crm crm = crm();
        CrmFile one = crm.files().upload(FileUpload.named("a"), text("hello"));
        CrmFile two = crm.files().upload(FileUpload.named("a"), text("hello"));

        assertThat(two.id()).isNotEqualTo(one.id());
        assertThat(two.sha256()).isEqualTo(one.sha256());
        assertThat(newest(crm).recordId()).isNull();
        crm.files().delete(one.id());
        work();
        assertThat(kept()).containsExactly(two.id());
        assertThat(read(crm, two.id())).isEqualTo("hello");
        assertThat(crm.files().upload(FileUpload.named("empty"), text("")).size())
                .isZero();
    }

    @Test
    @SpecRule("VAL-1")
    @DisplayName("A file is the value of an attribute of type FILE")
    void aFileIsAValue() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("contract")
                        .attribute("scan", AttributeSpec.ofType("FILE"))
                        .build());
        CrmFile file = crm.files().upload(FileUpload.named("scan.pdf").mediaType("application/pdf"), text("%PDF"));

        Object value = crm.records("contract")
                .create(Map.of("scan", List.of(file.asValue())))
                .value("scan");

        assertThat(String.valueOf(value))
                .contains(file.id().toString(), "scan.pdf", "application/pdf")
                .contains("size=4");
    }

    @Test
    @SpecRule({"ERR-1", "ERR-2"})
    @DisplayName(
            "A file that is too large, badly named or of no media type is refused, with every fault, and leaves nothing to download")
    void faultsAreReported() throws IOException {
        Crm crm = crm();
        assertThat(crm.files()
                        .upload(FileUpload.named("a"), text("x".repeat(MAX_SIZE)))
                        .size())
                .isEqualTo(MAX_SIZE);
        List<UUID> before = kept();
        Violation large = Refusals.fault(
                "a large file", () -> crm.files().upload(FileUpload.named("a"), text("x".repeat(MAX_SIZE + 1))));
        assertThat(large.code()).isEqualTo(ErrorCode.VALUES_TOO_LARGE);
        assertThat(large.message()).contains(String.valueOf(MAX_SIZE), "maxFileSize");
        assertThat(kept()).isEqualTo(before);
        assertThat(Refusals.codes(
                        "two faults",
                        () -> crm.files().upload(FileUpload.named(" ").mediaType("pdf"), text("x"))))
                .containsExactly(ErrorCode.VALUE_REQUIRED, ErrorCode.VALUE_MALFORMED);
        for (String name : List.of("../../etc/passwd", "a\\b", "a\u0000", "a\nb", "a\ud800")) {
            assertThat(Refusals.codes(name, () -> crm.files().upload(FileUpload.named(name), text("x"))))
                    .containsExactly(ErrorCode.VALUE_MALFORMED);
        }
        assertThat(Refusals.codes(
                        "a long name", () -> crm.files().upload(FileUpload.named("x".repeat(256)), text("x"))))
                .containsExactly(ErrorCode.VALUE_TOO_LONG);
        assertThatThrownBy(() -> crm.files().upload(FileUpload.named("a").on(UUID.randomUUID()), text("x")))
                .isInstanceOf(NotFoundException.class);
        assertThat(kept()).isEqualTo(before);
    }

    @Test
    @SpecRule("ERR-1")
    @DisplayName("A stream that breaks off leaves neither a file nor bytes, and its failure is the cause")
    void aBrokenStreamLeavesNothing() throws IOException {
        Crm crm = crm();
        InputStream broken = new SequenceInputStream(text("half"), InputStream.nullInputStream()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("the wire broke");
            }
        };
        assertThatThrownBy(() -> crm.files().upload(FileUpload.named("a"), broken))
                .isInstanceOf(StorageException.class)
                .hasRootCauseMessage("the wire broke");
        assertThat(kept()).isEmpty();
        assertThat(crm.timeline().list(TimelineQuery.all())).isEmpty();
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName(
            "A deleted file is gone at once, its bytes with the next work, and the log says so; rolled back, all of it stays")
    void aFileIsDeleted() throws IOException {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        CrmFile file = crm.files().upload(FileUpload.named("a").on(acme), text("hello"));
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.files().delete(file.id());
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        work();
        assertThat(read(crm, file.id())).isEqualTo("hello");

        crm.files().delete(file.id());

        assertThat(crm.files().find(file.id())).isEmpty();
        assertThat(crm.files().list(acme, FileQuery.all())).isEmpty();
        assertThat(newest(crm).type()).isEqualTo(EventTypes.FILE_DELETED);
        work();
        assertThat(kept()).isEmpty();
        for (Runnable call : List.<Runnable>of(
                () -> crm.files().get(file.id()),
                () -> crm.files().download(file.id()),
                () -> crm.files().delete(file.id()))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND));
        }
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("Bytes of which nothing became known are swept after a day, not before, and nothing else is")
    void orphansAreSwept() throws IOException {
        Crm crm = crm();
        CrmFile stays = crm.files().upload(FileUpload.named("stays"), text("hello"));
        UUID[] lost = new UUID[1];
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    lost[0] = inside.files()
                            .upload(FileUpload.named("lost"), text("lost"))
                            .id();
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(kept()).containsExactlyInAnyOrder(stays.id(), lost[0]);
        assertThat(crm.files().find(lost[0])).isEmpty();

        work();
        clock().advance(Duration.ofHours(23));
        work();
        assertThat(kept()).containsExactlyInAnyOrder(stays.id(), lost[0]);
        clock().advance(Duration.ofHours(3));
        work();
        assertThat(kept()).containsExactly(stays.id());
        assertThat(read(crm, stays.id())).isEqualTo("hello");
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("A sweep that meets an orphan too young comes again")
    void aSweepComesAgain() throws IOException {
        Crm crm = crm();
        crm.files().upload(FileUpload.named("first"), text("a"));
        clock().advance(Duration.ofHours(20));
        // It is planned for the first file already; this one is five hours old then.
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.files().upload(FileUpload.named("lost"), text("lost"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        clock().advance(Duration.ofHours(6));
        work();
        assertThat(kept()).hasSize(2);
        clock().advance(Duration.ofHours(26));
        work();
        assertThat(kept()).hasSize(1);
    }

    @Test
    @SpecRule("ERR-1")
    @DisplayName("Bytes that the store has lost are said to be lost; what is known of them stays")
    void lostBytesAreSaid() throws IOException {
        Crm crm = crm();
        CrmFile file = crm.files().upload(FileUpload.named("a"), text("hello"));
        Objects.requireNonNull(bytes).delete(new FileKey(workspace(), file.id()));
        assertThatThrownBy(() -> crm.files().download(file.id()))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND))
                .hasMessageContaining("has no bytes");
        assertThat(crm.files().get(file.id())).isEqualTo(file);
    }

    @Test
    @SpecRule("ERR-1")
    @DisplayName("An engine without a file store says how to name one")
    void anEngineWithoutStore() {
        Crm crm = closedAtTheEnd(
                        CrmEngine.builder().storage(fresh()).clock(clock()).build())
                .workspace("bare")
                .as(Actor.user("ada"));
        assertThatThrownBy(() -> crm.files().upload(FileUpload.named("a"), text("x")))
                .isInstanceOf(UnsupportedCapabilityException.class)
                .hasMessageContaining("LocalFiles.in");
        assertThatThrownBy(() -> CrmEngine.builder().maxFileSize(0).build())
                .hasMessageContaining("maxFileSize")
                .isInstanceOf(CrmException.class);
    }

    @Test
    @SpecRule("QRY-2")
    @DisplayName("The files of a record come newest first, page by page, and a foreign cursor is refused")
    void filesArePaged() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID other = Sales.company(crm, "Other").id();
        for (int i = 0; i < 5; i++) {
            clock().advance(Duration.ofSeconds(1));
            crm.files().upload(FileUpload.named("f" + i).on(acme), text("x"));
        }
        crm.files().upload(FileUpload.named("elsewhere").on(other), text("x"));
        Page<CrmFile> first = crm.files().list(acme, FileQuery.all().limit(3));
        Page<CrmFile> second = crm.files().list(acme, FileQuery.all().limit(3).after(first.nextCursor()));
        assertThat(first.items()).extracting(CrmFile::name).containsExactly("f4", "f3", "f2");
        assertThat(second.items()).extracting(CrmFile::name).containsExactly("f1", "f0");
        assertThat(second.hasNext()).isFalse();
        assertThatThrownBy(() -> crm.files().list(other, FileQuery.all().after(first.nextCursor())))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
        assertThatThrownBy(() -> crm.files().list(acme, FileQuery.all().limit(0)))
                .isInstanceOf(InvalidInputException.class);
    }
}
