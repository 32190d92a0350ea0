package io.muster.sandbox.zoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.exceptions.ResourceConflictException;
import com.unboundid.scim2.common.exceptions.ResourceNotFoundException;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.messages.ListResponse;
import com.unboundid.scim2.common.messages.PatchOperation;
import com.unboundid.scim2.common.messages.PatchRequest;
import com.unboundid.scim2.common.types.Email;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.UserResource;
import com.unboundid.scim2.common.utils.JsonUtils;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulator as Ping's own SCIM 2 client sees it: one that others wrote, and that knows nothing of Zoom. */
class UnboundIdClientTest extends ZoomTest {

    private Client http;
    private ScimService scim;

    @BeforeEach
    void connect() throws IOException {
        String token = caller.newToken();
        http = ClientBuilder.newClient(new ClientConfig().connectorProvider(new JavaNetHttpConnectorProvider())
                .register(new JacksonJsonProvider(JsonUtils.createObjectMapper()))
                .register((ClientRequestFilter) request -> request.getHeaders().putSingle("Authorization", "Bearer " + token)));
        scim = new ScimService(http.target(zoom.scimUrl()));
    }

    @AfterEach
    void disconnect() {
        http.close();
    }

    private UserResource create(String login) throws ScimException {
        return scim.create("Users", new UserResource().setUserName(login)
                .setName(new Name().setGivenName("Jill").setFamilyName("Chill"))
                .setEmails(new Email().setType("work").setValue(login).setPrimary(true)).setUserType("Licensed"));
    }

    @Test
    void aUserIsCreatedAndRead() throws ScimException {
        UserResource created = create("jill@example.com");

        UserResource read = scim.retrieve("Users", created.getId(), UserResource.class);

        assertThat(read).isEqualTo(created);
        assertThat(read.getActive()).isTrue();
        assertThat(read.getDisplayName()).isEqualTo("Jill Chill");
        assertThat(read.getMeta().getLocation()).isEqualTo(zoom.url().resolve("/scim2/Users/" + read.getId()));
    }

    @Test
    void aUserIsFound() throws ScimException {
        UserResource created = create("jill@example.com");

        ListResponse<UserResource> found = scim.search("Users", Filter.eq("userName", "JILL@example.com").toString(), UserResource.class);

        assertThat(found.getTotalResults()).isEqualTo(1);
        assertThat(found.getResources()).singleElement().extracting(UserResource::getId).isEqualTo(created.getId());
    }

    @Test
    void aReplaceIsAMergeHere() throws ScimException {
        UserResource created = create("jill@example.com");

        UserResource replaced = scim.replace(created.setTitle("CEO").setUserType(null));

        assertThat(replaced.getTitle()).isEqualTo("CEO");
        assertThat(replaced.getUserType()).as("left out, so kept").isEqualTo("Licensed");
    }

    @Test
    void theStatusIsPatchedWithoutAPathOnly() throws ScimException {
        UserResource created = create("jill@example.com");
        PatchRequest pathless = new PatchRequest(PatchOperation.replace(JsonUtils.getJsonNodeFactory().objectNode().put("active", false)));

        UserResource disabled = scim.modify(created, pathless);

        assertThat(disabled.getActive()).isFalse();
        assertThatThrownBy(() -> scim.modifyRequest(created).replaceValue("active", true).invoke())
                .isInstanceOf(ScimException.class).hasMessageContaining("valid active field");
    }

    @Test
    void aDeletedUserIsNotFound() throws ScimException {
        UserResource created = create("jill@example.com");

        scim.delete(created);

        assertThatThrownBy(() -> scim.retrieve(created)).isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("not exist or not belong to this account.");
    }

    @Test
    void aDuplicateIsAConflictWithoutAType() throws ScimException {
        create("jill@example.com");

        assertThatThrownBy(() -> create("jill@example.com")).isInstanceOfSatisfying(ResourceConflictException.class, conflict -> {
            assertThat(conflict.getScimError().getStatus()).as("a number on the wire").isEqualTo(409);
            assertThat(conflict.getScimError().getScimType()).isNull();
        });
    }

    @Test
    void pagesAreWalked() throws ScimException, IOException {
        caller.control("users", "{\"generate\":230}");
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
        assertThatThrownBy(() -> scim.getSchemas()).isInstanceOf(ScimException.class);

        set(ZoomSwitch.DISCOVERY, "RFC");

        assertThat(scim.getServiceProviderConfig().getBulk().isSupported()).isFalse();
        assertThat(scim.getSchemas().getTotalResults()).isEqualTo(1);
        assertThat(scim.getResourceTypes().getTotalResults()).isEqualTo(2);
    }
}
