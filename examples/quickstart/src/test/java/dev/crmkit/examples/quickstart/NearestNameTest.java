package dev.crmkit.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    @Test
    void takesTheOneWithTheFewestChanges() {
        List<String> products = List.of("GTX Basic", "GTX Plus Pro", "GTX Pro", "MG Special");
        assertThat(NearestName.of("GTXPro", products)).contains("GTX Pro");
        assertThat(NearestName.of("mg specail", products)).contains("MG Special");
    }

    @Test
    void takesTheFirstOfEquals() {
        assertThat(NearestName.of("b", List.of("d", "c", "a"))).contains("a");
    }

    @Test
    void knowsNoneOfNoCandidates() {
        assertThat(NearestName.of("GTXPro", List.of())).isEmpty();
    }
}
