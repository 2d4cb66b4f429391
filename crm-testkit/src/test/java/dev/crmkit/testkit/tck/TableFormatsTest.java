package dev.crmkit.testkit.tck;

import dev.crmkit.internal.table.CsvFormat;
import dev.crmkit.internal.table.JsonLinesFormat;
import dev.crmkit.spi.table.TableFormat;
import org.junit.jupiter.api.Nested;

/** The engine's own forms of tables keep the contract of all. */
class TableFormatsTest {
    @Nested
    class Csv extends TableFormatTck {
        @Override
        protected TableFormat format() {
            return new CsvFormat();
        }
    }

    @Nested
    class JsonLines extends TableFormatTck {
        @Override
        protected TableFormat format() {
            return new JsonLinesFormat();
        }
    }
}
