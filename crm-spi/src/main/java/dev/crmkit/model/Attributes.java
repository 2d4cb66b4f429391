package dev.crmkit.model;

import java.math.BigDecimal;

/** The built-in attribute types, to be imported statically: {@code text().required()}, {@code currency("EUR")}. Not instantiable. */
public final class Attributes {
    private Attributes() {}

    /** One line of text, up to 255 code points. */
    public static AttributeSpec text() {
        return AttributeSpec.ofType("TEXT");
    }

    /** One line of text, up to the given number of code points (1 to 255). */
    public static AttributeSpec text(int maxLength) {
        return text().config("maxLength", maxLength);
    }

    /** Long text, up to 100,000 code points; filters by contains, does not sort. */
    public static AttributeSpec textArea() {
        return AttributeSpec.ofType("TEXTAREA");
    }

    /** An exact decimal number. */
    public static AttributeSpec number() {
        return AttributeSpec.ofType("NUMBER");
    }

    /** An exact decimal number with at most {@code scale} digits after the point. */
    public static AttributeSpec number(int scale) {
        return number().config("scale", scale);
    }

    /** An exact decimal number between two bounds, both allowed. */
    public static AttributeSpec number(BigDecimal min, BigDecimal max) {
        return number().config("min", min).config("max", max);
    }

    /** An amount of money; a bare number is of the given currency (ISO 4217). */
    public static AttributeSpec currency(String defaultCurrency) {
        return AttributeSpec.ofType("CURRENCY").config("currency", defaultCurrency);
    }

    /** A calendar day. */
    public static AttributeSpec date() {
        return AttributeSpec.ofType("DATE");
    }

    /** An instant, to the microsecond. */
    public static AttributeSpec timestamp() {
        return AttributeSpec.ofType("TIMESTAMP");
    }

    /** Yes or no; empty counts as no in comparisons. */
    public static AttributeSpec checkbox() {
        return AttributeSpec.ofType("CHECKBOX");
    }

    /** One of the named options. */
    public static AttributeSpec select(String... options) {
        return AttributeSpec.ofType("SELECT").options(options);
    }

    /** One of the options that {@link AttributeSpec#option} adds, each with a state. */
    public static AttributeSpec status() {
        return AttributeSpec.ofType("STATUS");
    }

    /** Any of the named options. */
    public static AttributeSpec multiSelect(String... options) {
        return AttributeSpec.ofType("MULTI_SELECT").options(options);
    }

    /** An e-mail address. */
    public static AttributeSpec email() {
        return AttributeSpec.ofType("EMAIL");
    }

    /** A phone number; one without a country code is of the given region (ISO 3166). */
    public static AttributeSpec phone(String region) {
        return AttributeSpec.ofType("PHONE").config("region", region);
    }

    /** A phone number with its country code. */
    public static AttributeSpec phone() {
        return AttributeSpec.ofType("PHONE");
    }

    /** An http or https address. */
    public static AttributeSpec url() {
        return AttributeSpec.ofType("URL");
    }

    /** A postal address with an optional position. */
    public static AttributeSpec location() {
        return AttributeSpec.ofType("LOCATION");
    }

    /** The name of a person in parts. */
    public static AttributeSpec personName() {
        return AttributeSpec.ofType("PERSON_NAME");
    }

    /** A whole number from 1 to {@code max}. */
    public static AttributeSpec rating(int max) {
        return AttributeSpec.ofType("RATING").config("max", max);
    }

    /** At most one record of the named object. */
    public static AttributeSpec reference(String object) {
        return AttributeSpec.ofType("RECORD_REFERENCE").config("object", object);
    }

    /** Any number of records of the named object. */
    public static AttributeSpec references(String object) {
        return reference(object).config("multiple", true);
    }

    /** At most one record of the same object, above this one; a cycle is refused. */
    public static AttributeSpec parent(String object) {
        return reference(object).config("hierarchy", true);
    }

    /** At most one of the host's users. */
    public static AttributeSpec user() {
        return AttributeSpec.ofType("USER_REFERENCE");
    }

    /** Any number of the host's users. */
    public static AttributeSpec users() {
        return user().config("multiple", true);
    }

    /** Files; their bytes live with the host. */
    public static AttributeSpec file() {
        return AttributeSpec.ofType("FILE");
    }

    /** A value that the engine computes; {@code result} is the name of the type of what it computes. */
    public static AttributeSpec aiComputed(String result) {
        return AttributeSpec.ofType("AI_COMPUTED").config("result", result);
    }

    /**
     * A value computed from the other values of the record in the transaction that writes them, as in {@code formula("amount * probability")}. The language is
     * in {@code docs/formulas.md}.
     */
    public static AttributeSpec formula(String text) {
        return AttributeSpec.ofType("FORMULA").config("formula", text);
    }

    /**
     * A value computed by the workers over the live records of the object that refer to this one, as in {@code rollup("deal", "company").sum("amount")}.
     *
     * @param object the slug of the object whose records refer to this one
     * @param reference the slug of their attribute that does
     */
    public static Rollup rollup(String object, String reference) {
        return Rollup.over(object, reference);
    }

    /**
     * A value computed by the workers over the live records that this one refers to, as in {@code rollup("products").sum("price")}.
     *
     * @param reference the slug of this object's attribute that refers to them
     */
    public static Rollup rollup(String reference) {
        return Rollup.over(null, reference);
    }
}
