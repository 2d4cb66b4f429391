package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-12. */
abstract class DocumentRules {
    private final StorageTck kit;

    DocumentRules(StorageTck kit) {
        this.kit = kit;
    }

    @Test
    @SpecRule("STO-12.1")
    @DisplayName("A document comes back as it was put last")
    void put() {
        Desk desk = kit.desk();
        String text = Json.of("k", "Ünï 😀 \uFFFF \"\\".repeat(1_000));
        desk.run(transaction -> {
            transaction.documents().put("kind", "name", "{}");
            transaction.documents().put("kind", "name", text);
            assertThat(transaction.documents().find("kind", "name").map(Json::compact))
                    .contains(Json.compact(text));
        });
        desk.look(t -> assertThat(t.documents().find("kind", "name").map(Json::compact))
                .contains(Json.compact(text)));
    }

    @Test
    @SpecRule("STO-12.2")
    @DisplayName("Kind and name together say which document, exactly as written")
    void exact() {
        Desk desk = kit.desk();
        desk.run(transaction -> {
            transaction.documents().put("view", "mine", Json.of("n", "1"));
            transaction.documents().put("view", "Mine", Json.of("n", "2"));
            transaction.documents().put("list", "mine", Json.of("n", "3"));
        });
        desk.run(transaction -> {
            assertThat(transaction.documents().find("view", "mine").map(Json::compact))
                    .contains(Json.of("n", "1"));
            assertThat(transaction.documents().find("view", "Mine").map(Json::compact))
                    .contains(Json.of("n", "2"));
            assertThat(transaction.documents().find("list", "mine").map(Json::compact))
                    .contains(Json.of("n", "3"));
            assertThat(transaction.documents().find("list", "Mine")).isEmpty();
        });
    }

    @Test
    @SpecRule("STO-12.3")
    @DisplayName("Names of a kind come by code point")
    void names() {
        Desk desk = kit.desk();
        List<String> rising = List.of("10", "9", "B", "a", "ä", "\uFFFF", "😀");
        desk.run(transaction -> {
            rising.forEach(name -> transaction.documents().put("kind", name, "{}"));
            transaction.documents().put("other", "x", "{}");
        });
        desk.look(t -> assertThat(t.documents().names("kind")).isEqualTo(rising));
        desk.look(t -> assertThat(t.documents().names("none")).isEmpty());
    }

    @Test
    @SpecRule("STO-12.4")
    @DisplayName("Removing says whether it was there")
    void remove() {
        Desk desk = kit.desk();
        desk.run(transaction -> transaction.documents().put("kind", "name", "{}"));
        assertThat(desk.<Boolean>write(t -> t.documents().remove("kind", "other")))
                .isFalse();
        assertThat(desk.<Boolean>write(t -> t.documents().remove("kind", "name")))
                .isTrue();
        assertThat(desk.<Boolean>write(t -> t.documents().remove("kind", "name")))
                .isFalse();
        desk.look(t -> assertThat(t.documents().find("kind", "name")).isEmpty());
        desk.look(t -> assertThat(t.documents().names("kind")).isEmpty());
    }

    @Test
    @SpecRule("STO-12.5")
    @DisplayName("Documents load by their names, many at once, and unknown names are left out")
    void load() {
        Desk desk = kit.desk();
        List<String> wanted = new ArrayList<>(List.of("Name", "unknown", "name 1", "name 1"));
        desk.run(transaction -> {
            transaction.documents().put("kind", "name", "{}");
            transaction.documents().put("other", "name 1", "{}");
            for (int i = 0; i < 1_200; i++) {
                transaction.documents().put("kind", "name " + i, Json.of("n", String.valueOf(i)));
                wanted.add("name " + i);
            }
            assertThat(transaction.documents().load("kind", List.of("name"))).containsOnlyKeys("name");
        });
        desk.look(t -> {
            Map<String, String> found = t.documents().load("kind", wanted);
            assertThat(found).hasSize(1_200).doesNotContainKeys("Name", "unknown");
            assertThat(Json.compact(found.getOrDefault("name 1199", ""))).isEqualTo(Json.of("n", "1199"));
            assertThat(t.documents().load("kind", List.of())).isEmpty();
        });
    }

    @Test
    @SpecRule("STO-12.6")
    @DisplayName("Each change raises the version, which later transactions begin with")
    void version() {
        Desk desk = kit.desk();
        assertThat(version(desk)).isZero();
        desk.run(transaction -> transaction.documents().put("kind", "name", "{}"));
        long first = version(desk);
        assertThat(first).isPositive();
        desk.run(transaction -> transaction.documents().put("kind", "name", "{}"));
        long second = version(desk);
        assertThat(second).isGreaterThan(first);
        desk.run(transaction -> transaction.documents().remove("kind", "none"));
        assertThat(version(desk)).isEqualTo(second);
        desk.run(transaction -> transaction.documents().remove("kind", "name"));
        assertThat(version(desk)).isGreaterThan(second);
        assertThat(version(kit.desk())).as("of another workspace").isZero();
    }

    private static long version(Desk desk) {
        return desk.read(t -> t.workspace().documentsVersion());
    }

    @Test
    @SpecRule("STO-12.6")
    @DisplayName("Of two changes the second waits for the first, and concurrent ones each raise the version")
    void versionRace() {
        Desk desk = kit.desk();
        List<Future<Boolean>> waiting = new ArrayList<>();
        desk.run(transaction -> {
            transaction.documents().put("kind", "first", "{}");
            waiting.add(kit.race()
                    .start(() -> desk.write(other -> {
                        other.documents().put("kind", "second", "{}");
                        return true;
                    })));
            assertThat(Race.isWaiting(waiting.get(0))).isTrue();
        });
        assertThat(Race.result(waiting.get(0))).isTrue();
        long before = version(desk);
        kit.race()
                .together(
                        kit.racers(),
                        number -> desk.retry(transaction -> {
                            transaction.documents().put("kind", "racer" + number, "{}");
                            return true;
                        }));
        assertThat(version(desk)).isEqualTo(before + kit.racers());
    }
}
