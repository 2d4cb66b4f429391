package dev.crmkit.xlsx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.exports.ExportSpec;
import dev.crmkit.model.Actor;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.spi.table.BrokenTableException;
import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import dev.crmkit.spi.table.TableWriter;
import dev.crmkit.testkit.InMemoryStorage;
import dev.crmkit.testkit.tck.TableFormatTck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class XlsxFormatTest {
    private static final String MAIN = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private static final String RELATIONS =
            "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    private static final String TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    private final XlsxFormat format = new XlsxFormat();

    @Nested
    class Contract extends TableFormatTck {
        @Override
        protected TableFormat format() {
            return new XlsxFormat();
        }
    }

    private List<List<String>> read(byte[] bytes, String sheet) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (TableReader reader = format.open(
                new ByteArrayInputStream(bytes), TableOptions.defaults().sheet(sheet))) {
            for (List<String> row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** A spreadsheet as others write them: shared texts, styles, several sheets. */
    private static byte[] workbook(String settings, String rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(
                    zip,
                    "[Content_Types].xml",
                    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                            + override("workbook.xml", "sheet.main")
                            + override("worksheets/sheet1.xml", "worksheet")
                            + override("worksheets/sheet2.xml", "worksheet")
                            + override("styles.xml", "styles")
                            + override("sharedStrings.xml", "sharedStrings")
                            + "</Types>");
            put(
                    zip,
                    "_rels/.rels",
                    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                            + "<Relationship Id=\"r1\" Type=\"" + TYPE + "officeDocument\" Target=\"xl/workbook.xml\"/>"
                            + "</Relationships>");
            put(
                    zip,
                    "xl/workbook.xml",
                    "<workbook " + MAIN + " " + RELATIONS + ">" + settings
                            + "<sheets><sheet name=\"First\" sheetId=\"1\" r:id=\"r1\"/>"
                            + "<sheet name=\"Second\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>");
            put(
                    zip,
                    "xl/_rels/workbook.xml.rels",
                    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                            + relation("r1", "worksheet", "worksheets/sheet1.xml")
                            + relation("r2", "worksheet", "worksheets/sheet2.xml")
                            + relation("r3", "styles", "styles.xml")
                            + relation("r4", "sharedStrings", "sharedStrings.xml") + "</Relationships>");
            put(
                    zip,
                    "xl/styles.xml",
                    "<styleSheet " + MAIN
                            + "><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy hh:mm\"/>"
                            + "<numFmt numFmtId=\"165\" formatCode=\"[Red]0.00 &quot;days&quot;;[h]\"/></numFmts>"
                            + "<cellXfs count=\"5\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
                            + "<xf numFmtId=\"165\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>");
            put(
                    zip,
                    "xl/sharedStrings.xml",
                    "<sst " + MAIN + " count=\"2\" uniqueCount=\"2\"><si><t>Name</t></si>"
                            + "<si><r><t>bold </t></r><r><t xml:space=\"preserve\">and _x0041_</t></r></si></sst>");
            put(zip, "xl/worksheets/sheet1.xml", sheet(rows));
            put(zip, "xl/worksheets/sheet2.xml", sheet("<row r=\"3\"><c r=\"B3\"><v>2</v></c></row>"));
        }
        return out.toByteArray();
    }

    private static String override(String part, String type) {
        return "<Override PartName=\"/xl/" + part
                + "\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml." + type + "+xml\"/>";
    }

    private static String relation(String id, String type, String target) {
        return "<Relationship Id=\"" + id + "\" Type=\"" + TYPE + type + "\" Target=\"" + target + "\"/>";
    }

    private static String sheet(String rows) {
        return "<worksheet " + MAIN + "><sheetData>" + rows + "</sheetData></worksheet>";
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    @Test
    void spreadsheets_of_others_are_read_as_they_show() throws IOException {
        byte[] bytes = workbook(
                "",
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
                        + "<row r=\"2\"><c r=\"A2\"><v>0.10000000000000001</v></c><c r=\"B2\"><v>1E3</v></c>"
                        + "<c r=\"C2\" t=\"b\"><v>1</v></c><c r=\"D2\" t=\"e\"><v>#N/A</v></c></row>"
                        + "<row r=\"4\"><c r=\"A4\" s=\"1\"><v>46082</v></c><c r=\"B4\" s=\"2\"><v>46082.395833333336</v></c>"
                        + "<c r=\"C4\" s=\"3\"><v>3.5</v></c><c r=\"D4\" s=\"4\"><v>0.75</v></c>"
                        + "<c r=\"E4\"><f>1+1</f><v>2</v></c><c r=\"F4\" t=\"str\"><f>A1</f><v>shown</v></c></row>");
        assertThat(read(bytes, ""))
                .containsExactly(
                        List.of("Name", "", "bold and A"),
                        List.of("0.1", "1000", "true", "#N/A"),
                        List.of("2026-03-01", "2026-03-01T09:30", "3.5", "18:00", "2", "shown"));
        assertThat(read(bytes, "Second")).containsExactly(List.of("", "2"));
        try (TableReader reader = format.open(new ByteArrayInputStream(bytes), TableOptions.defaults())) {
            reader.next();
            reader.next();
            reader.next();
            assertThat(reader.rowNumber()).isEqualTo(4);
        }
        assertThatThrownBy(() -> read(bytes, "Third"))
                .isInstanceOf(BrokenTableException.class)
                .hasMessageContaining("First, Second");
        assertThat(format.reads("a.bin", bytes)).isTrue();
        assertThat(format.reads("a.jar", new byte[] {'P', 'K', 3, 4, 0, 0})).isFalse();
        assertThat(format.reads("A.XLSX", bytes)).isTrue();
    }

    @Test
    void days_may_count_from_1904() throws IOException {
        String row = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>1</v></c></row>";
        assertThat(read(workbook("<workbookPr date1904=\"1\"/>", row), "")).containsExactly(List.of("1904-01-02"));
        assertThat(read(workbook("", row), "")).containsExactly(List.of("1900-01-01"));
    }

    @Test
    void what_is_no_spreadsheet_is_broken() throws IOException {
        assertThatThrownBy(() -> read("no archive".getBytes(StandardCharsets.UTF_8), ""))
                .isInstanceOf(BrokenTableException.class);
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(other)) {
            put(zip, "a.xml", "<a/>");
        }
        assertThatThrownBy(() -> read(other.toByteArray(), "")).isInstanceOf(BrokenTableException.class);
        byte[] cut = workbook("", "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row");
        assertThatThrownBy(() -> read(cut, "")).isInstanceOf(BrokenTableException.class);
    }

    @Test
    void what_a_sheet_cannot_hold_is_told() throws IOException {
        try (TableWriter writer = format.create(new ByteArrayOutputStream(), TableOptions.defaults())) {
            writer.write(List.of("a"));
            assertThatThrownBy(() -> writer.write(List.of("b", "x".repeat(32_768))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Row 2")
                    .hasMessageContaining("column 2")
                    .hasMessageContaining("32767");
        }
        assertThatThrownBy(() -> format.create(
                        new ByteArrayOutputStream(), TableOptions.defaults().sheet("a/b")))
                .isInstanceOf(IOException.class);
        ByteArrayOutputStream named = new ByteArrayOutputStream();
        try (TableWriter writer = format.create(named, TableOptions.defaults().sheet("Deals 2026"))) {
            writer.write(List.of("x"));
        }
        assertThat(read(named.toByteArray(), "Deals 2026")).containsExactly(List.of("x"));
    }

    @Test
    void an_engine_exports_to_it() throws IOException {
        try (CrmEngine engine = CrmEngine.builder()
                .storage(InMemoryStorage.create())
                .tableFormat(format)
                .build()) {
            Crm crm = engine.workspace("acme").as(Actor.user("ada"));
            crm.schema()
                    .define(ObjectSchema.named("deal")
                            .attribute("name", Attributes.text())
                            .attribute("size", Attributes.number())
                            .build());
            crm.records("deal").create(Map.of("name", "=HYPERLINK(\"x\")", "size", 12));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(crm.exports().write(ExportSpec.of("deal").format("xlsx").columns("name", "size"), out))
                    .isEqualTo(1);
            assertThat(read(out.toByteArray(), ""))
                    .containsExactly(List.of("name", "size"), List.of("=HYPERLINK(\"x\")", "12"));
        }
    }
}
