package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.cycle.Cycle;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The connector under the other setting of every uncertain point of Zoom's sheet that can touch it: the life of one user ends the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZoomSwitchesTest {

    private final World world = new World();
    private int number;

    @BeforeAll
    void start() {
        world.with("zoom.map.organization", "o").with("zoom.map.phone", "telephoneNumber").with("zoom.on-removed", "delete").with("zoom.users.filter", "(mail=*)");
        world.directory.withPeople(1);
        world.sync();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {"none=default", "previousTokenSurvives=false", "tokenParamsInQuery=400", "oauthErrorStatus=401", "expiresIn=3599", "gatewayErrorShape=SCIM",
        "duplicateCreate=409 uniqueness", "duplicateCreate=400", "foreignEmailCreate=409", "unassociatedDomain=active", "otherLoginType=ignored", "pendingSearch=404", "missingUser=400",
        "postEmailDiffers=400", "putUserName=applied", "putAbsent=cleared", "putEmptyString=ignored", "putStatusAndAttributes=all", "updateInactive=200 ignored",
        "updateInactive=200 applied", "adminProtected=403", "adminProtected=off", "patchPathActive=accepted", "licenceOnReenable=Basic", "userTypeVocabulary=new only",
        "phoneTypes=work->office", "countAbove100=400", "listRowsPoor=full", "errorStatusType=string", "responseType=application/scim+json", "pathCase=404", "retryAfter=seconds"})
    void a_users_life_ends_the_same(String name, String value) throws Exception {
        // Given
        if (!name.equals("none")) {
            world.zoom.turn(name, value);
        }
        String uid = "person" + ++number;
        String mail = uid + "@example.com";
        try {
            // When: hired, promoted, disabled with a new title, enabled with another, changed after a token was revoked, deleted
            world.directory.hire(capital(uid), "Switch", "Engineer", "Research");
            assertThat(World.story(world.sync())).containsExactly("create " + mail + " applied");
            world.directory.set(uid, "title", "Director");
            assertThat(World.story(world.sync())).containsExactly("update " + mail + " applied");
            assertThat(world.account(mail).at("/name/familyName").asText()).isEqualTo("Switch");
            world.directory.set(uid, "title", "Emerita");
            world.directory.set(uid, "employeeType", "left");
            assertThat(World.story(world.sync())).containsExactly("disable " + mail + " applied");
            assertThat(world.account(mail).path("title").asText()).isEqualTo("Emerita");
            assertThat(world.account(mail).path("active").asBoolean()).isFalse();
            world.directory.set(uid, "title", "Returned");
            world.directory.set(uid, "employeeType");
            assertThat(World.story(world.sync())).containsExactly("enable " + mail + " applied");
            world.zoom.revokeTokens();
            world.directory.set(uid, "departmentNumber", "Finance");
            assertThat(World.story(world.sync())).containsExactly("update " + mail + " applied");
            // Then
            assertThat(world.account(mail).path("title").asText()).isEqualTo("Returned");
            assertThat(world.account(mail).path("active").asBoolean()).isTrue();
            assertThat(world.account(mail).at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department").asText()).isEqualTo("Finance");
            world.directory.remove(uid);
            assertThat(World.story(world.sync())).containsExactly("delete " + mail + " applied");
            assertThat(world.account(mail)).isNull();
            assertThat(World.story(world.sync())).isEmpty();
        } finally {
            world.zoom.turn("previousTokenSurvives", "true");
            reset();
        }
    }

    private void reset() {
        for (String one : List.of("tokenParamsInQuery=accept", "oauthErrorStatus=400", "expiresIn=3600", "gatewayErrorShape=code/message", "duplicateCreate=409",
                "foreignEmailCreate=201 pending", "unassociatedDomain=pending", "otherLoginType=pending", "pendingSearch=400", "missingUser=404", "postEmailDiffers=ignored",
                "putUserName=ignored", "putEmail=changes", "putAbsent=kept", "putEmptyString=clears", "putStatusAndAttributes=status only", "updateInactive=400", "adminProtected=400",
                "patchPathActive=400", "licenceOnReenable=restored", "userTypeVocabulary=all", "phoneTypes=stored", "countAbove100=clamp", "listRowsPoor=true",
                "errorStatusType=number", "responseType=application/json", "pathCase=accepted", "retryAfter=ISO")) {
            world.zoom.turn(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {"pendingSearch=400", "pendingSearch=404", "missingUser=400"})
    void a_pending_user_is_never_taken_for_gone(String name, String value) {
        // Given a user who has to accept an invitation
        world.zoom.turn(name, value);
        String uid = "pending" + ++number;
        String mail = uid + "@example.com";
        world.zoom.foreign(List.of(mail));
        try {
            world.directory.hire(capital(uid), "Guest", "Guest", "Sales");
            world.sync();
            // When
            world.directory.remove(uid);
            Cycle cycle = world.sync();
            // Then
            assertThat(world.ledger().find(mail)).as(World.story(cycle).toString()).singleElement().satisfies(account -> assertThat(account.account()).isNotNull());
            // And when they accept
            world.zoom.accept(mail);
            world.sync();
            // Then
            assertThat(world.account(mail)).isNull();
        } finally {
            reset();
        }
    }

    @ParameterizedTest
    @CsvSource({"400", "403"})
    void an_administrator_is_a_permanent_failure_that_says_what_to_do(String protection) throws Exception {
        // Given
        world.zoom.turn("adminProtected", protection);
        String uid = "admin" + ++number;
        String mail = uid + "@example.com";
        try {
            world.zoom.seed(new ObjectMapper().readTree("{\"userName\":\"" + mail + "\",\"roles\":[{\"value\":\"Admin\"}]}"));
            world.directory.hire(capital(uid), "Boss", "Boss", "IT");
            world.sync();
            world.directory.set(uid, "employeeType", "left");
            // When
            Cycle cycle = world.sync();
            // Then
            assertThat(World.operations(cycle)).singleElement().satisfies(recorded -> {
                assertThat(recorded.state()).isEqualTo("dead");
                assertThat(recorded.cause()).contains("change the role first");
            });
            assertThat(world.ledger().channel("zoom").stopped()).isNull();
            assertThat(World.story(world.sync())).isEmpty();
        } finally {
            world.zoom.turn("adminProtected", "off");
            world.directory.remove(uid);
            world.sync();
            reset();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {"putEmail=ignored, 200"})
    void an_address_change_that_zoom_ignores_is_reported(String name, String value) {
        // Given
        String uid = "mover" + ++number;
        world.directory.hire(capital(uid), "Mover", "Mover", "IT");
        world.sync();
        world.zoom.turn(name, value);
        world.directory.set(uid, "mail", uid + ".new@example.com");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.operations(cycle)).singleElement().satisfies(recorded -> assertThat(recorded.cause()).contains("kept the address"));
        world.directory.remove(uid);
        world.sync();
        reset();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {"duplicateCreate=409", "duplicateCreate=409 uniqueness", "duplicateCreate=400"})
    void a_create_that_was_done_but_never_answered_is_adopted(String name, String value) {
        // Given
        world.zoom.turn(name, value);
        String uid = "cut" + ++number;
        world.directory.hire(capital(uid), "Cut", "Engineer", "IT");
        world.zoom.fault(new io.muster.sandbox.Fault(1, null, "POST", "/Users", null, null, null, null, "after", null));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactly("create " + uid + "@example.com applied");
        assertThat(world.account(uid + "@example.com")).isNotNull();
        world.directory.remove(uid);
        assertThat(World.story(world.sync())).containsExactly("delete " + uid + "@example.com applied");
        reset();
    }

    private static String capital(String uid) {
        return uid.substring(0, 1).toUpperCase() + uid.substring(1);
    }
}
