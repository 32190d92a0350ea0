package io.muster.sandbox.webex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.exceptions.ResourceConflictException;
import com.unboundid.scim2.common.exceptions.ResourceNotFoundException;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.messages.ListResponse;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.PhoneNumber;
import com.unboundid.scim2.common.types.UserResource;
import com.unboundid.scim2.common.utils.JsonUtils;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulator as Ping's own SCIM 2 client sees it: one that others wrote, and that knows nothing of Webex. */
class UnboundIdWebexClientTest extends WebexTest {

    private Client http;
    private ScimService scim;

    @BeforeEach
    void connect() {
        http = ClientBuilder.newClient(new ClientConfig().connectorProvider(new JavaNetHttpConnectorProvider()).register(new JacksonJsonProvider(JsonUtils.createObjectMapper()))
                .register((ClientRequestFilter) request -> request.getHeaders().putSingle("Authorization", "Bearer " + token)));
        scim = new ScimService(http.target(webex.scimUrl()));
    }

    @AfterEach
    void disconnect() {
        http.close();
    }

    private UserResource jill() throws ScimException {
        return scim.create("Users", new UserResource().setUserName("jill@example.com").setUserType("user").setName(new Name().setGivenName("Jill").setFamilyName("Chill"))
                .setPhoneNumbers(new PhoneNumber().setType("work").setValue("+14005551234")));
    }

    @Test
    void aUserIsCreatedAndReadWithAWorkAddress() throws ScimException {
        UserResource created = jill();
        UserResource read = scim.retrieve("Users", created.getId(), UserResource.class);
        assertThat(read).isEqualTo(created);
        assertThat(read.getActive()).isTrue();
        assertThat(read.getEmails()).singleElement().satisfies(email -> assertThat(email.getValue()).isEqualTo("jill@example.com"));
        assertThat(read.getMeta().getLocation().toString()).isEqualTo(webex.scimUrl() + "/Users/" + read.getId());
    }

    @Test
    void aUserIsFoundByLoginAndAddress() throws ScimException {
        String id = jill().getId();
        for (String attribute : List.of("userName", "emails.value")) {
            ListResponse<UserResource> found = scim.search("Users", Filter.eq(attribute, "JILL@example.com").toString(), UserResource.class);
            assertThat(found.getResources()).singleElement().extracting(UserResource::getId).isEqualTo(id);
        }
    }

    @Test
    void aPatchChangesWhatItNames() throws ScimException {
        UserResource created = jill();
        UserResource patched = scim.modifyRequest(created).replaceValue("title", "CEO").replaceValue("phoneNumbers[type eq \"work\"].value", "+14005550000")
                .replaceValue("active", false).invoke();
        assertThat(patched.getTitle()).isEqualTo("CEO");
        assertThat(patched.getActive()).isFalse();
        assertThat(patched.getPhoneNumbers().get(0).getValue()).isEqualTo("+14005550000");
        assertThat(patched.getName().getGivenName()).isEqualTo("Jill");
        assertThatThrownBy(() -> scim.modifyRequest(created).replaceValue("phoneNumbers[type eq \"fax\"].value", "+1").invoke())
                .isInstanceOfSatisfying(ScimException.class, refused -> assertThat(refused.getScimError().getScimType()).isEqualTo("noTarget"));
    }

    @Test
    void aReplaceClearsWhatItLeavesOut() throws ScimException {
        UserResource created = jill();
        UserResource replaced = scim.replace(created.setPhoneNumbers(new ArrayList<>()).setName(null));
        assertThat(replaced.getName()).isNull();
        assertThat(replaced.getMeta().getCreated()).isEqualTo(created.getMeta().getCreated());
    }

    @Test
    void aDeletedUserIsNotFoundAndADuplicateIsAConflict() throws ScimException {
        UserResource created = jill();
        assertThatThrownBy(this::jill).isInstanceOf(ResourceConflictException.class);
        scim.delete(created);
        assertThatThrownBy(() -> scim.retrieve(created)).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void pagesAreWalked() throws ScimException {
        for (int i = 0; i < 230; i++) {
            webex.seed("user" + i + "@example.com");
        }
        List<String> logins = new ArrayList<>();
        for (int start = 1; start <= 230; start += 100) {
            ListResponse<UserResource> page = scim.searchRequest("Users").page(start, 100).invoke(UserResource.class);
            assertThat(page.getTotalResults()).isEqualTo(230);
            page.getResources().forEach(user -> logins.add(user.getUserName()));
        }
        assertThat(logins).hasSize(230).doesNotHaveDuplicates();
    }

    @Test
    void itStumblesOverTheMissingDiscovery() throws ScimException {
        assertThatThrownBy(() -> scim.getServiceProviderConfig()).isInstanceOf(ScimException.class);
        set(WebexSwitch.DISCOVERY, "RFC");
        assertThat(scim.getServiceProviderConfig().getBulk().isSupported()).isTrue();
        assertThat(scim.getSchemas().getTotalResults()).isEqualTo(3);
        assertThat(scim.getResourceTypes().getTotalResults()).isEqualTo(2);
    }
}
