package dev.crmkit.testkit;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ListQuery;
import dev.crmkit.record.CrmId;
import dev.crmkit.record.CrmMapping;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Constraints of Bean Validation on typed views hold, and none is passed over in silence. */
class TypedConstraintsTest {
    private static ValidatorFactory validators;

    record Money(@Positive BigDecimal amount, String currency) {}

    @CrmMapping("deal")
    @Consistent
    record Deal(
            @CrmId UUID id,

            @NotBlank(message = "must be named") @Size(max = 5)
            String name,

            @Max(value = 10, message = "must be at most {value}")
            Integer closeProbability,

            @Valid Money amount,
            List<@Pattern(regexp = "[a-z]+", message = "must be lower case") String> tags,
            String contact) {}

    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @Constraint(validatedBy = ConsistentValidator.class)
    @interface Consistent {
        String message() default "the contact of a named deal is not its name";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    public static final class ConsistentValidator implements ConstraintValidator<Consistent, Deal> {
        @Override
        public boolean isValid(Deal deal, ConstraintValidatorContext context) {
            return deal.name() == null || !deal.name().equals(deal.contact());
        }
    }

    @BeforeAll
    static void openValidators() {
        validators = Validation.byDefaultProvider()
                .configure()
                .messageInterpolator(new ParameterMessageInterpolator(Set.of(Locale.ROOT), Locale.ROOT, false))
                .buildValidatorFactory();
    }

    @AfterAll
    static void closeValidators() {
        validators.close();
    }

    private static CrmEngine engine(Validator validator) {
        CrmEngine.Builder builder = CrmEngine.builder().storage(InMemoryStorage.create());
        return (validator == null ? builder : builder.validator(validator)).build();
    }

    private static Crm crm(CrmEngine engine) {
        Crm crm = engine.workspace("acme").as(Actor.user("ada"));
        crm.schema()
                .define(ObjectSchema.named("deal")
                        .attribute("name", text().unique())
                        .attribute("close_probability", number())
                        .attribute("amount", currency("EUR"))
                        .attribute("tags", multiSelect("hot", "COLD"))
                        .attribute("contact", email())
                        .build());
        return crm;
    }

    private static Deal deal(UUID id, String name) {
        return new Deal(id, name, 5, new Money(BigDecimal.ONE, "EUR"), List.of("hot"), null);
    }

    @Test
    void broken_constraints_come_with_all_other_faults_under_the_attributes_slugs() {
        try (CrmEngine engine = engine(validators.getValidator())) {
            Crm crm = crm(engine);
            InvalidInputException refused = catchThrowableOfType(
                    InvalidInputException.class,
                    () -> crm.records(Deal.class)
                            .create(new Deal(
                                    null,
                                    "",
                                    11,
                                    new Money(new BigDecimal("-1"), "EUR"),
                                    List.of("hot", "COLD"),
                                    "not mail")));
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_INPUT);
            assertThat(refused.violations())
                    .extracting(Violation::path, Violation::code)
                    .containsExactly(
                            tuple("name", ErrorCode.CONSTRAINT_VIOLATED),
                            tuple("close_probability", ErrorCode.CONSTRAINT_VIOLATED),
                            tuple("amount.amount", ErrorCode.CONSTRAINT_VIOLATED),
                            tuple("tags[1].<list element>", ErrorCode.CONSTRAINT_VIOLATED),
                            tuple("contact", ErrorCode.VALUE_MALFORMED));
            assertThat(refused)
                    .hasMessageContaining("must be named")
                    .hasMessageContaining("must be at most 10, not 11");
            assertThat(crm.schema().recordCount("deal")).isZero();
        }
    }

    @Test
    void nothing_is_written_while_a_constraint_is_broken() {
        try (CrmEngine engine = engine(validators.getValidator())) {
            Crm crm = crm(engine);
            Deal stored = crm.records(Deal.class).create(deal(null, "fine"));
            InvalidInputException refused = catchThrowableOfType(
                    InvalidInputException.class, () -> crm.records(Deal.class).update(deal(stored.id(), "too long")));
            assertThat(refused.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATED);
            assertThat(crm.records(Deal.class).get(stored.id())).isEqualTo(stored);
            InvalidInputException several = catchThrowableOfType(
                    InvalidInputException.class,
                    () -> crm.records(Deal.class)
                            .createAll(List.of(deal(null, "good"), deal(null, "too long"), deal(null, "fine"))));
            assertThat(several.violations())
                    .extracting(Violation::path, Violation::code)
                    .containsExactly(
                            tuple("records[1].name", ErrorCode.CONSTRAINT_VIOLATED),
                            tuple("records[2].name", ErrorCode.VALUE_DUPLICATE));
            assertThat(crm.records(Deal.class).list(ListQuery.all()).items()).containsExactly(stored);
        }
    }

    @Test
    void a_constraint_of_the_record_as_a_whole_has_no_path() {
        try (CrmEngine engine = engine(validators.getValidator())) {
            Crm crm = crm(engine);
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() ->
                            crm.records(Deal.class).create(new Deal(null, "a@b.c", null, null, List.of(), "a@b.c")))
                    .satisfies(e -> assertThat(e.violations())
                            .containsExactly(new Violation(
                                    "", ErrorCode.CONSTRAINT_VIOLATED, "the contact of a named deal is not its name")));
        }
    }

    @CrmMapping("deal")
    record Plain(@CrmId UUID id, String name) {}

    @CrmMapping("deal")
    record OnComponent(@NotBlank String name) {}

    @CrmMapping("deal")
    record OnElement(List<@NotBlank String> tags) {}

    @CrmMapping("deal")
    record OnNested(@Valid Money amount) {}

    @CrmMapping("deal")
    record Repeated(
            @Pattern(regexp = "a.*") @Pattern(regexp = ".*b")
            String name) {}

    @ParameterizedTest
    @ValueSource(classes = {Deal.class, OnComponent.class, OnElement.class, OnNested.class, Repeated.class})
    void without_a_validator_constraints_are_refused(Class<? extends Record> type) {
        try (CrmEngine engine = engine(null)) {
            Crm crm = crm(engine);
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> crm.records(type))
                    .withMessageContaining("validator(...)")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MAPPING_INVALID));
            assertThat(crm.records(Plain.class).create(new Plain(null, "x")).name())
                    .isEqualTo("x");
        }
    }

    @Test
    void a_validator_does_not_disturb_types_without_constraints() {
        try (CrmEngine engine = engine(validators.getValidator())) {
            Crm crm = crm(engine);
            Plain stored = crm.records(Plain.class).create(new Plain(null, "x"));
            assertThat(crm.records("deal").get(stored.id()).values()).isEqualTo(Map.of("name", "x"));
        }
    }
}
