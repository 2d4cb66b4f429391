package dev.crmkit.xlsx;

import dev.crmkit.spi.table.BrokenTableException;
import dev.crmkit.spi.table.TableReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/** Reads one sheet, row by row. How far it is in the file can only be told at the end: the rows are packed. Not thread-safe. */
final class XlsxReader implements TableReader {
    /** What is not rows is held in memory; a file that says more of it than any spreadsheet does is not opened. */
    private static final long MAX_HELD = 256L << 20;

    private final Path file;
    private final long size;
    private final ReadableWorkbook workbook;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;
    private long row;
    private boolean ended;
    private boolean closed;

    private XlsxReader(Path file, long size, ReadableWorkbook workbook, Stream<Row> stream) {
        this.file = file;
        this.size = size;
        this.workbook = workbook;
        this.stream = stream;
        this.rows = stream.iterator();
    }

    /** The table's end is at the end of the archive, so the bytes are put where one can go to and fro. */
    static XlsxReader open(InputStream bytes, String sheet) throws IOException {
        try (bytes) {
            Path file = Files.createTempFile("crmkit", ".xlsx");
            try {
                long size = Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
                checkSize(file);
                return open(file, size, sheet);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        }
    }

    private static void checkSize(Path file) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            long held = 0;
            for (Enumeration<? extends ZipEntry> entries = archive.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                held += entry.getName().startsWith("xl/worksheets/") ? 0 : Math.max(0, entry.getSize());
            }
            if (held > MAX_HELD) {
                throw new BrokenTableException("The spreadsheet holds " + held + " bytes beside its rows; the limit is "
                        + MAX_HELD + ". Save it as CSV");
            }
        } catch (ZipException e) {
            throw new BrokenTableException("This is no spreadsheet: " + e.getMessage() + ". Save it as xlsx", e);
        }
    }

    private static XlsxReader open(Path file, long size, String name) throws IOException {
        ReadableWorkbook workbook;
        try {
            workbook = new ReadableWorkbook(file.toFile(), new ReadingOptions(true, false));
        } catch (IOException | RuntimeException e) {
            throw new BrokenTableException("This is no spreadsheet: " + e.getMessage() + ". Save it as xlsx", e);
        }
        try {
            Optional<Sheet> sheet = name.isEmpty() ? workbook.getSheets().findFirst() : workbook.findSheet(name);
            if (sheet.isEmpty()) {
                throw new BrokenTableException("There is no sheet '" + name + "'. The sheets are "
                        + workbook.getSheets().map(Sheet::getName).collect(Collectors.joining(", ")));
            }
            return new XlsxReader(file, size, workbook, sheet.get().openStream());
        } catch (IOException | RuntimeException e) {
            workbook.close();
            throw e;
        }
    }

    @Override
    public @Nullable List<String> next() throws IOException {
        try {
            while (rows.hasNext()) {
                Row next = rows.next();
                row = next.getRowNum();
                List<String> cells = cells(next);
                if (!cells.stream().allMatch(String::isBlank)) {
                    return cells;
                }
            }
            ended = true;
            return null;
        } catch (ExcelReaderException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw broken(e);
        } catch (UncheckedIOException e) {
            throw broken(e);
        }
    }

    private BrokenTableException broken(RuntimeException e) {
        return new BrokenTableException(
                "The sheet is broken after row " + row + ": " + e.getMessage() + ". Save it anew", e);
    }

    private List<String> cells(Row next) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < next.getCellCount(); column++) {
            Cell cell = next.getCell(column);
            cells.add(cell == null ? "" : text(cell));
        }
        return cells;
    }

    private String text(Cell cell) {
        CellType type = cell.getType();
        if (type == CellType.NUMBER || (type == CellType.FORMULA && cell.getValue() instanceof BigDecimal)) {
            double number = Double.parseDouble(String.valueOf(cell.getRawValue()));
            String date = DateFormats.isDate(cell.getDataFormatId(), cell.getDataFormatString())
                    ? DateFormats.text(number, workbook.isDate1904())
                    : null;
            return date == null ? number(number) : date;
        } else if (type == CellType.BOOLEAN) {
            return String.valueOf(cell.asBoolean());
        } else if (type == CellType.EMPTY) {
            return "";
        }
        String text = cell.getText();
        return text == null ? "" : CellText.unescape(text);
    }

    /** Spreadsheets keep doubles, and write 0.1 as 0.10000000000000001. */
    private static String number(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    @Override
    public long rowNumber() {
        return row;
    }

    @Override
    public long bytesRead() {
        return ended ? size : 0;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                stream.close();
                workbook.close();
            } finally {
                Files.deleteIfExists(file);
            }
        }
    }
}
