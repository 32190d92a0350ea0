package io.muster.sandbox.zendesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zendesk.client.v2.Zendesk;
import org.zendesk.client.v2.ZendeskResponseException;
import org.zendesk.client.v2.model.Group;
import org.zendesk.client.v2.model.GroupMembership;
import org.zendesk.client.v2.model.Identity;
import org.zendesk.client.v2.model.JobStatus;
import org.zendesk.client.v2.model.Role;
import org.zendesk.client.v2.model.User;

/** The simulator as CloudBees' client sees it: one that others wrote for the real service. */
class CloudbeesClientTest {

    private ZendeskSimulator zendesk;
    private Zendesk client;

    @BeforeEach
    void start() {
        zendesk = ZendeskSimulator.start();
        client = new Zendesk.Builder(zendesk.url().toString()).setUsername(ZendeskUsers.OWNER).setToken(ZendeskSimulator.API_TOKEN).build();
    }

    @AfterEach
    void stop() {
        client.close();
        zendesk.close();
    }

    private User create(String email, Role role) {
        User user = new User(true, "Jill Chill", email);
        user.setRole(role);
        return client.createUser(user);
    }

    @Test
    void a_user_is_created_found_changed_suspended_and_deleted() {
        User created = create("jill+x@example.com", Role.END_USER);
        assertThat(created.getId()).isGreaterThan(Integer.MAX_VALUE);
        assertThat(created.getVerified()).isTrue();

        assertThat(client.lookupUserByEmail("jill+x@example.com")).extracting(User::getId).containsExactly(created.getId());
        created.setDetails("Customer");
        assertThat(client.updateUser(created).getDetails()).isEqualTo("Customer");
        assertThat(client.suspendUser(created.getId()).getSuspended()).isTrue();
        assertThat(client.unsuspendUser(created.getId()).getSuspended()).isFalse();

        client.deleteUser(created.getId());
        assertThat(client.getUser(created.getId()).getActive()).isFalse();
        User other = create("jack@example.com", Role.END_USER);
        client.permanentlyDeleteUser(other.getId());
        assertThat(zendesk.users()).extracting(user -> user.get("id").asLong()).containsExactly(created.getId());
    }

    @Test
    void a_duplicate_is_refused_in_zendesks_words() {
        create("jill@example.com", Role.END_USER);
        assertThatThrownBy(() -> create("JILL@example.com", Role.END_USER)).isInstanceOfSatisfying(ZendeskResponseException.class, refused -> {
            assertThat(refused.getStatusCode()).isEqualTo(422);
            assertThat(refused.getBody()).contains("RecordInvalid").contains("DuplicateValue").contains("is already being used by another user");
        });
    }

    @Test
    void create_or_update_matches_by_external_id() {
        User user = new User(true, "Jill Chill", "jill@example.com");
        user.setExternalId("x1");
        User created = client.createOrUpdateUser(user);
        user.setExternalId("X1");
        user.setAlias("Jay");
        assertThat(client.createOrUpdateUser(user).getId()).isEqualTo(created.getId());
        assertThat(client.getUsersByExternalIds("X1", "x2")).extracting(User::getExternalId).containsExactly("X1");
    }

    @Test
    void an_address_becomes_the_primary_one() {
        User user = create("old@example.com", Role.END_USER);
        Identity identity = new Identity();
        identity.setUserId(user.getId());
        identity.setType("email");
        identity.setValue("new@example.com");
        identity.setVerified(true);
        Identity added = client.createUserIdentity(user, identity);
        assertThat(added.getPrimary()).isFalse();

        List<Identity> all = client.setUserPrimaryIdentity(user, added);

        assertThat(all).filteredOn(Identity::getPrimary).extracting(Identity::getValue).containsExactly("new@example.com");
        assertThat(client.getUser(user.getId()).getEmail()).isEqualTo("new@example.com");
        client.deleteUserIdentity(user.getId(), all.stream().filter(one -> !one.getPrimary()).findFirst().orElseThrow().getId());
        assertThat(client.getUserIdentities(user)).hasSize(1);
    }

    @Test
    void groups_and_memberships_are_kept() {
        User agent = create("agent@example.com", Role.AGENT);
        Group group = new Group();
        group.setName("Billing");
        Group created = client.createGroup(group);
        GroupMembership wanted = new GroupMembership();
        wanted.setUserId(agent.getId());
        wanted.setGroupId(created.getId());
        GroupMembership membership = client.createGroupMembership(wanted);

        assertThat(StreamSupport.stream(client.getGroupMembershipByUser(agent.getId()).spliterator(), false)).hasSize(2);
        client.deleteGroupMembership(membership.getId());
        assertThat(StreamSupport.stream(client.getGroupMemberships(created.getId()).spliterator(), false)).isEmpty();
        created.setName("Accounts");
        assertThat(client.updateGroup(created).getName()).isEqualTo("Accounts");
        client.deleteGroup(created.getId());
        assertThat(StreamSupport.stream(client.getAssignableGroups().spliterator(), false)).extracting(Group::getName).containsExactly("Support");
    }

    @Test
    void imports_are_closed_until_support_opens_them_and_jobs_come_to_an_end() {
        User one = new User(true, "One", "one@example.com");
        User two = new User(true, "Two", "not an address");
        assertThatThrownBy(() -> client.createUsers(one, two)).isInstanceOfSatisfying(ZendeskResponseException.class, refused -> assertThat(refused.getStatusCode()).isEqualTo(403));

        zendesk.switches().set(ZendeskSwitch.BULK_IMPORT_ENABLED, "true");
        JobStatus job = client.createUsers(one, two);
        assertThat(job.getStatus()).isEqualTo(JobStatus.JobStatusEnum.queued);
        while (job.getStatus() != JobStatus.JobStatusEnum.completed) {
            job = client.getJobStatus(job);
        }
        assertThat(job.getResults()).hasSize(2);
        assertThat(client.lookupUserByEmail("one@example.com")).hasSize(1);
    }

    @Test
    void pages_are_walked_and_strangers_are_nobody() {
        for (int i = 0; i < 230; i++) {
            zendesk.seed("user" + i + "@example.com", "end-user");
        }
        assertThat(StreamSupport.stream(client.getUsersByRole("end-user").spliterator(), false)).extracting(User::getId).hasSize(230).doesNotHaveDuplicates();

        try (Zendesk stranger = new Zendesk.Builder(zendesk.url().toString()).setUsername("nobody@example.com").setToken("wrong").build()) {
            assertThat(stranger.getCurrentUser().getId()).isNull();
            assertThatThrownBy(() -> stranger.getUser(1)).isInstanceOfSatisfying(ZendeskResponseException.class, refused -> assertThat(refused.getStatusCode()).isEqualTo(401));
        }
        try (Zendesk oauth = new Zendesk.Builder(zendesk.url().toString()).setOauthToken(ZendeskSimulator.ACCESS_TOKEN).build()) {
            assertThat(oauth.getCurrentUser().getRole()).isEqualTo(Role.ADMIN);
        }
    }
}
