package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.ledger.Account;
import io.muster.ledger.Recorded;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two people whose entries carry one address: never two people on one account (behaviour.md sections 2 and 8). */
class OneAddressTest {

    private static final String ADDRESS = "ada@example.com";

    static Stream<Named<Supplier<ServiceWorld<?, ?>>>> services() {
        return Stream.of(Named.of("zoom", World::new), Named.of("webex", WebexWorld::new), Named.of("zendesk", ZendeskWorld::new),
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
}
