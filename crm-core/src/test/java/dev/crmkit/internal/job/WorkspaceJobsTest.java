package dev.crmkit.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.job.MemoryQueue.Effects;
import dev.crmkit.job.DeadLetter;
import dev.crmkit.job.Job;
import dev.crmkit.job.JobCounts;
import dev.crmkit.job.JobOptions;
import dev.crmkit.job.PermanentJobException;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.ClaimedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceJobsTest {
    private final Plant plant = new Plant();
    private final WorkspaceJobs jobs = plant.jobs("acme");

    @Test
    void a_job_carries_its_parts_to_the_worker() {
        UUID id = jobs.enqueue(Job.of("note", "{\"a\":1}").lane("l").maxAttempts(2))
                .orElseThrow();

        assertThat(claimAll("note")).containsExactly(new ClaimedJob("acme", id, "note", "{\"a\":1}", "l", 1, 2, 0, 1));
    }

    @Test
    void attempts_come_from_the_job_else_from_its_kind_else_from_the_standard() {
        jobs.enqueue(Job.of("thrice").maxAttempts(7));
        jobs.enqueue(Job.of("thrice"));
        jobs.enqueue(Job.of("unknown here"));

        assertThat(claimAll("thrice", "unknown here"))
                .extracting(ClaimedJob::maxAttempts)
                .containsExactly(7, 3, JobOptions.DEFAULT_ATTEMPTS);
    }

    @Test
    void a_delayed_job_waits() {
        jobs.enqueue(Job.of("note").delay(Duration.ofMinutes(5)));

        assertThat(claimAll("note")).isEmpty();
        plant.clock.advance(Duration.ofMinutes(5));
        assertThat(claimAll("note")).hasSize(1);
    }

    @Test
    void a_key_that_waits_is_not_enqueued_again_until_its_job_runs() {
        assertThat(jobs.enqueue(Job.of("note").dedupeKey("k"))).isPresent();
        assertThat(jobs.enqueue(Job.of("note").dedupeKey("k"))).isEmpty();
        assertThat(jobs.enqueue(
                        List.of(Job.of("note").dedupeKey("k"), Job.of("note").dedupeKey("m"), Job.of("note"))))
                .hasSize(2);

        assertThat(plant.queue.claim("node", Set.of("note"), 1, Plant.LEASE)).hasSize(1);
        assertThat(jobs.enqueue(Job.of("note").dedupeKey("k"))).isPresent();
    }

    @Test
    void every_fault_of_every_job_is_named_and_nothing_is_enqueued() {
        List<Job> faulty = List.of(
                Job.of("fine"),
                Job.of(" ", "[]").delay(Duration.ofSeconds(-1)).maxAttempts(0),
                Job.of("k".repeat(101)).lane("").dedupeKey("d".repeat(201)));

        InvalidInputException refusal = catchThrowableOfType(InvalidInputException.class, () -> jobs.enqueue(faulty));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refusal.violations())
                .extracting(Violation::path, Violation::code)
                .containsExactly(
                        tuple("jobs[1].kind", ErrorCode.VALUE_REQUIRED),
                        tuple("jobs[1].payload", ErrorCode.VALUE_MALFORMED),
                        tuple("jobs[1].delay", ErrorCode.VALUE_OUT_OF_RANGE),
                        tuple("jobs[1].maxAttempts", ErrorCode.VALUE_OUT_OF_RANGE),
                        tuple("jobs[2].kind", ErrorCode.VALUE_TOO_LONG),
                        tuple("jobs[2].lane", ErrorCode.VALUE_REQUIRED),
                        tuple("jobs[2].dedupeKey", ErrorCode.VALUE_TOO_LONG));
        assertThat(jobs.counts()).isEqualTo(new JobCounts(0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "1",
                "\"secret\"",
                "[1]",
                "{",
                "{}{}",
                "{} 1",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "{\"a\":NaN}",
                "{\"a\":\"\\u0000\"}",
                "{\"\\ud800\":1}",
                "{\"a\":\"\\udc00\\ud800\"}"
            })
    void a_payload_that_is_no_storable_json_object_is_refused_without_being_shown(String payload) {
        assertThatThrownBy(() -> jobs.enqueue(Job.of("note", payload)))
                .isInstanceOfSatisfying(InvalidInputException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.VALUE_MALFORMED);
                    assertThat(refusal).hasMessageNotContaining("secret");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e1001", "-1e-2000", "1.5e999999999"})
    void a_number_beyond_databases_is_refused(String number) {
        assertThatThrownBy(() -> jobs.enqueue(Job.of("note", "{\"a\":[" + number + "]}")))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\"a\":{\"b\":[1,2.50,1e3,true,null,\"\uD83D\uDE00\"]}} "})
    void a_payload_is_kept_as_it_is(String payload) {
        jobs.enqueue(Job.of("note", payload));

        assertThat(claimAll("note")).extracting(ClaimedJob::payload).containsExactly(payload);
    }

    @Test
    void a_payload_that_is_too_long_is_refused() {
        String payload = "{\"a\":\"" + "x".repeat(Job.MAX_PAYLOAD) + "\"}";

        assertThatThrownBy(() -> jobs.enqueue(Job.of("note", payload)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.VALUE_TOO_LONG));
    }

    @Test
    void no_jobs_are_no_transaction() {
        assertThat(jobs.enqueue(List.of())).isEmpty();
        assertThat(plant.queue.calls()).isEmpty();
    }

    @Test
    void the_dead_are_listed_page_by_page_latest_first() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, die("{\"n\":" + i + "}"));
            plant.clock.advance(Duration.ofNanos(1_000));
        }

        List<DeadLetter> seen = new ArrayList<>();
        Page<DeadLetter> page = jobs.listDead(2, null);
        seen.addAll(page.items());
        while (page.hasNext()) {
            page = jobs.listDead(2, page.nextCursor());
            seen.addAll(page.items());
        }

        assertThat(seen).extracting(DeadLetter::id).containsExactlyElementsOf(ids);
        assertThat(page.items()).hasSize(1);
        assertThat(seen.get(0).payload()).isEqualTo("{\"n\":4}");
        assertThat(seen.get(0).toString()).doesNotContain("{\"n\":4}");
    }

    @Test
    void a_cursor_that_was_changed_or_is_of_another_workspace_is_refused() {
        die("{}");
        die("{}");
        String cursor = jobs.listDead(1, null).nextCursor();
        String changed = (cursor.charAt(0) == 'A' ? "B" : "A") + cursor.substring(1);

        assertInvalidCursor(() -> plant.jobs("other").listDead(1, cursor));
        assertInvalidCursor(() -> jobs.listDead(1, changed));
        assertInvalidCursor(() -> jobs.listDead(1, "not base64!"));
        assertInvalidCursor(() -> jobs.listDead(1, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1001})
    void a_page_has_limits(int limit) {
        assertThatThrownBy(() -> jobs.listDead(limit, null))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.QUERY_LIMIT));
    }

    @Test
    void a_dead_job_that_is_requeued_runs_again_with_all_its_attempts_and_the_same_id() {
        UUID id = die("{\"a\":1}");

        jobs.requeue(id);

        assertThat(jobs.listDead().items()).isEmpty();
        assertThat(claimAll("note")).singleElement().satisfies(claimed -> {
            assertThat(claimed.id()).isEqualTo(id);
            assertThat(claimed.payload()).isEqualTo("{\"a\":1}");
            assertThat(claimed.attempt()).isEqualTo(1);
        });
    }

    @Test
    void a_dead_job_that_is_discarded_is_gone() {
        UUID id = die("{}");

        jobs.discard(id);

        assertThat(jobs.counts()).isEqualTo(new JobCounts(0, 0, 0));
        assertNotFound(() -> jobs.discard(id));
    }

    @Test
    void only_the_dead_of_this_workspace_can_be_requeued_or_discarded() {
        UUID dead = die("{}");
        UUID waiting = plant.enqueue(Job.of("note"));

        for (UUID id : List.of(waiting, new UUID(1, 1))) {
            assertNotFound(() -> jobs.requeue(id));
            assertNotFound(() -> jobs.discard(id));
        }
        assertNotFound(() -> plant.jobs("other").requeue(dead));
        assertNotFound(() -> plant.jobs("other").discard(dead));
        assertThat(jobs.counts()).isEqualTo(new JobCounts(1, 0, 1));
    }

    @Test
    void what_is_registered_has_its_faults_named_at_once() {
        RegisteredJob<Effects> note = new RegisteredJob<>("note", JobOptions.standard(), job -> {});
        RegisteredJob<Effects> nameless = new RegisteredJob<>("", JobOptions.standard(), job -> {});

        assertThat(RegisteredJob.faults(List.of(note, nameless, note)))
                .extracting(Violation::path, Violation::code)
                .containsExactly(
                        tuple("jobs[1].kind", ErrorCode.VALUE_REQUIRED),
                        tuple("jobs[2]", ErrorCode.CONFIGURATION_INVALID));
        assertThat(RegisteredJob.faults(List.of(note))).isEmpty();
    }

    private UUID die(String payload) {
        UUID id = jobs.enqueue(Job.of("note", payload)).orElseThrow();
        plant.worker("note", job -> {
                    throw new PermanentJobException("no");
                })
                .round();
        return id;
    }

    private List<ClaimedJob> claimAll(String... kinds) {
        List<ClaimedJob> all = new ArrayList<>();
        List<ClaimedJob> some = plant.queue.claim("node", Set.of(kinds), 1, Plant.LEASE);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = plant.queue.claim("node", Set.of(kinds), 1, Plant.LEASE);
        }
        return all;
    }

    private static void assertInvalidCursor(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
    }

    private static void assertNotFound(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.JOB_NOT_FOUND));
    }
}
