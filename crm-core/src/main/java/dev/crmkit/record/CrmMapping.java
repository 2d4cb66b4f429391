package dev.crmkit.record;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which object a Java record is a view of. Each component is the attribute whose slug is the component's name in snake case
 * ({@code closeDate} is {@code close_date}), or the one that {@link CrmAttributeName} names; {@link CrmId} and {@link CrmVersion} mark the record's own.
 *
 * <table>
 * <caption>Which component holds which attribute</caption>
 * <tr><th>Attribute</th><th>Component</th></tr>
 * <tr><td>TEXT, TEXTAREA, EMAIL, PHONE, URL</td><td>{@code String}</td></tr>
 * <tr><td>NUMBER, RATING</td><td>{@code BigDecimal}, {@code BigInteger}, {@code Long}, {@code Integer}, {@code Short}; never rounded</td></tr>
 * <tr><td>CURRENCY</td><td>a Java record of {@code amount} and {@code currency}, {@code Map<String, Object>}, or a number type for the amount alone</td></tr>
 * <tr><td>DATE, TIMESTAMP</td><td>{@code LocalDate}, {@code Instant}</td></tr>
 * <tr><td>CHECKBOX</td><td>{@code Boolean}, {@code boolean}</td></tr>
 * <tr><td>SELECT, STATUS</td><td>{@code String} (the option's id), an enum</td></tr>
 * <tr><td>MULTI_SELECT</td><td>{@code List} or {@code Set} of {@code String} or of an enum</td></tr>
 * <tr><td>PERSON_NAME</td><td>a Java record of some of its parts, {@code Map<String, Object>}, {@code String} (the full name)</td></tr>
 * <tr><td>LOCATION</td><td>a Java record of some of its parts, {@code Map<String, Object>}</td></tr>
 * <tr><td>RECORD_REFERENCE</td><td>{@code UUID}, {@link dev.crmkit.model.RecordRef}; {@code List} or {@code Set} of these</td></tr>
 * <tr><td>USER_REFERENCE</td><td>{@code String}; {@code List} or {@code Set} of it</td></tr>
 * <tr><td>FILE</td><td>{@code List} of a Java record of all its parts, or of {@code Map<String, Object>}</td></tr>
 * <tr><td>AI_COMPUTED, FORMULA, ROLLUP</td><td>as its result type; read only</td></tr>
 * <tr><td>a plugin's type</td><td>the class of its values</td></tr>
 * </table>
 *
 * <p>{@code long}, {@code int} and {@code short} need a required attribute, because they cannot be empty. An enum constant stands for the option whose id
 * is its name, whatever the case and without regard to {@code -}, {@code _} and spaces; every constant must have an option. One attribute may have two components if one of them is
 * made of {@code RecordRef}: that one shows, the other writes.
 *
 * <p>Where the Java record or a component of it carries constraints of Bean Validation, they hold before a record is written.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CrmMapping {
    /** The slug of the object. */
    String value();
}
