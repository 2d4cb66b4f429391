package dev.crmkit.record;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which object a Java record is a view of. Each component is the attribute whose slug is the component's name in snake case
 * ({@code closeDate} is {@code close_date}), or the one that {@link CrmAttributeName} names; {@link CrmId} and {@link CrmVersion} mark the record's own.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CrmMapping {
    /** The slug of the object. */
    String value();
}
