package dev.crmkit.internal.query;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.member.Principal;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.RecordRef;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Operator;
import dev.crmkit.query.RelativeDate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Conditions as JSON documents. Attributes are kept by their ids and shown by their slugs of the day, so that renaming them breaks nothing. Only
 * for conditions that compile. Immutable.
 */
public final class FilterCodec {
    /** Marks an operand that JSON has no form for: its kind, and its text under {@code v}. */
    private static final String KIND = "$";

    private final TypeRegistry types;
    private final Function<String, Optional<CrmObject>> objects;

    /**
     * A codec for one state of the schema.
     *
     * @param objects the workspace's objects by slug, which references name
     */
    public FilterCodec(TypeRegistry types, Function<String, Optional<CrmObject>> objects) {
        this.types = types;
        this.objects = objects;
    }

    /** The document of a condition over the object; its attributes are named by id. */
    public Map<String, Object> write(CrmObject object, Filter filter) {
        return document(renamed(filter, path -> withIds(object, path)));
    }

    /** The condition of a document; its attributes are named by id. */
    public static Filter read(Map<String, Object> document) {
        if (document.get("and") instanceof List<?> parts) {
            return Filter.and(parts(parts));
        } else if (document.get("or") instanceof List<?> parts) {
            return Filter.or(parts(parts));
        } else if (document.get("not") instanceof Map<?, ?> part) {
            return Filter.not(read(Json.asObject(part)));
        }
        List<@Nullable Object> operands = new ArrayList<>();
        if (document.get("operands") instanceof List<?> written) {
            written.forEach(operand -> operands.add(readOperand(operand)));
        }
        return new Filter.Comparison(
                Json.requiredText(document, "path"),
                Operator.valueOf(Json.requiredText(document, "operator")),
                operands);
    }

    private static List<Filter> parts(List<?> written) {
        List<Filter> parts = new ArrayList<>();
        for (Object part : written) {
            if (part instanceof Map<?, ?> document) {
                parts.add(read(Json.asObject(document)));
            }
        }
        return parts;
    }

    /** The same condition with its attributes named by the slugs that they have now. */
    public Filter withSlugs(CrmObject object, Filter filter) {
        return renamed(filter, path -> withSlugs(object, path));
    }

    /** The path with its attributes named by id; what names none stays as it is. */
    public String withIds(CrmObject object, String path) {
        return path(object, path, a -> a.id().toString());
    }

    /** The path with its attributes named by the slugs that they have now; what names none stays as it is. */
    public String withSlugs(CrmObject object, String path) {
        return path(object, path, CrmAttribute::slug);
    }

    private static Filter renamed(Filter filter, UnaryOperator<String> names) {
        if (filter instanceof Filter.And and) {
            return Filter.and(and.parts().stream().map(p -> renamed(p, names)).toList());
        } else if (filter instanceof Filter.Or or) {
            return Filter.or(or.parts().stream().map(p -> renamed(p, names)).toList());
        } else if (filter instanceof Filter.Not not) {
            return Filter.not(renamed(not.part(), names));
        }
        Filter.Comparison comparison = (Filter.Comparison) filter;
        return new Filter.Comparison(names.apply(comparison.path()), comparison.operator(), comparison.operands());
    }

    private String path(CrmObject object, String path, Function<CrmAttribute, String> name) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return Names.find(object, path).map(name).orElse(path);
        }
        Optional<CrmAttribute> reference = Names.find(object, path.substring(0, dot));
        String rest = path.substring(dot + 1);
        String last = reference
                .flatMap(a -> types.find(a.spec().type()).flatMap(t -> t.referencedObject(a.spec())))
                .flatMap(objects)
                .flatMap(target -> Names.find(target, rest))
                .map(name)
                .orElse(rest);
        return reference.map(name).orElse(path.substring(0, dot)) + "." + last;
    }

    /** The document of a condition whose attributes are named by id already. */
    public static Map<String, Object> document(Filter filter) {
        Map<String, Object> document = new LinkedHashMap<>();
        if (filter instanceof Filter.And and) {
            document.put("and", and.parts().stream().map(FilterCodec::document).toList());
        } else if (filter instanceof Filter.Or or) {
            document.put("or", or.parts().stream().map(FilterCodec::document).toList());
        } else if (filter instanceof Filter.Not not) {
            document.put("not", document(not.part()));
        } else if (filter instanceof Filter.Comparison comparison) {
            document.put("path", comparison.path());
            document.put("operator", comparison.operator().name());
            List<@Nullable Object> operands = new ArrayList<>();
            comparison.operands().forEach(operand -> operands.add(operand(operand)));
            document.put("operands", operands);
        }
        return document;
    }

    private static @Nullable Object operand(@Nullable Object operand) {
        if (operand == null || operand instanceof String || operand instanceof Boolean) {
            return operand;
        } else if (operand instanceof Number number) {
            return new BigDecimal(number.toString());
        } else if (operand instanceof LocalDate || operand instanceof Instant || operand instanceof UUID) {
            return marked(operand.getClass().getSimpleName(), operand.toString());
        } else if (operand instanceof CrmRecord record) {
            return marked("UUID", record.id().toString());
        } else if (operand instanceof RecordRef reference) {
            return marked("UUID", reference.id().toString());
        } else if (operand instanceof Principal principal) {
            return principal.text();
        } else if (operand instanceof Actor actor) {
            return marked("Actor", actor.kind().name() + ":" + actor.id());
        } else if (operand instanceof RelativeDate span) {
            return marked("RelativeDate", span.form().name() + ":" + span.days());
        } else if (operand instanceof Collection<?> collection) {
            List<@Nullable Object> members = new ArrayList<>();
            collection.forEach(member -> members.add(operand(member)));
            return members;
        } else if (operand instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            map.forEach((key, value) -> fields.put(String.valueOf(key), operand(value)));
            return fields;
        }
        return operand.toString();
    }

    private static Map<String, Object> marked(String kind, String text) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(KIND, kind);
        document.put("v", text);
        return document;
    }

    private static @Nullable Object readOperand(@Nullable Object written) {
        if (written instanceof List<?> members) {
            List<@Nullable Object> operands = new ArrayList<>();
            members.forEach(member -> operands.add(readOperand(member)));
            return operands;
        } else if (written instanceof Map<?, ?> map) {
            if (map.get(KIND) instanceof String kind && map.get("v") instanceof String text) {
                return unmarked(kind, text);
            }
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            map.forEach((key, value) -> fields.put(String.valueOf(key), readOperand(value)));
            return fields;
        }
        return written;
    }

    private static Object unmarked(String kind, String text) {
        int colon = text.indexOf(':');
        return switch (kind) {
            case "LocalDate" -> LocalDate.parse(text);
            case "Instant" -> Instant.parse(text);
            case "UUID" -> UUID.fromString(text);
            case "Actor" -> new Actor(ActorKind.valueOf(text.substring(0, colon)), text.substring(colon + 1));
            case "RelativeDate" ->
                new RelativeDate(
                        RelativeDate.Form.valueOf(text.substring(0, colon)),
                        Integer.parseInt(text.substring(colon + 1)));
            default -> throw new IllegalArgumentException("Not a kind of operand: " + kind);
        };
    }
}
