package dev.crmkit.checks;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The published modules and their classes, as they were built. */
final class PublishedModules {
    static final List<String> NAMES = List.of(
            "crm-spi",
            "crm-core",
            "crm-storage-jooq",
            "crm-storage-h2",
            "crm-storage-postgres",
            "crm-testkit",
            "crm-xlsx");

    /** A class comes from {@code crm-x/target/classes/} or from {@code crm-x-1.2.3.jar}. */
    private static final Pattern HOME = Pattern.compile(".*/(crm-[a-z0-9-]+?)(?:/target/classes/|-\\d[^/]*\\.jar!/).*");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(
                    location -> HOME.matcher(location.asURI().toString()).matches())
            .importPackages("dev.crmkit");

    private PublishedModules() {}

    static JavaClasses classes() {
        return CLASSES;
    }

    /** The module a class was built in; empty text for the classes of others. */
    static String of(JavaClass type) {
        return type.getSource()
                .map(source -> HOME.matcher(source.getUri().toString()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .orElse("");
    }
}
