package dev.crmkit.schema;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.ObjectSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of a workspace and their attributes. A change is metadata: no DDL, no table lock. Thread-safe, except inside a transaction.
 *
 * <p>Methods that name an object or attribute throw {@code NotFoundException} if it is not defined; those that change something throw
 * {@code InvalidInputException} with every fault. The engine implements it; hosts do not.
 */
public interface SchemaCatalog {

    /** Defines a new object. */
    CrmObject define(ObjectSchema schema);

    /** Defines several objects at once, all or none; they may refer to each other. */
    List<CrmObject> define(List<ObjectSchema> schemas);

    /** Installs the objects of a blueprint whole; those that the workspace has already get the attributes that they lack, and keep all else. */
    List<CrmObject> install(Blueprint blueprint);

    /** The object of that slug. */
    CrmObject get(String object);

    /** The object of that slug, if there is one. */
    Optional<CrmObject> find(String object);

    /** All objects, by slug. */
    List<CrmObject> list();

    /** Changes names, icon, colour, settings or the primary attribute of an object. */
    CrmObject alter(String object, ObjectChange change);

    /** Gives an object another slug; everything that refers to it goes on to. */
    CrmObject rename(String object, String newSlug);

    /** Takes an object away. Refused while it has live records or other objects refer to it. */
    void delete(String object);

    /** Adds an attribute after the others. */
    CrmObject addAttribute(String object, String attribute, AttributeSpec spec);

    /**
     * Changes the title, configuration, options or rules of an attribute; the type stays. Options may be added, renamed, reordered and
     * archived; none is taken away. Turning {@code unique} on is refused while live records share a value.
     */
    CrmObject alterAttribute(String object, String attribute, AttributeSpec spec);

    /** Gives an attribute another slug; everything that refers to it goes on to. */
    CrmObject renameAttribute(String object, String attribute, String newSlug);

    /** Puts the attributes in this order, which names each exactly once. */
    CrmObject reorderAttributes(String object, List<String> attributes);

    /**
     * Changes the type of an attribute and converts what records hold, in one transaction. The values before stay in the history.
     *
     * @return what became of the values
     */
    ConversionReport retypeAttribute(
            String object, String attribute, AttributeSpec spec, UnconvertibleValues unconvertible);

    /** Takes an attribute away. Its values become unreachable for good, also if a new attribute takes the slug. */
    CrmObject deleteAttribute(String object, String attribute);

    /** How many live records the object has; kept up with every write, not counted. */
    long recordCount(String object);

    /** Whether an index is kept, by attribute slug, and by name for the fields that say where records are in pipelines. */
    Map<String, Boolean> indexed(String object);

    /**
     * How each form of the object's attributes that are not hidden is indexed, in the order of the attributes. An attribute of money has two forms, of most types it has
     * one.
     */
    List<AttributeIndex> indexes(String object);

    /**
     * Compares what filters, sorts and search look at with the values of every record of the object, archived ones too, in portions, each a transaction of its own unless
     * this is called inside one. Nothing is changed; {@link #rebuildIndexes} mends what is found.
     *
     * @throws dev.crmkit.error.ForbiddenException for actors who may not change the schema
     */
    IndexReport checkIndexes(String object);

    /**
     * Lets the workers write what filters, sorts and search look at once more for every record of the object, from its values. Versions, times and history of the records
     * stay as they are. What is being done already begins anew.
     *
     * @throws dev.crmkit.error.ForbiddenException for actors who may not change the schema
     */
    void rebuildIndexes(String object);
}
