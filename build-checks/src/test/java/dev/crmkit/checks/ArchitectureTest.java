package dev.crmkit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the classes of the published modules to the {@link Walls}. */
class ArchitectureTest {
    @Test
    void every_published_module_is_looked_at() {
        assertThat(PublishedModules.classes().stream().map(PublishedModules::of).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(PublishedModules.NAMES);
    }

    @Test
    void modules_see_only_what_they_may_see() {
        Walls.moduleDirections(PublishedModules::of).check(PublishedModules.classes());
    }

    @Test
    void one_package_lives_in_one_module() {
        Walls.onePackageLivesInOneModule(PublishedModules::of).check(PublishedModules.classes());
    }

    @Test
    void packages_form_no_cycles() {
        Walls.noPackageCycles().check(PublishedModules.classes());
    }

    @Test
    void internal_packages_stay_in_their_module() {
        Walls.internalStaysInItsModule(PublishedModules::of).check(PublishedModules.classes());
    }

    @Test
    void public_signatures_name_only_our_types_and_those_of_java() {
        Walls.publicSignaturesNameOnlyOurTypes(PublishedModules::of).check(PublishedModules.classes());
    }

    @Test
    void time_comes_from_the_clock_that_was_handed_in() {
        Walls.timeComesFromTheClock().check(PublishedModules.classes());
    }

    @Test
    void nothing_sleeps() {
        Walls.noSleep().check(PublishedModules.classes());
    }

    @Test
    void threads_start_in_one_place() {
        Walls.threadsStartInOnePlace().check(PublishedModules.classes());
    }

    @Test
    void nothing_is_found_by_service_loader() {
        Walls.noServiceLoader().check(PublishedModules.classes());
    }

    @Test
    void nothing_prints() {
        Walls.noStandardStreams().check(PublishedModules.classes());
    }

    @Test
    void static_fields_hold_no_state() {
        Walls.noMutableStatics().check(PublishedModules.classes());
    }

    @Test
    void every_package_is_null_marked() {
        Walls.packagesAreNullMarked().check(PublishedModules.classes());
    }

    @Test
    void names_say_what_a_thing_is() {
        Walls.namesSayWhatAThingIs().check(PublishedModules.classes());
    }
}
