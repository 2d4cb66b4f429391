package dev.crmkit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The bill of materials has no parent, so nothing but this keeps it in step. */
class BomTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

    @Test
    void the_bom_names_every_published_module() throws Exception {
        assertThat(read("crm-bom/pom.xml", "/project/dependencyManagement/dependencies/dependency/artifactId"))
                .containsExactlyElementsOf(PublishedModules.NAMES);
    }

    @Test
    void the_bom_has_the_version_of_the_parent() throws Exception {
        assertThat(read("crm-bom/pom.xml", "/project/version")).isEqualTo(read("pom.xml", "/project/version"));
    }

    private static List<String> read(String file, String path) throws Exception {
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(file).toFile());
        NodeList found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> found.item(i).getTextContent())
                .toList();
    }
}
