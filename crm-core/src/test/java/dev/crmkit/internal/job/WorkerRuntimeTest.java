package dev.crmkit.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.StorageException;
import dev.crmkit.internal.job.MemoryQueue.Effects;
import dev.crmkit.job.DeadLetter;
import dev.crmkit.job.Job;
import dev.crmkit.job.JobCounts;
import dev.crmkit.job.JobOptions;
import dev.crmkit.job.JobStoppedException;
import dev.crmkit.job.PermanentJobException;
import dev.crmkit.job.RetryJobException;
import dev.crmkit.job.WorkerCounts;
import dev.crmkit.spi.storage.StorageTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One node or several over one queue: what EVT-9 and EVT-10 promise. */
class WorkerRuntimeTest {
    private final Plant plant = new Plant();

    @AfterEach
    void no_assertion_failed_in_a_handler() {
        assertThat(plant.failedInHandlers()).isEmpty();
    }

    @Nested
    class Ending_well {
        @Test
        void stores_the_effect_and_the_end_of_the_job_together() {
            UUID id = plant.enqueue(Job.of("note", "{\"text\":\"hello\"}"));
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                assertThat(job.workspace()).isEqualTo("acme");
                assertThat(job.jobId()).isEqualTo(id);
                assertThat(job.kind()).isEqualTo("note");
                assertThat(job.attempt()).isEqualTo(1);
                assertThat(job.isLastAttempt()).isFalse();
                assertThat(job.isLeaseHeld()).isTrue();
                job.finish(crm -> crm.store(job.payload()));
            });

            worker.round();

            assertThat(plant.queue.stored()).containsExactly("{\"text\":\"hello\"}");
            assertThat(counts()).isEqualTo(new JobCounts(0, 0, 0));
            assertThat(worker.counts()).isEqualTo(new WorkerCounts(1, 0, 0, 0, 0, 0));
        }

        @Test
        void needs_no_finish() {
            plant.enqueue(Job.of("call"));
            WorkerRuntime<Effects> worker = plant.worker("call", job -> {});

            worker.round();

            assertThat(counts()).isEqualTo(new JobCounts(0, 0, 0));
            assertThat(worker.counts().completed()).isEqualTo(1);
        }

        @Test
        void undoes_a_finish_that_throws_and_lets_the_handler_try_another() {
            plant.enqueue(Job.of("note"));
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> job.finish(crm -> {
                            crm.store("half");
                            throw new IllegalStateException("no");
                        }));
                job.finish(crm -> crm.store("whole"));
            });

            worker.round();

            assertThat(plant.queue.stored()).containsExactly("whole");
            assertThat(worker.counts().completed()).isEqualTo(1);
        }

        @Test
        void refuses_a_second_finish_and_a_transaction_within_one() {
            plant.enqueue(Job.of("note"));
            List<Throwable> refusals = new ArrayList<>();
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                job.finish(crm -> {
                    refusals.add(thrownBy(() -> job.finish(inner -> inner.store("twice"))));
                    refusals.add(thrownBy(() -> job.inTransaction(inner -> inner.store("beside"))));
                    crm.store("once");
                });
                refusals.add(thrownBy(() -> job.finish(crm -> crm.store("again"))));
            });

            worker.round();

            assertThat(refusals)
                    .hasSize(3)
                    .allSatisfy(refusal -> assertThat(refusal).isInstanceOf(IllegalStateException.class));
            assertThat(plant.queue.stored()).containsExactly("once");
        }

        @Test
        void stays_well_when_the_handler_fails_after_its_finish() {
            plant.enqueue(Job.of("note"));
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                job.finish(crm -> crm.store("done"));
                throw new IllegalStateException("too late to matter");
            });

            worker.round();

            assertThat(counts()).isEqualTo(new JobCounts(0, 0, 0));
            assertThat(worker.counts()).isEqualTo(new WorkerCounts(1, 0, 0, 0, 0, 0));
        }

        @Test
        void is_not_undone_when_the_answer_to_the_commit_is_lost() {
            plant.enqueue(Job.of("note"));
            TransactionOpener<Effects> sound = plant.opener();
            TransactionOpener<Effects> deaf = new TransactionOpener<>() {
                @Override
                public <R> R inTransaction(
                        String workspace, BiFunction<? super Effects, ? super StorageTransaction, R> work) {
                    sound.inTransaction(workspace, work);
                    throw new StorageException("connection reset", true, null);
                }
            };
            WorkerRuntime<Effects> worker = plant.worker(
                    List.of(new RegisteredJob<>(
                            "note", JobOptions.standard(), job -> job.finish(crm -> crm.store("done")))),
                    deaf);

            worker.round();
            plant.letLeasesRunOut();
            worker.round();

            assertThat(plant.queue.stored()).containsExactly("done");
            assertThat(counts()).isEqualTo(new JobCounts(0, 0, 0));
            assertThat(worker.counts().lost()).isEqualTo(1);
        }

        @Test
        void may_enqueue_the_next_step_with_the_effect() {
            plant.enqueue(Job.of("step", "{\"left\":2}").dedupeKey("steps"));
            WorkerRuntime<Effects> worker = plant.worker(
                    "step",
                    job -> job.finish(crm -> {
                        crm.store(job.payload());
                        if (job.payload().contains("2")) {
                            plant.enqueue(Job.of("step", "{\"left\":1}").dedupeKey("steps"));
                        }
                    }));

            worker.round();

            assertThat(plant.queue.stored()).containsExactly("{\"left\":2}", "{\"left\":1}");
        }
    }

    @Nested
    class Failing {
        @Test
        void is_repeated_after_a_wait_until_the_attempts_are_used_up() {
            UUID id = plant.enqueue(Job.of("thrice"));
            List<Integer> attempts = new ArrayList<>();
            List<Boolean> last = new ArrayList<>();
            WorkerRuntime<Effects> worker = plant.worker("thrice", job -> {
                attempts.add(job.attempt());
                last.add(job.isLastAttempt());
                job.inTransaction(crm -> crm.store("seen " + job.attempt()));
                throw new IllegalStateException("no luck");
            });

            for (int i = 0; i < 5; i++) {
                worker.round();
                plant.clock.advance(Duration.ofHours(1));
            }

            assertThat(attempts).containsExactly(1, 2, 3);
            assertThat(last).containsExactly(false, false, true);
            assertThat(plant.queue.stored()).containsExactly("seen 1", "seen 2", "seen 3");
            assertThat(worker.counts()).isEqualTo(new WorkerCounts(0, 2, 1, 0, 0, 0));
            DeadLetter letter = dead().get(0);
            assertThat(letter.id()).isEqualTo(id);
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.quarantined()).isFalse();
            assertThat(letter.error()).isEqualTo("java.lang.IllegalStateException: no luck");
        }

        @Test
        void waits_no_longer_than_the_backoff_says() {
            plant.enqueue(Job.of("thrice"));
            WorkerRuntime<Effects> worker = plant.worker("thrice", job -> {
                throw new IllegalStateException("no luck");
            });

            worker.round();

            Optional<Duration> wait = plant.queue.untilNextDue(Set.of("thrice"));
            assertThat(wait)
                    .hasValueSatisfying(time -> assertThat(time).isBetween(Duration.ZERO, Duration.ofSeconds(5)));
        }

        @Test
        void for_good_is_not_repeated() {
            plant.enqueue(Job.of("call"));
            WorkerRuntime<Effects> worker = plant.worker("call", job -> {
                throw new PermanentJobException("410 Gone");
            });

            worker.round();

            assertThat(dead()).singleElement().satisfies(letter -> {
                assertThat(letter.attempts()).isEqualTo(1);
                assertThat(letter.error()).isEqualTo("dev.crmkit.job.PermanentJobException: 410 Gone");
            });
            assertThat(worker.counts().died()).isEqualTo(1);
        }

        @Test
        void may_name_the_time_of_the_next_attempt() {
            plant.enqueue(Job.of("call"));
            WorkerRuntime<Effects> worker = plant.worker("call", job -> {
                throw new RetryJobException("429", Duration.ofMinutes(7));
            });

            worker.round();

            assertThat(plant.queue.untilNextDue(Set.of("call"))).hasValue(Duration.ofMinutes(7));
        }

        @Test
        void by_an_error_is_a_failure_like_others() {
            plant.enqueue(Job.of("call"));
            plant.enqueue(Job.of("fine"));
            WorkerRuntime<Effects> worker = plant.worker(List.of(
                    new RegisteredJob<>("call", JobOptions.standard(), job -> {
                        throw new StackOverflowError();
                    }),
                    new RegisteredJob<>("fine", JobOptions.standard(), job -> {})));

            worker.round();

            assertThat(worker.counts()).isEqualTo(new WorkerCounts(1, 1, 0, 0, 0, 0));
        }

        @Test
        void keeps_neither_causes_nor_more_than_4000_characters_nor_what_databases_refuse() {
            plant.enqueue(Job.of("call"));
            String message = "\u0000\uD800 " + "x".repeat(5_000);
            WorkerRuntime<Effects> worker = plant.worker("call", job -> {
                throw new PermanentJobException(message, new IllegalStateException("password=hunter2"));
            });

            worker.round();

            assertThat(dead())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.error())
                            .hasSize(4_000)
                            .startsWith("dev.crmkit.job.PermanentJobException: \uFFFD\uFFFD x")
                            .doesNotContain("hunter2"));
        }

        @Test
        void to_reach_the_queue_ends_no_thread_and_asks_again_later() {
            plant.enqueue(Job.of("call"));
            WorkerRuntime<Effects> worker = plant.worker("call", job -> {});
            plant.queue.isDown(true);

            assertThat(worker.round()).isEqualTo(Duration.ofSeconds(1));

            plant.queue.isDown(false);
            worker.round();
            assertThat(worker.counts().completed()).isEqualTo(1);
        }

        @Test
        void to_record_the_end_leaves_the_job_to_the_reaper() {
            plant.enqueue(Job.of("call"));
            WorkerRuntime<Effects> worker = plant.worker("call", job -> {
                plant.queue.isDown(job.attempt() == 1 && plant.queue.stored().isEmpty());
                throw new IllegalStateException("together with the database");
            });

            worker.round();
            plant.queue.isDown(false);
            assertThat(counts()).isEqualTo(new JobCounts(0, 1, 0));
            plant.letLeasesRunOut();
            worker.round();

            assertThat(worker.counts().reaped()).isEqualTo(1);
        }
    }

    @Nested
    class Leases {
        @Test
        void a_worker_that_was_frozen_past_its_lease_stores_nothing() {
            plant.enqueue(Job.of("note"));
            AtomicReference<Throwable> refusal = new AtomicReference<>();
            WorkerRuntime<Effects> second = plant.worker("note", job -> job.finish(crm -> crm.store("second")));
            WorkerRuntime<Effects> third = plant.worker("note", job -> job.finish(crm -> crm.store("third")));
            WorkerRuntime<Effects> first = plant.worker("note", job -> {
                plant.letLeasesRunOut();
                second.round();
                third.round();
                assertThat(job.isLeaseHeld()).as("it cannot know yet").isTrue();
                refusal.set(thrownBy(() -> job.finish(crm -> crm.store("first"))));
                assertThat(job.isLeaseHeld()).isFalse();
                throw (Exception) refusal.get();
            });

            first.round();

            assertThat(plant.queue.stored()).containsExactly("second");
            assertThat(refusal.get())
                    .isInstanceOfSatisfying(
                            JobStoppedException.class,
                            stopped -> assertThat(stopped.code()).isEqualTo(ErrorCode.JOB_STOPPED));
            assertThat(first.counts()).isEqualTo(new WorkerCounts(0, 0, 0, 1, 0, 0));
            assertThat(second.counts()).isEqualTo(new WorkerCounts(1, 0, 0, 0, 0, 1));
            assertThat(counts()).isEqualTo(new JobCounts(0, 0, 0));
        }

        @Test
        void a_late_failure_does_not_count_against_the_job() {
            plant.enqueue(Job.of("note"));
            List<Integer> attempts = new ArrayList<>();
            WorkerRuntime<Effects> second = plant.worker("note", job -> attempts.add(job.attempt()));
            WorkerRuntime<Effects> first = plant.worker("note", job -> {
                plant.letLeasesRunOut();
                second.round();
                throw new IllegalStateException("late");
            });

            first.round();

            assertThat(attempts).containsExactly(1);
            assertThat(first.counts()).isEqualTo(new WorkerCounts(0, 0, 0, 1, 0, 0));
            assertThat(counts()).isEqualTo(new JobCounts(0, 0, 0));
        }

        @Test
        void a_worker_that_died_is_replaced_once_its_lease_ran_out() {
            UUID id = plant.enqueue(Job.of("note"));
            assertThat(plant.queue.claim("dead node", Set.of("note"), 1, Plant.LEASE))
                    .singleElement()
                    .satisfies(claimed -> assertThat(claimed.id()).isEqualTo(id));
            WorkerRuntime<Effects> worker =
                    plant.worker("note", job -> job.finish(crm -> crm.store("attempt " + job.attempt())));

            worker.round();
            assertThat(plant.queue.stored()).isEmpty();
            plant.letLeasesRunOut();
            worker.round();

            assertThat(plant.queue.stored()).containsExactly("attempt 1");
            assertThat(worker.counts()).isEqualTo(new WorkerCounts(1, 0, 0, 0, 0, 1));
        }

        @Test
        void a_heartbeat_keeps_a_job_that_runs_long() {
            plant.enqueue(Job.of("note"));
            WorkerRuntime<Effects> other = plant.worker("note", job -> job.finish(crm -> crm.store("other")));
            AtomicReference<WorkerRuntime<Effects>> self = new AtomicReference<>();
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                for (int i = 0; i < 40; i++) {
                    plant.clock.advance(self.get().heartbeatEvery());
                    self.get().heartbeat();
                    other.round();
                    job.check();
                }
                job.finish(crm -> crm.store("own"));
            });
            self.set(worker);

            worker.round();

            assertThat(plant.queue.stored()).containsExactly("own");
            assertThat(worker.heartbeatEvery().multipliedBy(4)).isEqualTo(Plant.LEASE);
            assertThat(other.counts()).isEqualTo(new WorkerCounts(0, 0, 0, 0, 0, 0));
        }

        @Test
        void a_heartbeat_tells_a_handler_that_the_lease_is_lost() {
            plant.enqueue(Job.of("note"));
            WorkerRuntime<Effects> second = plant.worker("note", job -> job.finish(crm -> crm.store("second")));
            AtomicReference<WorkerRuntime<Effects>> self = new AtomicReference<>();
            WorkerRuntime<Effects> first = plant.worker("note", job -> {
                plant.letLeasesRunOut();
                second.round();
                self.get().heartbeat();
                assertThat(job.isLeaseHeld()).isFalse();
                assertThatThrownBy(() -> job.inTransaction(crm -> crm.store("outside")))
                        .isInstanceOf(JobStoppedException.class);
                job.check();
            });
            self.set(first);

            first.round();

            assertThat(plant.queue.stored()).containsExactly("second");
            assertThat(first.counts().lost()).isEqualTo(1);
        }

        @Test
        void a_heartbeat_that_fails_is_tried_again() {
            plant.enqueue(Job.of("note"));
            AtomicReference<WorkerRuntime<Effects>> self = new AtomicReference<>();
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                plant.queue.isDown(true);
                self.get().heartbeat();
                plant.queue.isDown(false);
                assertThat(job.isLeaseHeld()).isTrue();
                self.get().heartbeat();
                job.finish(crm -> crm.store("own"));
            });
            self.set(worker);

            worker.round();

            assertThat(plant.queue.stored()).containsExactly("own");
        }

        @Test
        void no_heartbeat_waits_for_a_finish_under_way() {
            plant.enqueue(Job.of("note"));
            AtomicReference<WorkerRuntime<Effects>> self = new AtomicReference<>();
            List<String> during = new ArrayList<>();
            WorkerRuntime<Effects> worker = plant.worker(
                    "note",
                    job -> job.finish(crm -> {
                        int before = plant.queue.calls().size();
                        self.get().heartbeat();
                        List<String> calls = plant.queue.calls();
                        during.addAll(calls.subList(before, calls.size()));
                    }));
            self.set(worker);

            worker.round();

            assertThat(during).isEmpty();
            assertThat(worker.counts().completed()).isEqualTo(1);
        }

        @Test
        void a_poisonous_job_is_quarantined_and_others_go_on() {
            UUID poison = plant.enqueue(Job.of("poison"));
            List<UUID> fine = new ArrayList<>();
            WorkerRuntime<Effects> worker = plant.worker(
                    "fine", job -> job.finish(crm -> crm.store(job.jobId().toString())));
            for (int crash = 1; crash <= 3; crash++) {
                fine.add(plant.enqueue(Job.of("fine")));
                assertThat(plant.queue.claim("node " + crash, Set.of("poison"), 1, Plant.LEASE))
                        .as("claim before crash %s", crash)
                        .hasSize(1);
                plant.letLeasesRunOut();
                worker.round();
            }

            assertThat(plant.queue.claim("node 4", Set.of("poison"), 1, Plant.LEASE))
                    .isEmpty();
            assertThat(dead()).singleElement().satisfies(letter -> {
                assertThat(letter.id()).isEqualTo(poison);
                assertThat(letter.quarantined()).isTrue();
                assertThat(letter.crashes()).isEqualTo(3);
                assertThat(letter.attempts()).isZero();
            });
            assertThat(plant.queue.stored())
                    .containsExactlyElementsOf(fine.stream().map(UUID::toString).toList());
        }
    }

    @Nested
    class Rounds {
        @Test
        void leave_kinds_alone_that_nobody_here_knows() {
            plant.enqueue(Job.of("from a newer version"));
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {});

            worker.round();
            plant.letLeasesRunOut();
            worker.round();

            assertThat(counts()).isEqualTo(new JobCounts(1, 0, 0));
            assertThat(dead()).isEmpty();
        }

        @Test
        void without_any_kind_still_tidy() {
            plant.enqueue(Job.of("note"));
            plant.queue.claim("dead node", Set.of("note"), 1, Plant.LEASE);
            WorkerRuntime<Effects> worker = plant.worker(List.of());
            plant.letLeasesRunOut();

            assertThat(worker.round()).isEqualTo(worker.heartbeatEvery());

            assertThat(counts()).isEqualTo(new JobCounts(1, 0, 0));
            assertThat(plant.queue.calls()).contains("reap", "upkeep").doesNotContain("untilNextDue");
        }

        @Test
        void reap_and_tidy_now_and_then_even_if_the_clock_is_set_back() {
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {});
            worker.round();
            worker.round();
            assertThat(plant.queue.calls()).containsOnlyOnce("reap", "upkeep");

            plant.clock.advance(worker.heartbeatEvery());
            worker.round();
            assertThat(plant.queue.calls()).containsOnlyOnce("upkeep");
            assertThat(plant.queue.calls().stream().filter("reap"::equals)).hasSize(2);

            plant.clock.advance(Duration.ofDays(-400));
            worker.round();
            assertThat(plant.queue.calls().stream().filter("reap"::equals)).hasSize(3);
            assertThat(plant.queue.calls().stream().filter("upkeep"::equals)).hasSize(2);
        }

        @Test
        void end_after_some_jobs_and_ask_to_be_called_at_once() {
            for (int i = 0; i < 11; i++) {
                plant.enqueue(Job.of("note"));
            }
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {});

            assertThat(worker.round()).isZero();
            assertThat(worker.counts().completed()).isEqualTo(10);

            assertThat(worker.round()).isEqualTo(worker.heartbeatEvery());
            assertThat(worker.counts().completed()).isEqualTo(11);
        }

        @Test
        void name_the_time_of_the_next_job() {
            plant.enqueue(Job.of("note").delay(Duration.ofSeconds(3)));
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {});

            assertThat(worker.round()).isEqualTo(Duration.ofSeconds(3));
        }

        @Test
        void do_not_spin_on_a_lane_that_is_busy() {
            plant.enqueue(Job.of("note").lane("deal 1"));
            plant.enqueue(Job.of("note").lane("deal 1"));
            plant.queue.claim("other node", Set.of("note"), 1, Plant.LEASE);
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {});

            assertThat(worker.round()).isEqualTo(Duration.ofMillis(50));
            assertThat(worker.counts().completed()).isZero();
        }

        @Test
        void serve_workspaces_in_turn() {
            for (int i = 0; i < 9; i++) {
                plant.jobs("busy").enqueue(Job.of("note"));
            }
            List<String> served = new ArrayList<>();
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                served.add(job.workspace());
                if (served.size() == 3) {
                    plant.jobs("quiet").enqueue(Job.of("note"));
                }
            });

            worker.round();

            assertThat(served).hasSize(10);
            assertThat(served.indexOf("quiet")).isEqualTo(3);
        }
    }

    @Nested
    class Closing {
        @Test
        void gives_back_untouched_what_was_told_to_stop() {
            plant.enqueue(Job.of("note"));
            AtomicReference<WorkerRuntime<Effects>> self = new AtomicReference<>();
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                self.get().stop();
                job.check();
            });
            self.set(worker);

            worker.round();
            worker.close();

            assertThat(worker.counts()).isEqualTo(new WorkerCounts(0, 0, 0, 0, 1, 0));
            List<Integer> attempts = new ArrayList<>();
            plant.worker("note", job -> attempts.add(job.attempt())).round();
            assertThat(attempts).as("no attempt was counted").containsExactly(1);
        }

        @Test
        void does_not_take_a_swallowed_stop_for_done() {
            plant.enqueue(Job.of("note"));
            AtomicReference<WorkerRuntime<Effects>> self = new AtomicReference<>();
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                self.get().stop();
                assertThatThrownBy(job::check).isInstanceOf(JobStoppedException.class);
            });
            self.set(worker);

            worker.round();

            assertThat(counts()).isEqualTo(new JobCounts(1, 0, 0));
            assertThat(worker.counts().released()).isEqualTo(1);
        }

        @Test
        void lets_a_job_finish_that_can() {
            plant.enqueue(Job.of("note"));
            AtomicReference<WorkerRuntime<Effects>> self = new AtomicReference<>();
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                self.get().stop();
                job.finish(crm -> crm.store("done"));
            });
            self.set(worker);

            worker.round();

            assertThat(plant.queue.stored()).containsExactly("done");
        }

        @Test
        void gives_back_an_interrupted_job_and_keeps_the_interrupt() {
            plant.enqueue(Job.of("note"));
            AtomicReference<WorkerRuntime<Effects>> self = new AtomicReference<>();
            WorkerRuntime<Effects> worker = plant.worker("note", job -> {
                self.get().stop();
                Thread.currentThread().interrupt();
                new CountDownLatch(1).await();
            });
            self.set(worker);

            worker.round();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(counts()).isEqualTo(new JobCounts(1, 0, 0));
            assertThat(worker.counts().released()).isEqualTo(1);
        }

        @Test
        void takes_the_job_from_a_handler_that_does_not_end() throws Exception {
            plant.enqueue(Job.of("note"));
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            AtomicReference<Throwable> refusal = new AtomicReference<>();
            WorkerRuntime<Effects> stuck = plant.worker("note", job -> {
                begun.countDown();
                goOn.await();
                refusal.set(thrownBy(() -> job.finish(crm -> crm.store("stuck"))));
            });
            Thread thread = new Thread(stuck::round);
            thread.start();
            begun.await();

            stuck.close();
            plant.worker("note", job -> job.finish(crm -> crm.store("other"))).round();
            goOn.countDown();
            thread.join();

            assertThat(plant.queue.stored()).containsExactly("other");
            assertThat(refusal.get()).isInstanceOf(JobStoppedException.class).hasMessageContaining("given it back");
            assertThat(stuck.counts().released()).isEqualTo(1);
        }

        @Test
        void claims_nothing_more() {
            plant.enqueue(Job.of("note"));
            AtomicBoolean called = new AtomicBoolean();
            WorkerRuntime<Effects> worker = plant.worker("note", job -> called.set(true));
            worker.close();
            worker.close();

            assertThat(worker.round()).isPositive();

            assertThat(called).isFalse();
            assertThat(plant.queue.calls()).doesNotContain("claim");
        }
    }

    private JobCounts counts() {
        return plant.jobs("acme").counts();
    }

    private List<DeadLetter> dead() {
        return plant.jobs("acme").listDead().items();
    }

    private static Throwable thrownBy(ThrowingCallable code) {
        return catchThrowable(code);
    }
}
