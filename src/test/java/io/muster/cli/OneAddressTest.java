package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.ledger.Account;
import io.muster.ledger.Recorded;
import io.muster.plan.AccountState;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two people whose entries carry one address: never two people on one account (behaviour.md sections 2 and 8). */
class OneAddressTest {

    private static final String ADDRESS = "ada@example.com";

    static Stream<Named<Supplier<ServiceWorld<?, ?>>>> services() {
        return Stream.of(Named.of("zoom", World::new), Named.of("webex", WebexWorld::new), Named.of("zendesk", () -> new ZendeskWorld().with("zendesk.keep-old-email", "false")),
                Named.of("pingid", () -> new PingIdWorld().with("pingid.map.username", "mail")));
    }

    /** Ada and Blaise, who was given her address by mistake, and somebody with an address of her own. */
    private static void twoWithOneAddress(ServiceWorld<?, ?> world) {
        world.hire("Ada", "Byron", "Engineer", "Research").hire("Blaise", "Pascal", "Teacher", "Training").hire("Emmy", "Noether", "Researcher", "Research");
        world.directory.change("blaise", "mail", ADDRESS);
    }

    private static List<Account> owners(ServiceWorld<?, ?> world) {
        return world.ledger().find(ADDRESS).stream().filter(account -> account.account() != null).toList();
    }

    @ParameterizedTest
    @MethodSource("services")
    void two_new_people_with_one_address_never_share_an_account(Supplier<ServiceWorld<?, ?>> service) {
        try (ServiceWorld<?, ?> world = service.get()) {
            // Given
            twoWithOneAddress(world);
            // When
            Cycle cycle = world.sync();
            // Then one of them has the account, and the other is told whose it is
            assertThat(owners(world)).hasSize(1);
            assertThat(World.operations(cycle)).filteredOn(recorded -> ADDRESS.equals(recorded.operation().key())).extracting(Recorded::state)
                    .containsExactlyInAnyOrder("applied", "dead");
            assertThat(World.operations(cycle)).filteredOn(recorded -> recorded.state().equals("dead")).singleElement()
                    .satisfies(recorded -> assertThat(recorded.cause()).startsWith("conflict: ").contains("must be unique"));
            assertThat(World.story(cycle)).contains("create emmy@example.com applied");
            // And it stays so
            assertThat(World.story(world.sync())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void who_was_refused_gets_through_once_the_first_owners_account_is_deleted(Supplier<ServiceWorld<?, ?>> service) {
        try (ServiceWorld<?, ?> world = service.get()) {
            // Given
            twoWithOneAddress(world);
            world.with(world.service.name().toLowerCase(Locale.ROOT) + ".on-removed", "delete");
            world.sync();
            Account first = owners(world).get(0);
            // When
            world.dismiss(uid(first));
            Cycle cycle = world.sync();
            // Then the address is free once the account is gone, and the other has it by the same cycle
            assertThat(World.story(cycle)).containsExactly("delete " + ADDRESS + " applied", "create " + ADDRESS + " applied");
            assertThat(owners(world)).singleElement().satisfies(owner -> assertThat(uid(owner)).isNotEqualTo(uid(first)));
            assertThat(World.story(world.sync())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void who_was_refused_takes_the_account_over_from_an_entry_that_is_gone(Supplier<ServiceWorld<?, ?>> service) {
        try (ServiceWorld<?, ?> world = service.get()) {
            // Given
            twoWithOneAddress(world);
            world.sync();
            Account first = owners(world).get(0);
            // When the first owner is gone, whose account is only disabled
            world.dismiss(uid(first));
            world.sync();
            world.sync();
            // Then it is the other's, and nobody else's
            assertThat(owners(world)).singleElement().satisfies(owner -> {
                assertThat(uid(owner)).isNotEqualTo(uid(first));
                assertThat(owner.state()).isEqualTo(AccountState.ACTIVE);
                assertThat(owner.account()).isEqualTo(first.account());
            });
            assertThat(World.story(world.sync())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void who_was_refused_gets_through_once_the_first_owner_has_another_address(Supplier<ServiceWorld<?, ?>> service) {
        try (ServiceWorld<?, ?> world = service.get()) {
            // Given
            twoWithOneAddress(world);
            world.sync();
            String uid = uid(owners(world).get(0));
            Assumptions.assumeFalse(world instanceof PingIdWorld, "a name never changes there");
            // When
            world.directory.change(uid, "mail", "first@example.com");
            Cycle cycle = world.sync();
            // Then
            assertThat(World.story(cycle)).containsExactly("update first@example.com applied", "create " + ADDRESS + " applied");
            assertThat(World.story(world.sync())).isEmpty();
        }
    }

    private static String uid(Account account) {
        return account.dn().replaceAll("uid=([^,]*),.*", "$1");
    }
}
