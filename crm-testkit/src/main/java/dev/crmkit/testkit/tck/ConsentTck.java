package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.Consent;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What is said about consent, and that it is not forgotten. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class ConsentTck extends EngineTck {

    /** For subclasses. */
    protected ConsentTck() {}

    @Test
    @SpecRule("WSP-6")
    @DisplayName(
            "Consent has its ground, source, time and actor for each purpose; each statement is an event, the same again is none")
    void consentHasItsGround() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID channel = People.only(crm, ada).id();
        ConsentStatement granted =
                ConsentStatement.granted("marketing").basis("double opt-in").source("form /news");

        crm.channels().consent(channel, granted);
        clock().advance(Duration.ofMinutes(1));
        Channel said = crm.channels().consent(channel, granted);

        assertThat(said.consents().values())
                .containsExactly(new Consent(
                        "marketing",
                        ConsentState.GRANTED,
                        "double opt-in",
                        "form /news",
                        clock().instant().minus(Duration.ofMinutes(1)),
                        Actor.user("ada")));
        assertThat(said.consent("transactional")).isEqualTo(ConsentState.UNKNOWN);
        crm.channels().consent(channel, ConsentStatement.withdrawn("marketing"));
        assertThat(People.only(crm, ada).consent("marketing")).isEqualTo(ConsentState.WITHDRAWN);
        assertThat(People.events(crm, ada))
                .containsExactly(EventTypes.CONSENT_RECORDED, EventTypes.CONSENT_RECORDED, EventTypes.RECORD_CREATED);
        assertThatThrownBy(() -> crm.channels()
                        .consent(channel, new ConsentStatement("News!", ConsentState.GRANTED, "b".repeat(256), "\0")))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly("purpose", "basis", "source"));
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "Consent that was withdrawn holds again when the address is taken away and comes back, and may be withdrawn of archived records")
    void aWithdrawalIsNotForgotten() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID said = People.only(crm, ada).id();
        UUID given = crm.channels().add(ada, ChannelKind.PHONE, "+4930901820").id();
        crm.records(People.PERSON).archive(ada);
        crm.channels().consent(said, ConsentStatement.withdrawn("marketing"));
        crm.records(People.PERSON).restore(ada);
        crm.channels().consent(given, ConsentStatement.denied("marketing"));

        crm.records(People.PERSON).patch(ada, Map.of("email", ""));
        crm.channels().remove(given);
        assertThat(crm.channels().of(ada)).isEmpty();
        assertThat(crm.channels().find(ChannelKind.EMAIL, "ada@example.org")).isEmpty();
        assertThatThrownBy(() -> crm.channels().verify(said))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHANNEL_NOT_FOUND));
        crm.channels().add(ada, ChannelKind.EMAIL, "ADA@example.org");
        crm.records(People.PERSON).patch(ada, Map.of("phone", "030 901820"));

        assertThat(crm.channels().of(ada))
                .extracting(channel -> channel.consent("marketing"))
                .containsExactly(ConsentState.WITHDRAWN, ConsentState.DENIED);
    }
}
