package dev.crmkit.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the numbered rules that a test proves, as in {@code STO-7.3} or {@code REC-4}. */
@Documented
@Repeatable(SpecRule.Several.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface SpecRule {

    /** The numbers of the rules. */
    String[] value();

    /** Holds repeated annotations; the compiler writes it. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @interface Several {

        /** The repeated annotations. */
        SpecRule[] value();
    }
}
