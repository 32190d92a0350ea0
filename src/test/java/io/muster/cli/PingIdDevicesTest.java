package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.ledger.Recorded;
import io.muster.plan.AccountState;
import io.muster.sandbox.pingid.PingIdSwitch;
import io.muster.sandbox.service.Fault;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MFA devices: none, merge, overwrite; the nine nicknames; the primary device. */
class PingIdDevicesTest {

    private static final String NUMBER = "+1 303 555 1234";
    private static final String PHONE = "{'type':'ANDROID','nickname':'My phone','primary':true}";

    private final PingIdWorld world = new PingIdWorld();

    @AfterEach
    void stop() {
        world.close();
    }

    /** Ada, with a number for text messages and one for calls; and Ben, so that the directory is never empty. */
    private PingIdWorld ada(String mode) {
        world.withDevices(mode).hire("Ada", "Byron", "Engineer", "Engineering").hire("Ben", "Brandt", "Engineer", "Engineering");
        world.directory.change("ada", "mobile", NUMBER);
        world.directory.change("ada", "homePhone", "+44 20 7946 0000,#12");
        return world;
    }

    private List<String> sync() {
        return Stream.of(PingIdWorld.story(world.sync())).flatMap(List::stream).filter(line -> line.contains(" ada ")).toList();
    }

    private List<String> nicknames() {
        return StreamSupport.stream(world.account("ada").get("devicesDetails").spliterator(), false).map(device -> device.path("nickname").asText("")).sorted().toList();
    }

    private long changes() {
        return Stream.of("offlinepairing", "updatedeviceattr", "unpairdevice").mapToLong(world::count).sum();
    }

    @Test
    void with_none_devices_are_never_touched() {
        // Given
        ada("none").seed("{'userName':'ada','status':'ACTIVE','devices':[" + PHONE + ",{'type':'SMS','data':'13035550000','nickname':'SMS Number 1'}]}");
        // When
        assertThat(sync()).containsExactly("link ada applied");
        world.directory.change("ada", "mobile", "+1 303 555 7777");
        // Then
        assertThat(sync()).isEmpty();
        assertThat(changes()).isZero();
        assertThat(nicknames()).containsExactly("My phone", "SMS Number 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "overwrite"})
    void a_new_user_gets_the_mapped_devices(String mode) {
        // When
        ada(mode);
        assertThat(sync()).containsExactly("create ada applied");
        // Then
        assertThat(nicknames()).containsExactly("SMS Number 1", "Voice Number 1");
        assertThat(world.device("ada", "Voice Number 1").path("type").asText()).isEqualTo("Voice");
        assertThat(world.device("ada", "Voice Number 1").path("phoneNumber").asText()).isEqualTo("2079460000,#12");
        long changes = changes();
        assertThat(sync()).isEmpty();
        assertThat(changes()).isEqualTo(changes);
    }

    @Test
    void all_nine_places_are_filled_from_their_attributes() {
        // Given
        ada("merge");
        String[][] lines = {{"mfaEmail1", "ada1@example.org", "Email 1"}, {"mfaEmail2", "ada2@example.org", "Email 2"}, {"mfaEmail3", "ada3@example.org", "Email 3"},
            {"mfaSms1", "+13035550001", "SMS Number 1"}, {"mfaSms2", "+13035550002", "SMS Number 2"}, {"mfaSms3", "+13035550003", "SMS Number 3"},
            {"mfaVoice1", "+493012345601", "Voice Number 1"}, {"mfaVoice2", "+493012345602", "Voice Number 2"}, {"mfaVoice3", "+493012345603", "Voice Number 3"}};
        for (String[] line : lines) {
            world.keys.remove("pingid.map." + line[0]);
            world.with("pingid.map." + line[0] + ".default", line[1]);
        }
        world.directory.remove("ben");
        // When
        assertThat(sync()).containsExactly("create ada applied");
        // Then
        assertThat(nicknames()).containsExactlyInAnyOrder(Stream.of(lines).map(line -> line[2]).toArray(String[]::new));
        assertThat(world.device("ada", "Email 2").path("email").asText()).isEqualTo("ada2@example.org");
        assertThat(world.device("ada", "Voice Number 3").path("countryCode").asText()).isEqualTo("49");
    }

    @Test
    void merge_replaces_changed_values_and_leaves_strangers() {
        // Given
        ada("merge").seed("{'userName':'ada','status':'ACTIVE','devices':[" + PHONE + ",{'type':'SMS','data':'13035550000','nickname':'SMS Number 1'},"
                + "{'type':'EMAIL','data':'own@example.org','nickname':'Email 3'}]}");
        // When
        assertThat(sync()).containsExactly("link ada applied");
        // Then: Email 3 is a place of ours that is not mapped
        assertThat(nicknames()).containsExactly("Email 3", "My phone", "SMS Number 1", "Voice Number 1");
        assertThat(world.device("ada", "SMS Number 1").path("phoneNumber").asText()).isEqualTo("3035551234");
        assertThat(world.device("ada", "My phone").path("deviceRole").asText()).isEqualTo("PRIMARY");
        assertThat(world.count("unpairdevice")).isEqualTo(1);
    }

    @Test
    void overwrite_chosen_later_reaches_those_who_have_not_changed() {
        // Given somebody whose devices are in order, and who has paired one of her own
        ada("merge").seed("{'userName':'ada','status':'ACTIVE','devices':[" + PHONE + "]}");
        assertThat(sync()).containsExactly("link ada applied");
        assertThat(nicknames()).contains("My phone");
        // When
        world.with("pingid.manage-devices", "overwrite");
        List<String> story = sync();
        // Then
        assertThat(story).containsExactly("update ada applied");
        assertThat(nicknames()).containsExactly("SMS Number 1", "Voice Number 1");
        assertThat(sync()).isEmpty();
    }

    @Test
    void overwrite_removes_every_stranger_even_where_ours_are_right() {
        // Given
        ada("overwrite").seed("{'userName':'ada','fname':'Ada','lname':'Byron','email':'ada@example.com','status':'ACTIVE','devices':[" + PHONE
                + ",{'type':'SMS','data':'13035551234','nickname':'SMS Number 1'},{'type':'VOICE','data':'442079460000,#12','nickname':'Voice Number 1'}]}");
        // When
        assertThat(sync()).containsExactly("link ada applied");
        // Then
        assertThat(nicknames()).containsExactly("SMS Number 1", "Voice Number 1");
        assertThat(world.count("offlinepairing")).isEqualTo(0);
        assertThat(world.count("unpairdevice")).isEqualTo(1);
        assertThat(sync()).isEmpty();
    }

    @Test
    void every_unpairing_names_its_device() {
        // Given
        overwrite_removes_every_stranger_even_where_ours_are_right();
        world.directory.change("ada", "mobile", "+1 303 555 7777");
        // When
        sync();
        // Then
        assertThat(world.pingid.calls()).filteredOn(call -> call.get("operation").asText().equals("unpairdevice")).hasSize(2)
                .allMatch(call -> call.at("/reqBody/deviceId").isNumber());
    }

    @ParameterizedTest
    @CsvSource({"+1 (303) 555-1234, 13035551234", "0013035551234, 13035551234", "+13035551234, 13035551234", "+49 30 1234567, 49301234567", "+353 1 2345678, 35312345678"})
    void numbers_are_compared_by_their_digits(String written, String shown) {
        // Given
        ada("merge").seed("{'userName':'ada','fname':'Ada','lname':'Byron','email':'ada@example.com','status':'ACTIVE','devices':[{'type':'SMS','data':'" + shown
                + "','nickname':'SMS Number 1'},{'type':'VOICE','data':'442079460000,#12','nickname':'Voice Number 1'}]}");
        world.directory.change("ada", "mobile", written);
        // When
        sync();
        // Then
        assertThat(changes()).isZero();
        assertThat(sync()).isEmpty();
    }

    /** A sync in which a device was paired, but never got its nickname. */
    private void interrupted() {
        world.with("muster.retry.tries", "0");
        world.pingid.faults().add(Fault.reset().afterWork().next(1).on("POST", "/pingid/rest/4/offlinepairing/do"));
        assertThat(sync()).anyMatch(line -> line.endsWith(" ada deferred"));
        assertThat(nicknames()).contains("");
        // a new process: the connection does not rest any more
        world.with("muster.retry.tries", "2");
    }

    @Test
    void a_pairing_that_was_interrupted_leaves_no_device_when_the_number_changes_since() {
        // Given
        ada("merge");
        interrupted();
        // When
        world.directory.change("ada", "mobile", "+1 303 555 7777");
        sync();
        // Then
        assertThat(nicknames()).containsExactly("SMS Number 1", "Voice Number 1");
        assertThat(world.device("ada", "SMS Number 1").path("phoneNumber").asText()).isEqualTo("3035557777");
        assertThat(sync()).isEmpty();
    }

    @Test
    void a_pairing_that_was_interrupted_leaves_no_device_even_after_years_of_absence() {
        // Given
        ada("merge");
        sync();
        world.directory.change("ada", "mobile", "+1 303 555 7777");
        interrupted();
        // When
        world.directory.disable("ada");
        sync();
        world.directory.change("ada", "mobile", NUMBER);
        sync();
        world.directory.enable("ada");
        sync();
        // Then
        assertThat(nicknames()).containsExactly("SMS Number 1", "Voice Number 1");
        assertThat(world.device("ada", "SMS Number 1").path("phoneNumber").asText()).isEqualTo("3035551234");
    }

    @Test
    void a_device_without_a_nickname_that_we_never_paired_stays() {
        // Given
        ada("merge").seed("{'userName':'ada','status':'ACTIVE','devices':[{'type':'SMS','data':'13035550000'}]}");
        // When
        sync();
        // Then
        assertThat(nicknames()).containsExactly("", "SMS Number 1", "Voice Number 1");
    }

    @Test
    void a_pairing_that_was_interrupted_gets_its_nickname_only() {
        // Given
        ada("merge");
        world.pingid.faults().add(Fault.reset().afterWork().next(1).on("POST", "/pingid/rest/4/offlinepairing/do"));
        // When
        assertThat(sync()).containsExactly("create ada applied");
        // Then
        assertThat(nicknames()).containsExactly("SMS Number 1", "Voice Number 1");
        assertThat(world.pingid.calls()).filteredOn(call -> call.get("operation").asText().equals("offlinepairing")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"none, true, SMS Number 1", "mfaVoice1, true, Voice Number 1", "mfaVoice1, false, Voice Number 1", "mfaSms1, false, SMS Number 1"})
    void the_primary_device_is_chosen_when_the_user_is_created(String choice, String firstIsPrimary, String primary) {
        // Given
        ada("merge").with("pingid.primary-device", choice);
        world.pingid.switches().set(PingIdSwitch.FIRST_DEVICE_PRIMARY, firstIsPrimary);
        // When
        sync();
        // Then
        assertThat(world.account("ada").at("/deviceDetails/nickname").asText()).isEqualTo(primary);
        // And when a device changes later, nobody chooses again
        long chosen = primaries();
        world.directory.change("ada", "mobile", "+1 303 555 7777");
        assertThat(sync()).containsExactly("update ada applied");
        assertThat(primaries()).isEqualTo(chosen);
    }

    private long primaries() {
        return world.pingid.calls().stream().filter(call -> call.at("/reqBody/attributeName").asText().equals("SET_PRIMARY")).count();
    }

    @ParameterizedTest
    @CsvSource({"true, SMS Number 1", "false, ''"})
    void a_primary_device_that_is_replaced_is_primary_again_if_wanted(String keep, String primary) {
        // Given
        ada("merge").with("pingid.primary-device", "mfaSms1").with("pingid.keep-primary", keep);
        sync();
        // When
        world.directory.change("ada", "mobile", "+1 303 555 7777");
        assertThat(sync()).containsExactly("update ada applied");
        // Then
        assertThat(world.account("ada").at("/deviceDetails/nickname").asText()).isEqualTo(primary);
        assertThat(world.device("ada", "SMS Number 1").path("phoneNumber").asText()).isEqualTo("3035557777");
    }

    @ParameterizedTest
    @CsvSource({"false, 2", "true, 1"})
    void an_emptied_value_unpairs_only_with_clear_attributes(String clear, int left) {
        // Given
        ada("merge").with("pingid.clear-attributes", clear);
        sync();
        // When
        world.directory.change("ada", "homePhone");
        sync();
        // Then
        assertThat(nicknames()).hasSize(left);
        assertThat(sync()).isEmpty();
    }

    @Test
    void an_emptied_mail_address_is_cleared_with_clear_attributes() {
        // Given
        ada("none").with("pingid.clear-attributes", "true").with("pingid.map.email", "title");
        sync();
        // When
        world.directory.change("ada", "title");
        assertThat(sync()).containsExactly("update ada applied");
        // Then
        assertThat(world.account("ada").get("email").isNull()).isTrue();
        assertThat(world.account("ada").path("fname").asText()).isEqualTo("Ada");
    }

    @Test
    void nobody_who_is_to_be_disabled_is_paired_and_whoever_comes_back_is() {
        // Given
        ada("merge");
        world.directory.disable("ada");
        // When
        assertThat(sync()).containsExactly("create ada applied");
        // Then
        assertThat(world.account("ada").path("status").asText()).isEqualTo("NOT_ACTIVE");
        assertThat(changes()).isZero();
        // And when they come
        world.directory.enable("ada");
        assertThat(sync()).containsExactly("enable ada applied");
        assertThat(nicknames()).containsExactly("SMS Number 1", "Voice Number 1");
        // And when they leave while their number changes
        world.directory.change("ada", "mobile", "+1 303 555 7777");
        world.directory.disable("ada");
        assertThat(sync()).containsExactly("disable ada applied");
        assertThat(world.device("ada", "SMS Number 1").path("phoneNumber").asText()).isEqualTo("3035551234");
        // Then the new number is paired when they are back
        world.directory.enable("ada");
        assertThat(sync()).containsExactly("enable ada applied");
        assertThat(world.device("ada", "SMS Number 1").path("phoneNumber").asText()).isEqualTo("3035557777");
    }

    @Test
    void a_masked_number_is_paired_too_when_its_owner_comes_back() {
        // Given
        ada("merge").with("pingid.map.mfaSms1.mask", "true");
        world.directory.disable("ada");
        sync();
        // When
        world.directory.enable("ada");
        assertThat(sync()).containsExactly("enable ada applied");
        // Then
        assertThat(world.device("ada", "SMS Number 1").path("phoneNumber").asText()).isEqualTo("3035551234");
    }

    static Stream<String> limits() {
        return PingIdSwitch.MAX_DEVICES.choices().stream();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void too_many_devices_are_the_devices_trouble_and_not_the_users(String limit) {
        // Given
        ada("merge");
        world.pingid.switches().set(PingIdSwitch.MAX_DEVICES, limit);
        int most = Integer.parseInt(limit.split(" ")[0]);
        StringBuilder devices = new StringBuilder();
        for (int i = 0; i < most; i++) {
            devices.append(i == 0 ? "" : ",").append("{'type':'ANDROID','nickname':'Phone ").append(i).append("'}");
        }
        world.seed("{'userName':'ada','status':'ACTIVE','devices':[" + devices + "]}");
        // When
        Recorded recorded = PingIdWorld.operations(world.sync()).stream().filter(one -> one.operation().key().equals("ada")).findFirst().orElseThrow();
        // Then
        assertThat(recorded.state()).isEqualTo("dead");
        assertThat(recorded.cause()).contains("the account is fine, but not its devices: SMS Number 1: PingID answered " + limit.split(" / ")[1]).contains("Voice Number 1");
        assertThat(world.account("ada").path("lname").asText()).isEqualTo("Byron");
    }

    @Test
    void a_new_user_whose_device_is_refused_is_recorded_and_leaves_like_any_other() {
        // Given
        ada("merge").with("pingid.on-removed", "delete");
        world.pingid.faults().add(Fault.status(400).body(world.pingid.signed(20559, "invalid phone number")).next(1).on("POST", "/pingid/rest/4/offlinepairing/do"));
        // When
        assertThat(sync()).containsExactly("create ada dead");
        // Then
        assertThat(nicknames()).containsExactly("Voice Number 1");
        assertThat(world.ledger().find("ada")).singleElement().satisfies(account -> {
            assertThat(account.state()).isEqualTo(AccountState.ACTIVE);
            assertThat(account.cause()).contains("SMS Number 1", "20559").doesNotContain("5551234");
        });
        // And when they leave
        world.dismiss("ada");
        assertThat(sync()).containsExactly("delete ada applied");
        assertThat(world.account("ada")).isNull();
    }

    @Test
    void a_number_that_is_none_is_left_out_with_a_warning() {
        // Given
        ada("merge");
        world.directory.change("ada", "mobile", "call the office");
        // When
        Recorded recorded = PingIdWorld.operations(world.sync()).stream().filter(one -> one.operation().key().equals("ada")).findFirst().orElseThrow();
        // Then
        assertThat(recorded.state()).isEqualTo("applied");
        assertThat(recorded.operation().warnings()).anyMatch(warning -> warning.startsWith("mfaSms1: "));
        assertThat(nicknames()).containsExactly("Voice Number 1");
    }

    @Test
    void a_user_who_was_never_paired_is_deleted_where_that_is_wanted() {
        // Given
        ada("none").with("pingid.never-paired", "delete");
        sync();
        world.directory.disable("ada");
        // When
        assertThat(sync()).containsExactly("disable ada applied");
        // Then
        assertThat(world.account("ada")).isNull();
        JsonNode ben = world.account("ben");
        assertThat(ben).isNotNull();
        assertThat(sync()).isEmpty();
    }
}
