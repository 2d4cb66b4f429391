package dev.crmkit.xlsx;

import dev.crmkit.spi.table.TableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** Writes one sheet, row by row. Not thread-safe. */
final class XlsxWriter implements TableWriter {
    private static final int FLUSH_EVERY = 200;
    private static final int MAX_TEXT = 32_767;
    private static final String FIRST = "Sheet1";
    private static final Pattern SHEET = Pattern.compile("[^\\[\\]:*?/\\\\'\\p{Cntrl}]{1,31}");

    private final OutputStream bytes;
    private final Workbook workbook;
    private final Worksheet sheet;
    private int row;
    private boolean closed;

    XlsxWriter(OutputStream bytes, String sheetName) throws IOException {
        String name = sheetName.isEmpty() ? FIRST : sheetName;
        if (!SHEET.matcher(name).matches()) {
            bytes.close();
            throw new IOException("'" + name
                    + "' cannot be the name of a sheet: it has 1 to 31 characters, none of them [ ] : * ? / \\ or '");
        }
        this.bytes = bytes;
        this.workbook = new Workbook(bytes, "crmkit", "1.0");
        this.sheet = workbook.newWorksheet(name);
    }

    @Override
    public void write(List<String> cells) throws IOException {
        if (row == Worksheet.MAX_ROWS || cells.size() > Worksheet.MAX_COLS) {
            throw new IOException("A sheet has up to " + Worksheet.MAX_ROWS + " rows of " + Worksheet.MAX_COLS
                    + " cells. Export as CSV, or fewer records or columns");
        }
        for (int column = 0; column < cells.size(); column++) {
            write(column, cells.get(column));
        }
        row++;
        if (row % FLUSH_EVERY == 0) {
            sheet.flush();
        }
    }

    private void write(int column, String text) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        Optional<BigDecimal> number = CellText.number(text);
        if (number.isPresent()) {
            sheet.value(row, column, number.get());
            return;
        }
        String escaped = CellText.escape(text);
        if (escaped.length() > MAX_TEXT) {
            throw new IOException("Row " + (row + 1) + " has a text of " + text.length() + " characters in column "
                    + (column + 1) + "; a cell of a spreadsheet holds " + MAX_TEXT + ". Export as CSV");
        }
        // In its cell: shared texts would be held until the end.
        sheet.inlineString(row, column, escaped);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try (bytes) {
                workbook.finish();
            }
        }
    }
}
