package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.parent;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.textArea;

import dev.crmkit.Crm;
import dev.crmkit.Workspace;
import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.ChannelSettings;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.channel.NewChannel;
import dev.crmkit.file.FileUpload;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.note.Note;
import dev.crmkit.schema.StandardObjects;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ReviewState;
import dev.crmkit.score.ScoreCard;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.task.TaskDraft;
import dev.crmkit.watch.WatchTarget;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A workspace of persons, deals and tasks, live and archived, with all that may hang on records, at random. Not instantiable. */
final class RandomGraph {
    static final String PERSON = "person";
    static final String DEAL = "deal";
    static final String TASK = "task";
    static final int PERSONS = 8;
    /** What people said yes or no to. */
    static final String PURPOSE = "news";

    private static final int DEALS = 3;
    private static final List<String> LABELS = List.of("knows", "helps");
    private static final List<String> TAGS = List.of("vip", "new", "lost");
    private static final List<Recipient> WATCHERS = List.of(Recipient.user("ben"), Recipient.group("sales"));

    private static final List<String> PRODUCTS = List.of("roof", "pump");
    private static final List<String> CRITERIA = List.of("need", "budget");

    private final Workspace workspace;
    private final Crm crm;
    private final Random random;
    private final List<UUID> persons = new ArrayList<>();
    private final List<UUID> deals = new ArrayList<>();
    private final List<UUID> all = new ArrayList<>();

    private RandomGraph(Workspace workspace, Random random) {
        this.workspace = workspace;
        this.crm = crm(workspace);
        this.random = random;
    }

    /** The workspace as whoever fills it and merges there sees it. */
    static Crm crm(Workspace workspace) {
        return workspace.as(Actor.user("ada"));
    }

    /** Fills a workspace in which nothing is defined yet. */
    static void fill(Workspace workspace, Random random) {
        RandomGraph graph = new RandomGraph(workspace, random);
        graph.define();
        graph.addPersons();
        graph.addDeals();
        graph.relate();
        graph.attach();
        graph.addChannels();
        graph.score();
        graph.archive();
    }

    private void define() {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named(PERSON)
                                .attribute("name", text().required())
                                .attribute("email", email().unique())
                                .attribute("mail", email())
                                .attribute("age", number())
                                .attribute("about", textArea())
                                .attribute("marks", multiSelect("a", "b", "c"))
                                .attribute("boss", parent(PERSON))
                                .attribute("friend", reference(PERSON))
                                .attribute("peers", references(PERSON))
                                .build(),
                        ObjectSchema.named(DEAL)
                                .attribute("name", text().required())
                                .attribute("buyer", reference(PERSON))
                                .attribute("team", references(PERSON))
                                .build()));
        crm.schema().install(StandardObjects.with(TASK));
    }

    private void addPersons() {
        for (int i = 0; i < PERSONS; i++) {
            Map<String, Object> values = new HashMap<>(Map.of("name", "Person " + i));
            maybe(() -> values.put("email", "p" + persons.size() + "@example.com"));
            maybe(() -> values.put("mail", sharedAddress()));
            maybe(() -> values.put("age", random.nextInt(90)));
            maybe(() -> values.put("about", "About " + random.nextInt(3)));
            maybe(() -> values.put("marks", random.nextBoolean() ? List.of("a", "b") : List.of("c")));
            maybe(() -> values.put("@owner", "user" + random.nextInt(2)));
            maybe(() -> values.put("@assignee", "user" + random.nextInt(2)));
            maybe(() -> values.put("@source", "web"));
            if (!persons.isEmpty()) {
                maybe(() -> values.put("boss", any(persons)));
                maybe(() -> values.put("friend", any(persons)));
                maybe(() -> values.put("peers", some(persons)));
            }
            persons.add(crm.records(PERSON).create(values).id());
        }
        for (UUID person : persons) {
            Map<String, Object> values = new HashMap<>();
            maybe(() -> values.put("friend", any(persons)));
            maybe(() -> values.put("peers", some(persons)));
            crm.records(PERSON).patch(person, values);
        }
    }

    private void addDeals() {
        for (int i = 0; i < DEALS; i++) {
            Map<String, Object> values = new HashMap<>(Map.of("name", "Deal " + i));
            maybe(() -> values.put("buyer", any(persons)));
            maybe(() -> values.put("team", some(persons)));
            deals.add(crm.records(DEAL).create(values).id());
        }
        all.addAll(persons);
        all.addAll(deals);
    }

    private void relate() {
        for (int i = 0; i < 12; i++) {
            UUID from = any(all);
            UUID to = any(all);
            if (!from.equals(to)) {
                crm.relations().link(from, any(LABELS), to, Map.of("n", random.nextInt(5)));
            }
        }
    }

    private void attach() {
        for (int i = 0; i < 4; i++) {
            Note note = crm.notes().write(some(all), "Note " + i + " to @[Ben](user:ben)");
            maybe(() -> crm.notes().pin(note.id(), any(note.records()).id()));
            crm.tags().add(some(all), List.of(any(TAGS)));
            crm.watchers().watch(List.of(any(WATCHERS)), WatchTarget.record(any(all)));
        }
        for (int i = 0; i < 2; i++) {
            crm.files().upload(FileUpload.named("file " + i).on(any(all)), new ByteArrayInputStream(new byte[] {(byte) i
            }));
            crm.tasks().create(TaskDraft.of("Task " + i).about(some(all)));
        }
    }

    private String sharedAddress() {
        return "s" + random.nextInt(4) + "@example.com";
    }

    /** E-mail addresses that records share, with each other and with values; names on Telegram that each has alone. */
    private void addChannels() {
        crm.channels().configure(ChannelSettings.defaults().unique(ChannelKind.TELEGRAM));
        for (int i = 0; i < PERSONS; i++) {
            UUID record = persons.get(i);
            String name = "user_" + i;
            maybe(() -> crm.channels().add(record, ChannelKind.TELEGRAM, name));
        }
        for (int i = 0; i < 14; i++) {
            UUID record = any(persons);
            NewChannel channel = NewChannel.of(record, ChannelKind.EMAIL, sharedAddress());
            Channel added = crm.channels()
                    .add(
                            random.nextBoolean()
                                    ? channel.label("label " + i)
                                    : random.nextBoolean() ? channel : channel.asPrimary());
            maybe(() -> crm.channels().verify(added.id()));
            maybe(() -> crm.channels()
                    .consent(
                            added.id(),
                            new ConsentStatement(
                                    PURPOSE, any(List.of(ConsentState.values())), "b" + random.nextInt(3), "")));
            maybe(() -> maybe(() -> crm.channels().remove(added.id())));
        }
    }

    /** People and a model score records; both decide and propose. */
    private void score() {
        for (String product : PRODUCTS) {
            ScoreCard card = ScoreCard.of(product, 0, 10);
            for (String criterion : CRITERIA) {
                card = card.criterion(criterion, 1 + random.nextInt(3));
            }
            crm.scoring().define(card);
        }
        for (int i = 0; i < 14; i++) {
            Actor actor = random.nextBoolean() ? Actor.ai("model") : Actor.user("u" + random.nextInt(2));
            UUID record = any(all);
            String product = any(PRODUCTS);
            workspace.as(actor).scoring().assess(record, product, List.of(Mark.of(any(CRITERIA), random.nextInt(11))));
            maybe(() -> crm.scoring().reviewTotal(record, product, ReviewState.ACCEPTED));
        }
        crm.scoring()
                .proposals(any(PRODUCTS), 100, null)
                .items()
                .forEach(proposal -> maybe(() -> crm.scoring()
                        .review(proposal.id(), random.nextBoolean() ? ReviewState.ACCEPTED : ReviewState.REJECTED)));
    }

    private void archive() {
        maybe(() -> crm.records(DEAL).archive(deals.get(0)));
        maybe(() -> crm.records(PERSON).archive(persons.get(0)));
    }

    private void maybe(Runnable action) {
        if (random.nextBoolean()) {
            action.run();
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Set<UUID> some(List<UUID> ids) {
        Set<UUID> some = new LinkedHashSet<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            some.add(any(ids));
        }
        return some;
    }
}
