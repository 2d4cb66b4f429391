package dev.crmkit.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the quickstart refuses: with 2, a message, nothing on standard output and no stack trace. */
class RefusalTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void copySample() throws IOException {
        Run.copySample(directory);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --jsn                        | Unknown argument '--jsn'
                    --data                       | --data needs a value
                    --data no/such/directory     | there is none at 'no
                    --storage oracle             | --storage is 'oracle'; it must be h2:mem, h2:PATH, embedded-postgres or
                    --storage h2:                | --storage is 'h2:'
                    --storage jdbc:postgresql://h:x/d | in a form that its driver does not know
                    --alias GTXPro               | --alias needs the form
                    --alias =Atlas               | --alias needs the form
                    --alias A=Nimbus --alias a=B | --alias takes 'a' for 'Nimbus' and for 'B'
                    --alias AtlasPro=AtlasProo   | the files have no such name. Did you mean 'Atlas Pro'?
                    """)
    void argument(String args, String message) {
        assertRefused(Run.with(args.split(" ")), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    accounts.csv       | account,sector       | acount,sector      | accounts.csv has the header 'acount,sector
                    products.csv       | series,sales_price   | series             | products.csv has the header 'product,series'; it must name the columns product,series,sales_price
                    products.csv       | Nimbus,Nimbus,1250   | Nimbus,Nimbus      | products.csv is malformed
                    products.csv       | Nimbus,Nimbus,1250   | Nimbus,Nimbus,1,2  | products.csv is malformed
                    products.csv       | Nimbus,Nimbus,1250   | "Nimbus,Nimbus     | products.csv is malformed
                    products.csv       | Nimbus,Nimbus,1250   | Nimbus,Nimbus,much | line 4: sales_price is 'much'; it must be a number
                    products.csv       | Nimbus,Nimbus,1250   | ,Nimbus,1250       | line 4: product is empty
                    products.csv       | Nimbus,Nimbus,1250   | ATLAS PRO,Nimbus,1 | line 4: product 'ATLAS PRO' is that of line 3 too
                    sales_pipeline.csv | 2024-10-15           | 15.10.2024         | line 2: engage_date is '15.10.2024'; it must be a day
                    sales_pipeline.csv | Ternport,Won         | Ternport,Wonn      | line 2: deal_stage is 'Wonn'; it must be one of Prospecting, Engaging, Won, Lost
                    """)
    void file(String file, String before, String after, String message) throws IOException {
        Run.replace(directory.resolve(file), before, after);
        assertRefused(Run.with("--data", directory.toString()), message);
    }

    @Test
    void missingFile() throws IOException {
        Files.delete(directory.resolve("sales_teams.csv"));
        assertRefused(Run.with("--data", directory.toString()), "sales_teams.csv is missing");
    }

    @Test
    void emptyFile() throws IOException {
        Files.writeString(directory.resolve("sales_teams.csv"), "");
        assertRefused(Run.with("--data", directory.toString()), "sales_teams.csv has the header ''");
    }

    @Test
    void fileThatIsNotUtf8() throws IOException {
        Files.write(
                directory.resolve("products.csv"),
                "product,series,sales_price\nCafé,C,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(Run.with("--data", directory.toString()), "products.csv is not UTF-8");
    }

    @Test
    void companyThatIsItsOwnAncestor() throws IOException {
        Run.replace(directory.resolve("accounts.csv"), "United Kingdom,", "United Kingdom,Harbour & Hale");
        assertRefused(Run.with("--data", directory.toString()), "VALUE_CYCLE");
    }

    @Test
    void readsFileWithByteOrderMark() throws IOException {
        Run.replace(directory.resolve("products.csv"), "product,", "\uFEFFproduct,");
        assertThat(Run.with("--json", "--data", directory.toString())).isEqualTo(Run.with("--json"));
    }

    private static void assertRefused(Run run, String message) {
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(2);
    }
}
