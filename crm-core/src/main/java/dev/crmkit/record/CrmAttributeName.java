package dev.crmkit.record;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the attribute that a component maps, or a field that every record has: {@code @owner}, {@code @assignee}, {@code @source}, {@code @pipeline}
 * and {@code @stage} are read and written, {@code @stage_entered_at}, {@code @closed_at}, {@code @display_name}, {@code @created_at}, {@code @updated_at}, {@code @archived_at} and {@code @last_activity_at} only read.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface CrmAttributeName {
    /** The slug of the attribute, or the name of the field. */
    String value();
}
