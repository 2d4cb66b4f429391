package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.testkit.SpecRule;
import java.util.List;
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
}
