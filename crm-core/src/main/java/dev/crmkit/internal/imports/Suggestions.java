package dev.crmkit.internal.imports;

import dev.crmkit.imports.CellFormat;
import dev.crmkit.imports.DateOrder;
import dev.crmkit.imports.ImportColumn;
import dev.crmkit.imports.ImportTarget;
import dev.crmkit.imports.RecordMatch;
import dev.crmkit.imports.TableSample;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.table.CellParser;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the columns of a table go: first those whose header is the name of something, then those whose header speaks of something of which there is
 * one, then those in whose cells stands what only one attribute holds. Not thread-safe.
 */
final class Suggestions {
    /** What headers say of things that every record may have. */
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("recordid", SystemFields.ID),
            Map.entry("crmid", SystemFields.ID),
            Map.entry("owner", SystemFields.OWNER),
            Map.entry("recordowner", SystemFields.OWNER),
            Map.entry("assignee", SystemFields.ASSIGNEE),
            Map.entry("assignedto", SystemFields.ASSIGNEE),
            Map.entry("source", SystemFields.SOURCE),
            Map.entry("leadsource", SystemFields.SOURCE),
            Map.entry("pipeline", SystemFields.PIPELINE),
            Map.entry("stage", SystemFields.STAGE),
            Map.entry("dealstage", SystemFields.STAGE),
            Map.entry("tags", SystemFields.TAG),
            Map.entry("tag", SystemFields.TAG),
            Map.entry("labels", SystemFields.TAG));

    /** What headers say of the parts of attributes, by the part with its type. */
    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("firstname", "PERSON_NAME.first"),
            Map.entry("givenname", "PERSON_NAME.first"),
            Map.entry("forename", "PERSON_NAME.first"),
            Map.entry("middlename", "PERSON_NAME.middle"),
            Map.entry("lastname", "PERSON_NAME.last"),
            Map.entry("surname", "PERSON_NAME.last"),
            Map.entry("familyname", "PERSON_NAME.last"),
            Map.entry("street", "LOCATION.line1"),
            Map.entry("streetaddress", "LOCATION.line1"),
            Map.entry("addressline1", "LOCATION.line1"),
            Map.entry("addressline2", "LOCATION.line2"),
            Map.entry("city", "LOCATION.city"),
            Map.entry("town", "LOCATION.city"),
            Map.entry("state", "LOCATION.region"),
            Map.entry("province", "LOCATION.region"),
            Map.entry("region", "LOCATION.region"),
            Map.entry("zip", "LOCATION.postalCode"),
            Map.entry("zipcode", "LOCATION.postalCode"),
            Map.entry("postcode", "LOCATION.postalCode"),
            Map.entry("postalcode", "LOCATION.postalCode"),
            Map.entry("country", "LOCATION.country"),
            Map.entry("countrycode", "LOCATION.country"),
            Map.entry("currency", "CURRENCY.currency"),
            Map.entry("currencycode", "CURRENCY.currency"));

    /** What headers say of whole attributes, by type. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("mail", "EMAIL"),
            Map.entry("email", "EMAIL"),
            Map.entry("emailaddress", "EMAIL"),
            Map.entry("phone", "PHONE"),
            Map.entry("phonenumber", "PHONE"),
            Map.entry("telephone", "PHONE"),
            Map.entry("tel", "PHONE"),
            Map.entry("mobile", "PHONE"),
            Map.entry("mobilephone", "PHONE"),
            Map.entry("website", "URL"),
            Map.entry("homepage", "URL"),
            Map.entry("url", "URL"),
            Map.entry("web", "URL"),
            Map.entry("fullname", "PERSON_NAME"),
            Map.entry("contactname", "PERSON_NAME"),
            Map.entry("address", "LOCATION"));

    private static final Set<String> TOLD_BY_CELLS =
            Set.of("EMAIL", "PHONE", "URL", "SELECT", "STATUS", "MULTI_SELECT");

    private final Tx tx;
    private final TableSample sample;
    private final List<CrmAttribute> attributes;
    private final boolean inPipelines;
    private final Map<Integer, ImportTarget> found = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();

    Suggestions(Tx tx, DefinedObject object, TableSample sample) {
        this.tx = tx;
        this.sample = sample;
        this.attributes = object.attributes().stream()
                .filter(attribute -> !type(attribute).isEngineWritten()
                        && !attribute.spec().type().equals("FILE")
                        && !tx.access().isReadOnly(attribute.id()))
                .toList();
        this.inPipelines = !object.pipelines().isEmpty();
    }

    private AttributeType type(CrmAttribute attribute) {
        return tx.types().get(attribute.spec().type());
    }

    List<ImportColumn> columns() {
        each(this::byName);
        each(this::byPart);
        each(this::byWord);
        each(this::byCells);
        List<ImportColumn> columns = new ArrayList<>();
        for (int i = 0; i < sample.headers().size(); i++) {
            ImportTarget target = found.get(i);
            if (target != null) {
                columns.add(new ImportColumn(sample.headers().get(i), target));
            }
        }
        return columns;
    }

    private interface Guess {
        Optional<ImportTarget> of(int column, String header);
    }

    private void each(Guess guess) {
        Set<String> headers = new HashSet<>();
        for (int i = 0; i < sample.headers().size(); i++) {
            String header = sample.headers().get(i);
            // Of two columns with one name none can be meant.
            boolean single = headers.add(header)
                    && sample.headers().stream().filter(header::equals).count() == 1;
            if (single && !header.isEmpty() && !found.containsKey(i) && !ErrorRows.COLUMNS.contains(header)) {
                int column = i;
                guess.of(i, plain(header)).ifPresent(target -> found.put(column, target));
            }
        }
    }

    /** Letters and digits, without case. */
    private static String plain(String text) {
        return TextFolding.fold(text)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Optional<ImportTarget> byName(int column, String header) {
        String said = sample.headers().get(column);
        if (SpecCheck.isField(said)) {
            // As exports call it.
            return taken.add(said) ? Optional.of(ImportTarget.value(said)) : Optional.empty();
        }
        Optional<CrmAttribute> named = attributes.stream()
                .filter(attribute -> plain(attribute.slug()).equals(header)
                        || plain(attribute.title()).equals(header)
                        || plain(attribute.key()).equals(header))
                .findFirst();
        if (named.isPresent()) {
            return take(column, named.get());
        }
        for (CrmAttribute attribute : attributes) {
            for (String part : SpecCheck.PARTS.getOrDefault(attribute.spec().type(), List.of())) {
                if (plain(attribute.slug() + part).equals(header)
                        || plain(attribute.title() + part).equals(header)) {
                    return take(attribute.slug(), part);
                }
            }
        }
        String field = FIELDS.get(header);
        if (field == null) {
            return Optional.empty();
        }
        boolean known = inPipelines || !(field.equals(SystemFields.STAGE) || field.equals(SystemFields.PIPELINE));
        return known && taken.add(field) ? Optional.of(ImportTarget.value(field)) : Optional.empty();
    }

    private Optional<ImportTarget> take(int column, CrmAttribute attribute) {
        boolean partly = taken.stream().anyMatch(name -> name.startsWith(attribute.slug() + "."));
        if (partly || !taken.add(attribute.slug())) {
            return Optional.empty();
        }
        Optional<String> target = type(attribute).referencedObject(attribute.spec());
        return Optional.of(
                target.isEmpty()
                        ? ImportTarget.value(attribute.slug())
                        : ImportTarget.reference(attribute.slug(), match(column, target.get())));
    }

    private Optional<ImportTarget> take(String slug, String part) {
        return !taken.contains(slug) && taken.add(slug + "." + part)
                ? Optional.of(ImportTarget.value(slug + "." + part))
                : Optional.empty();
    }

    /** By what the cells name records: an address if they hold nothing else, or a name. */
    private RecordMatch match(int column, String object) {
        return tx.access().view().find(object).stream()
                .flatMap(target -> target.attributes().stream())
                .filter(attribute -> attribute.spec().isUnique()
                        && Set.of("EMAIL", "PHONE", "URL")
                                .contains(attribute.spec().type())
                        && fits(column, attribute.spec()))
                .findFirst()
                .map(attribute -> RecordMatch.by(attribute.slug()))
                .orElse(RecordMatch.byName());
    }

    private Optional<ImportTarget> byPart(int column, String header) {
        String part = PARTS.get(header);
        if (part == null) {
            return Optional.empty();
        }
        String type = part.substring(0, part.indexOf('.'));
        return only(attribute -> attribute.spec().type().equals(type))
                .flatMap(attribute -> take(attribute.slug(), part.substring(part.indexOf('.') + 1)));
    }

    private Optional<ImportTarget> byWord(int column, String header) {
        String type = TYPES.get(header);
        Optional<CrmAttribute> meant = type == null
                ? Optional.empty()
                : only(attribute -> attribute.spec().type().equals(type));
        if (meant.isEmpty()) {
            Set<String> words = words(sample.headers().get(column));
            meant = only(attribute ->
                    (words.containsAll(words(attribute.slug())) || words.containsAll(words(attribute.title())))
                            && fits(column, attribute.spec()));
        }
        return meant.flatMap(attribute -> take(column, attribute));
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>(List.of(TextFolding.fold(text).split("[^\\p{L}\\p{N}]+")));
        words.remove("");
        return words;
    }

    private Optional<ImportTarget> byCells(int column, String header) {
        return only(attribute -> TOLD_BY_CELLS.contains(attribute.spec().type())
                        && cells(column).size() > 0
                        && fits(column, attribute.spec()))
                .flatMap(attribute -> take(column, attribute));
    }

    /** The one attribute that is still free and fits, if there is one and no other. */
    private Optional<CrmAttribute> only(Predicate<CrmAttribute> fitting) {
        List<CrmAttribute> fit = attributes.stream()
                .filter(attribute -> !taken.contains(attribute.slug()))
                .filter(fitting)
                .toList();
        return fit.size() == 1 ? Optional.of(fit.get(0)) : Optional.empty();
    }

    private List<String> cells(int column) {
        List<String> cells = new ArrayList<>();
        for (List<String> row : sample.rows()) {
            String cell = column < row.size() ? row.get(column) : "";
            if (!WhiteSpace.isBlank(cell)) {
                cells.add(cell);
            }
        }
        return cells;
    }

    /** Whether every cell of the sample is a value of the attribute, in one of the usual formats. */
    private boolean fits(int column, AttributeSpec spec) {
        if (tx.types().get(spec.type()).referencedObject(spec).isPresent()) {
            return true;
        }
        CellFormat standard = CellFormat.standard();
        for (CellFormat format : List.of(
                standard,
                standard.dates(DateOrder.DAY_MONTH_YEAR),
                standard.dates(DateOrder.MONTH_DAY_YEAR),
                standard.decimalComma().dates(DateOrder.DAY_MONTH_YEAR))) {
            CellParser parser = new CellParser(tx.types(), format, tx.schema().zone());
            if (cells(column).stream().allMatch(cell -> isValue(parser, spec, cell))) {
                return true;
            }
        }
        return false;
    }

    private boolean isValue(CellParser parser, AttributeSpec spec, String cell) {
        try {
            @Nullable Object parsed = parser.parse(spec, cell);
            return parsed != null && tx.types().get(spec.type()).normalise(spec, parsed) != null;
        } catch (InvalidValueException e) {
            return false;
        }
    }
}
