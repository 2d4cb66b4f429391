package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.file.FileUpload;
import dev.crmkit.imports.Import;
import dev.crmkit.imports.ImportSpec;
import dev.crmkit.imports.ImportState;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Role;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.OptionState;
import dev.crmkit.model.StagePosition;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkPatch;
import dev.crmkit.record.BulkResult;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.record.CrmAttributeName;
import dev.crmkit.record.CrmId;
import dev.crmkit.record.CrmMapping;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.SpecRule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Moves random records by every path, as actors with and without powers, and compares each verdict with that of a model that knows nothing of paths.
 * Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class StageMovesTck extends EngineTck {
    private static final List<Stage> STAGES = List.of(
            Stage.open("new").state(OptionState.NOT_STARTED),
            Stage.open("qualified"),
            Stage.open("proposal").requires("amount"),
            Stage.lost("disqualified"),
            Stage.open("signing").asStartable(),
            Stage.won("won"),
            Stage.lost("lost"));

    private boolean started;

    /** For subclasses. */
    protected StageMovesTck() {}

    @Override
    void configure(CrmEngine.Builder builder) {
        builder.files(InMemoryFiles.create());
    }

    private void work() {
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
    }

    /** Where the random moves begin. Another seed makes another run; one seed always makes the same. */
    protected long seed() {
        return 20_261_122L;
    }

    /** How many moves are tried in each mode. */
    protected int attempts() {
        return 320;
    }

    /** A view of {@link Sales#DEAL}. */
    @CrmMapping(Sales.DEAL)
    record View(
            @CrmId @Nullable UUID id,
            String name,
            @CrmAttributeName("@stage") @Nullable String stage) {}

    /**
     * The ways into a stage: each asks for the same move, and none is told another verdict. A new way to write records gets a constant here.
     */
    private enum Path {
        MOVE {
            @Override
            void go(Run run, Crm crm, UUID deal, String stage) {
                crm.pipelines().move(deal, stage);
            }
        },
        PATCH {
            @Override
            void go(Run run, Crm crm, UUID deal, String stage) {
                crm.records(Sales.DEAL).patch(deal, Map.of("@stage", "sales/" + stage));
            }
        },
        TYPED {
            @Override
            void go(Run run, Crm crm, UUID deal, String stage) {
                crm.records(View.class).update(new View(deal, "Deal", stage));
            }
        },
        IN_TRANSACTION {
            @Override
            void go(Run run, Crm crm, UUID deal, String stage) {
                crm.useTransaction(inside -> inside.pipelines().move(deal, stage));
            }
        },
        BULK {
            @Override
            void go(Run run, Crm crm, UUID deal, String stage) {
                crm.records(Sales.DEAL)
                        .bulk()
                        .patch(BulkTargets.of(List.of(deal)), Map.of("@stage", stage), BulkOptions.atomic());
            }
        },
        BULK_PER_ITEM {
            @Override
            void go(Run run, Crm crm, UUID deal, String stage) {
                throwFailures(crm.records(Sales.DEAL)
                        .bulk()
                        .patch(List.of(BulkPatch.of(deal, Map.of("@stage", "sales/" + stage))), BulkOptions.perItem()));
            }
        },
        MERGE {
            @Override
            void go(Run run, Crm crm, UUID deal, String stage) {
                StagePosition before = run.position(deal);
                MergeResult merged =
                        crm.merges().merge(deal, List.of(run.twin()), Map.of("@stage", MergeChoice.value(stage)));
                run.merges.put(merged.mergeId(), new Merged(deal, before, run.position(deal)));
            }
        },
        MERGE_OF_TWIN {
            @Override
            void go(Run run, Crm crm, UUID deal, String stage) {
                UUID twin = run.twin();
                run.owner.pipelines().forceMove(twin, "sales/" + stage);
                crm.merges().merge(deal, List.of(twin), Map.of("@stage", MergeChoice.of(twin)));
            }
        },
        IMPORT {
            @Override
            void go(Run run, Crm crm, UUID deal, String stage) {
                run.load(
                        crm,
                        List.of("Id", "Stage"),
                        List.of(deal.toString(), "sales/" + stage),
                        spec -> spec.column("Id", "@id")
                                .column("Stage", "@stage")
                                .updatingBy("@id"));
            }
        };

        abstract void go(Run run, Crm crm, UUID deal, String stage);
    }

    /** The ways in which a record begins. */
    private enum Beginning {
        CREATE {
            @Override
            CrmRecord begin(Run run, Crm crm, Map<String, Object> values) {
                return crm.records(Sales.DEAL).create(values);
            }
        },
        CREATE_ALL {
            @Override
            CrmRecord begin(Run run, Crm crm, Map<String, Object> values) {
                return crm.records(Sales.DEAL).createAll(List.of(values)).get(0);
            }
        },
        BULK_CREATE {
            @Override
            CrmRecord begin(Run run, Crm crm, Map<String, Object> values) {
                BulkResult result = crm.records(Sales.DEAL).bulk().create(List.of(values), BulkOptions.perItem());
                throwFailures(result);
                return crm.records(Sales.DEAL)
                        .get(Objects.requireNonNull(result.items().get(0).id()));
            }
        },
        INTO_A_PIPELINE {
            @Override
            CrmRecord begin(Run run, Crm crm, Map<String, Object> values) {
                Map<String, Object> beside = new HashMap<>(values);
                beside.put("@stage", "side/here");
                return crm.inTransaction(inside -> {
                    UUID deal = inside.records(Sales.DEAL).create(beside).id();
                    return inside.pipelines().move(deal, "sales/" + values.get("@stage"));
                });
            }
        },
        IMPORT {
            @Override
            CrmRecord begin(Run run, Crm crm, Map<String, Object> values) {
                String source = "import " + run.imports++;
                run.load(
                        crm,
                        List.of("Name", "Stage", "Amount", "Source"),
                        List.of(
                                String.valueOf(values.get("name")),
                                String.valueOf(values.get("@stage")),
                                String.valueOf(values.getOrDefault("amount", "")),
                                source),
                        spec -> spec.column("Name", "name")
                                .column("Stage", "@stage")
                                .column("Amount", "amount")
                                .column("Source", "@source"));
                return run.owner
                        .records(Sales.DEAL)
                        .list(ListQuery.where(attr("@source").eq(source)))
                        .items()
                        .get(0);
            }
        };

        abstract CrmRecord begin(Run run, Crm crm, Map<String, Object> values);
    }

    /** A merge that can be undone, with what the survivor was before and after it. Immutable. */
    private record Merged(UUID deal, StagePosition before, StagePosition after) {}

    /** What a record is to the model. Not thread-safe. */
    private static final class Known {
        private @Nullable String stage;
        private final boolean filled;
        private Instant entered;
        private int moves;

        Known(boolean filled, Instant entered) {
            this.filled = filled;
            this.entered = entered;
        }

        void move(String to, Instant now) {
            stage = to;
            entered = now;
            moves++;
        }
    }

    /** One workspace with its model. Not thread-safe. */
    private final class Run {
        private final Pipeline pipeline;
        private final Random random;
        private final Crm owner;
        private final Crm plain;
        private final Map<UUID, Known> deals = new LinkedHashMap<>();
        private final Map<UUID, Merged> merges = new LinkedHashMap<>();
        private final Map<String, Integer> verdicts = new TreeMap<>();
        private int imports;

        Run(Pipeline.Mode mode) {
            this.pipeline = Pipeline.of(Sales.DEAL, "sales").mode(mode).stages(STAGES);
            this.random = new Random(mode == Pipeline.Mode.ENFORCED ? seed() + 1 : seed());
            this.owner = Sales.in(crm());
            owner.pipelines().define(pipeline);
            owner.pipelines().define(Pipeline.of(Sales.DEAL, "side").stage(Stage.open("here")));
            owner.members().put(Member.of(owner.actor(), Role.OWNER));
            owner.members()
                    .roles()
                    .put(Role.named("plain").everywhere(ObjectRules.all()).grant(Power.MERGE, Power.IMPORT));
            owner.members().put(Member.of(Actor.api("key"), "plain"));
            this.plain = crm(Actor.api("key"));
        }

        UUID twin() {
            return owner.records(Sales.DEAL)
                    .create(Map.of("name", "Twin", "@stage", "side/here"))
                    .id();
        }

        /** Imports a table of one row, and throws what the import says of it. */
        void load(Crm crm, List<String> headers, List<String> cells, UnaryOperator<ImportSpec> mapping) {
            String table = String.join(",", headers) + "\n" + String.join(",", cells);
            UUID file = crm.files()
                    .upload(
                            FileUpload.named("table.csv"),
                            new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)))
                    .id();
            ImportSpec spec = mapping.apply(ImportSpec.of(Sales.DEAL, file)).onceMore();
            List<Violation> expected =
                    crm.imports().preview(spec, 1).rows().get(0).faults();
            UUID id = crm.imports().start(spec).id();
            work();
            Import done = crm.imports().get(id);
            assertThat(done.state()).as("%s", done.failure()).isEqualTo(ImportState.DONE);
            UUID errors = done.errorFile();
            assertThat(errors == null).isEqualTo(expected.isEmpty());
            if (errors != null) {
                ErrorCode code = code(crm, errors);
                assertThat(expected.get(0).code()).isEqualTo(code);
                throw new CrmException(code, "The row failed", Map.of(), null);
            }
        }

        /** The code of the only row of an error file. */
        private ErrorCode code(Crm crm, UUID errors) {
            try (InputStream in = crm.files().download(errors)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return Arrays.stream(ErrorCode.values())
                        .filter(code -> text.contains("," + code + ","))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private int place(String stage) {
            return STAGES.stream().map(Stage::key).toList().indexOf(stage);
        }

        private Stage stage(String key) {
            return pipeline.findStage(key).orElseThrow();
        }

        /** The verdict, by the rules as the contract has them; null allows. */
        private @Nullable ErrorCode verdict(Known deal, String to, boolean powers, boolean forced) {
            String from = deal.stage;
            if (to.equals(from)) {
                return null;
            }
            boolean reopens =
                    from != null && stage(from).isClosed() && !stage(to).isClosed();
            boolean enforced = pipeline.mode() == Pipeline.Mode.ENFORCED;
            if (!forced) {
                boolean inOrder = from == null
                        ? place(to) == 0 || stage(to).startable()
                        : reopens || place(to) == place(from) + 1 || stage(to).state() == OptionState.DONE_FAILED;
                if (enforced && !inOrder) {
                    return ErrorCode.STAGE_MOVE_REFUSED;
                }
                if (!stage(to).requires().isEmpty() && !deal.filled) {
                    return ErrorCode.STAGE_REQUIREMENT_MISSING;
                }
            }
            return (reopens || forced) && !powers ? ErrorCode.FORBIDDEN : null;
        }

        StagePosition position(UUID deal) {
            return owner.records(Sales.DEAL).get(deal).position().orElseThrow();
        }

        private <T> T one(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        /** The stage that asks for a value more often than the others, so that every path meets it. */
        private String any() {
            return random.nextInt(5) == 0 ? "proposal" : one(STAGES).key();
        }

        void begin() {
            Known known = new Known(random.nextBoolean(), clock().instant());
            String to = any();
            Map<String, Object> values = new HashMap<>(Map.of("name", "Deal", "@stage", to));
            if (known.filled) {
                values.put("amount", 10);
            }
            Beginning path = one(Arrays.asList(Beginning.values()));
            Crm crm = random.nextBoolean() ? owner : plain;
            UUID[] made = new UUID[1];
            ErrorCode refused =
                    outcome(() -> made[0] = path.begin(this, crm, values).id());
            compare(path, known, to, verdict(known, to, crm == owner, false), refused);
            if (refused == null) {
                known.move(to, clock().instant());
                // From beside it begins with one move more.
                known.moves += path == Beginning.INTO_A_PIPELINE ? 1 : 0;
                deals.put(made[0], known);
            }
        }

        void attempt() {
            List<UUID> ids = new ArrayList<>(deals.keySet());
            UUID id = one(ids);
            Known deal = Objects.requireNonNull(deals.get(id));
            String to = any();
            Crm crm = random.nextBoolean() ? owner : plain;
            boolean forced = random.nextInt(8) == 0;
            Path path = one(Arrays.asList(Path.values()));
            clock().advance(Duration.ofMinutes(random.nextInt(600)));
            if (random.nextInt(6) == 0) {
                crm(Actor.user("ada")).records(Sales.DEAL).archive(id);
                crm(Actor.user("ada")).records(Sales.DEAL).restore(id);
            }
            boolean same = to.equals(deal.stage);
            ErrorCode refused = outcome(() -> {
                if (forced) {
                    crm.pipelines().forceMove(id, to);
                } else {
                    path.go(this, crm, id, to);
                }
            });
            compare(forced ? "FORCE" : path, deal, to, verdict(deal, to, crm == owner, forced), refused);
            if (refused == null && !same) {
                deal.move(to, clock().instant());
            }
            check(id, deal);
        }

        private void compare(
                Object path, Known deal, String to, @Nullable ErrorCode expected, @Nullable ErrorCode refused) {
            assertThat(refused)
                    .as("%s from %s to %s by %s, filled: %s", pipeline.mode(), deal.stage, to, path, deal.filled)
                    .isEqualTo(expected);
            verdicts.merge(path + " " + (expected == null ? "ALLOWED" : expected.name()), 1, Integer::sum);
        }

        private void check(UUID id, Known deal) {
            CrmRecord record = owner.records(Sales.DEAL).get(id);
            assertThat(record.stage()).isEqualTo(deal.stage);
            assertThat(record.position().orElseThrow().enteredAt()).isEqualTo(deal.entered);
            assertThat(record.position().orElseThrow().isClosed())
                    .isEqualTo(stage(Objects.requireNonNull(deal.stage)).isClosed());
        }

        /** Undoes the merges, the last first: each record is back where it was before. */
        void undoMerges() {
            List<UUID> undone = new ArrayList<>(merges.keySet());
            Collections.reverse(undone);
            int back = 0;
            for (UUID merge : undone) {
                Merged merged = Objects.requireNonNull(merges.get(merge));
                StagePosition now = position(merged.deal());
                // A later merge of another path may stand in the way.
                if (outcome(() -> owner.merges().unmerge(merge)) == null) {
                    back++;
                    assertThat(position(merged.deal())).isEqualTo(now.equals(merged.after()) ? merged.before() : now);
                }
            }
            assertThat(back).isPositive();
        }

        /** Every history is one chain that ends where the record is, and says how long each stage took. */
        void checkHistories() {
            deals.forEach((id, deal) -> {
                List<StageMove> own = new ArrayList<>(
                        owner.pipelines().history(id, 1_000, null).items());
                own.removeIf(move -> !move.record().equals(id));
                Collections.reverse(own);
                assertThat(own).hasSize(deal.moves);
                StageMove last = null;
                for (StageMove move : own) {
                    assertThat(move.from()).isEqualTo(last == null ? null : last.to());
                    assertThat(move.stayed()).isEqualTo(last == null ? null : Duration.between(last.at(), move.at()));
                    last = move;
                }
                assertThat(Objects.requireNonNull(last).to()).isEqualTo("sales/" + deal.stage);
            });
        }

        /** The board counts what the model has. */
        void checkBoard() {
            Map<Object, Object> expected = new HashMap<>();
            deals.values().forEach(deal -> expected.merge("sales/" + deal.stage, 1L, (a, b) -> (Long) a + (Long) b));
            AggregateQuery byStage = AggregateQuery.of(Measure.count())
                    .groupBy(GroupKey.of("@stage"))
                    .where(attr("name").eq("Deal"));
            Map<Object, Object> board = new HashMap<>();
            for (AggregateResult.Group group :
                    owner.records(Sales.DEAL).aggregate(byStage).groups()) {
                board.put(
                        Objects.requireNonNull(group.keys().get(0)),
                        Objects.requireNonNull(group.values().get(0)));
            }
            assertThat(board).isEqualTo(expected);
        }
    }

    /** What a bulk call says of an item, as other calls say it. */
    private static void throwFailures(BulkResult result) {
        result.failures().forEach(item -> {
            throw new InvalidInputException("write item by item", item.violations());
        });
    }

    private static @Nullable ErrorCode outcome(Runnable call) {
        try {
            call.run();
            return null;
        } catch (CrmException refused) {
            return refused.code();
        }
    }

    private void compareVerdicts(Pipeline.Mode mode) {
        Run run = new Run(mode);
        while (run.deals.size() < 12) {
            run.begin();
        }
        for (int i = 0; i < attempts(); i++) {
            run.attempt();
            if (i % 10 == 0) {
                run.begin();
            }
        }
        run.checkHistories();
        run.checkBoard();
        run.undoMerges();
        // A run that meets no refusal, or meets it on some paths alone, proves nothing of the others.
        assertThat(run.verdicts)
                .containsKeys("FORCE ALLOWED", "FORCE FORBIDDEN")
                .containsKeys(Arrays.stream(Path.values())
                        .flatMap(path ->
                                Stream.of(path + " ALLOWED", path + " FORBIDDEN", path + " STAGE_REQUIREMENT_MISSING"))
                        .toArray(String[]::new));
        if (mode == Pipeline.Mode.ENFORCED) {
            for (Path path : Path.values()) {
                assertThat(run.verdicts).containsKey(path + " STAGE_MOVE_REFUSED");
            }
            for (Beginning beginning : Beginning.values()) {
                assertThat(run.verdicts).containsKey(beginning + " STAGE_MOVE_REFUSED");
            }
        }
    }

    @Test
    @SpecRule("PIP-1")
    @DisplayName("FLEXIBLE: every path gives the verdict of the model")
    void flexible() {
        compareVerdicts(Pipeline.Mode.FLEXIBLE);
    }

    @Test
    @SpecRule("PIP-1")
    @DisplayName("ENFORCED: every path gives the verdict of the model")
    void enforced() {
        compareVerdicts(Pipeline.Mode.ENFORCED);
    }
}
