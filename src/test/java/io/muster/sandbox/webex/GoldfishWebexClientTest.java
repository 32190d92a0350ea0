package io.muster.sandbox.webex;

import static org.assertj.core.api.Assertions.assertThat;

import de.captaingoldfish.scim.sdk.client.ScimClientConfig;
import de.captaingoldfish.scim.sdk.client.ScimRequestBuilder;
import de.captaingoldfish.scim.sdk.client.response.ServerResponse;
import de.captaingoldfish.scim.sdk.common.constants.EndpointPaths;
import de.captaingoldfish.scim.sdk.common.constants.enums.Comparator;
import de.captaingoldfish.scim.sdk.common.constants.enums.PatchOp;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.Name;
import de.captaingoldfish.scim.sdk.common.response.ListResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulator as a second SCIM 2 client sees it that others wrote. */
class GoldfishWebexClientTest extends WebexTest {

    private ScimRequestBuilder scim;

    @BeforeEach
    void connect() {
        scim = new ScimRequestBuilder(webex.scimUrl().toString(), ScimClientConfig.builder().expectedHttpResponseHeaders(Map.of("Content-Type", "application/json"))
                .httpHeaders(Map.of("Authorization", "Bearer " + token)).build());
    }

    @AfterEach
    void disconnect() {
        scim.close();
    }

    private ServerResponse<User> create(String login) {
        return scim.create(User.class, EndpointPaths.USERS).setResource(User.builder().userName(login).userType("user").active(true)
                .name(Name.builder().givenName("Jill").familyName("Chill").build()).build()).sendRequest();
    }

    @Test
    void aUserLivesAndDies() {
        ServerResponse<User> created = create("jill@example.com");
        assertThat(created.getHttpStatus()).isEqualTo(201);
        String id = created.getResource().getId().orElseThrow();
        assertThat(scim.get(User.class, EndpointPaths.USERS, id).sendRequest().getResource().getUserName()).contains("jill@example.com");
        ServerResponse<User> disabled = scim.patch(User.class, EndpointPaths.USERS, id)
                .setPatchResource(quoted("{'schemas':['" + PATCH + "'],'Operations':[{'op':'replace','path':'active','value':false}]}")).sendRequest();
        assertThat(disabled.getResource().isActive()).contains(false);
        assertThat(scim.delete(User.class, EndpointPaths.USERS, id).sendRequest().getHttpStatus()).isEqualTo(204);
        ServerResponse<User> second = scim.delete(User.class, EndpointPaths.USERS, id).sendRequest();
        assertThat(second.getHttpStatus()).isEqualTo(404);
    }

    @Test
    void aUserIsFoundAndListed() {
        create("jill@example.com");
        webex.seed("carl@example.com");
        ServerResponse<ListResponse<User>> found = scim.list(User.class, EndpointPaths.USERS).filter("userName", Comparator.EQ, "jill@example.com").build().get().sendRequest();
        assertThat(found.getResource().getTotalResults()).isEqualTo(1);
        assertThat(scim.list(User.class, EndpointPaths.USERS).startIndex(2).count(5).get().sendRequest().getResource().getListedResources()).hasSize(1);
    }

    @Test
    void itStumblesWithTextForATruthValue() {
        String id = create("jill@example.com").getResource().getId().orElseThrow();
        ServerResponse<User> refused = scim.patch(User.class, EndpointPaths.USERS, id).addOperation().path("active").op(PatchOp.REPLACE).value("nope").build().sendRequest();
        assertThat(refused.getHttpStatus()).isEqualTo(400);
    }
}
