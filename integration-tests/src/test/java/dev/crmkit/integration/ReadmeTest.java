package dev.crmkit.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
    private static final String IMPORTS = """
            import static dev.crmkit.model.Attributes.*;
            import static dev.crmkit.query.Filter.attr;
            import static dev.crmkit.query.ListQuery.where;
            import static dev.crmkit.query.Sort.desc;
            import dev.crmkit.*;
            import dev.crmkit.model.*;
            import dev.crmkit.query.*;
            import dev.crmkit.storage.h2.H2Storage;
            import java.nio.file.Path;
            import java.util.*;
            """;

    @Test
    @DisplayName("The code in the README compiles, runs and prints the deal that it asks for")
    void codeRuns(@TempDir Path directory) throws Exception {
        String code = firstBlock("java").replace("Path.of(\"crm\")", "Path.of(System.getProperty(\"readme.file\"))");
        assertThat(code.lines().count()).as("lines of the sample").isLessThanOrEqualTo(20);
        Path source = Files.writeString(
                directory.resolve("Sample.java"),
                IMPORTS + "public class Sample { public static void main(String[] args) throws Exception {\n" + code
                        + "}}\n");
        StringWriter errors = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            errors,
                            files,
                            null,
                            List.of("-d", directory.toString(), "-classpath", System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(errors.toString()).isTrue();
        }
        System.setProperty("readme.file", directory.resolve("crm").toString());
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("Sample").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(console);
            System.clearProperty("readme.file");
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("Renewal: 12000.00");
    }

    @Test
    @DisplayName("The test command of the README is exactly what CI calls")
    void ciCallsTheTestCommand() throws Exception {
        List<String> script = Files.readAllLines(root().resolve(".ci/run"));
        assertThat(script.get(script.size() - 1)).isEqualTo("mvn -B -ntp verify");
        assertThat(Files.readString(root().resolve("README.md"))).contains("```\nmvn -B -ntp verify\n```");
    }

    private static String firstBlock(String language) throws Exception {
        Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root().resolve("README.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve(".ci/run"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
