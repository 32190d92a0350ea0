package io.muster.sandbox.zoom;

import static org.assertj.core.api.Assertions.assertThat;

import de.captaingoldfish.scim.sdk.client.ScimClientConfig;
import de.captaingoldfish.scim.sdk.client.ScimRequestBuilder;
import de.captaingoldfish.scim.sdk.client.response.ServerResponse;
import de.captaingoldfish.scim.sdk.common.constants.EndpointPaths;
import de.captaingoldfish.scim.sdk.common.constants.enums.Comparator;
import de.captaingoldfish.scim.sdk.common.constants.enums.PatchOp;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.Name;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Email;
import de.captaingoldfish.scim.sdk.common.response.ListResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulator as a second SCIM 2 client sees it that others wrote. It expects {@code application/scim+json}, as the RFC says. */
class CaptainGoldfishClientTest extends ZoomTest {

    private ScimRequestBuilder scim;

    @BeforeEach
    void connect() throws IOException {
        scim = client(Map.of("Content-Type", "application/json"));
    }

    private ScimRequestBuilder client(Map<String, String> expectedHeaders) throws IOException {
        return new ScimRequestBuilder(zoom.scimUrl().toString(), ScimClientConfig.builder().expectedHttpResponseHeaders(expectedHeaders)
                .httpHeaders(Map.of("Authorization", "Bearer " + caller.newToken())).build());
    }

    @AfterEach
    void disconnect() {
        scim.close();
    }

    private ServerResponse<User> create(String login) {
        return scim.create(User.class, EndpointPaths.USERS).setResource(User.builder().userName(login)
                .name(Name.builder().givenName("Jill").familyName("Chill").build())
                .emails(List.of(Email.builder().type("work").value(login).primary(true).build())).userType("Licensed").build()).sendRequest();
    }

    @Test
    void aUserIsCreatedAndRead() {
        ServerResponse<User> created = create("jill@example.com");
        String id = created.getResource().getId().orElseThrow();

        ServerResponse<User> read = scim.get(User.class, EndpointPaths.USERS, id).sendRequest();

        assertThat(created.getHttpStatus()).isEqualTo(201);
        assertThat(read.isSuccess()).isTrue();
        assertThat(read.getResource().getUserName()).contains("jill@example.com");
        assertThat(read.getResource().isActive()).contains(true);
        assertThat(read.getResource().getMeta().orElseThrow().getCreated()).contains(clock.now);
    }

    @Test
    void aUserIsFoundAndListed() throws IOException {
        create("jill@example.com");
        caller.control("users", "{\"generate\":11}");

        ServerResponse<ListResponse<User>> found = scim.list(User.class, EndpointPaths.USERS)
                .filter("userName", Comparator.EQ, "jill@example.com").build().get().sendRequest();
        ServerResponse<ListResponse<User>> page = scim.list(User.class, EndpointPaths.USERS).startIndex(11).count(5).get().sendRequest();

        assertThat(found.getResource().getTotalResults()).isEqualTo(1);
        assertThat(found.getResource().getListedResources().get(0).getUserName()).contains("jill@example.com");
        assertThat(page.getResource().getTotalResults()).isEqualTo(12);
        assertThat(page.getResource().getListedResources()).hasSize(2);
    }

    @Test
    void aReplaceIsAMergeHere() {
        String id = create("jill@example.com").getResource().getId().orElseThrow();

        ServerResponse<User> replaced = scim.update(User.class, EndpointPaths.USERS, id)
                .setResource(User.builder().title("CEO").build()).sendRequest();

        assertThat(replaced.getResource().getTitle()).contains("CEO");
        assertThat(replaced.getResource().getUserType()).contains("Licensed");
    }

    @Test
    void theStatusIsPatchedWithAnObjectForAValue() {
        String id = create("jill@example.com").getResource().getId().orElseThrow();

        ServerResponse<User> disabled = scim.patch(User.class, EndpointPaths.USERS, id).setPatchResource(ZoomCaller.quoted(
                "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[{'op':'replace','value':{'active':false}}]}")).sendRequest();

        assertThat(disabled.getHttpStatus()).isEqualTo(200);
        assertThat(disabled.getResource().isActive()).contains(false);
    }

    @Test
    void itStumblesWithTheOperationsThatItBuildsItself() {
        String id = create("jill@example.com").getResource().getId().orElseThrow();

        ServerResponse<User> valueInAnArray = scim.patch(User.class, EndpointPaths.USERS, id).addOperation().op(PatchOp.REPLACE)
                .valueNode(User.builder().active(false).build()).build().sendRequest();
        ServerResponse<User> valueAsText = scim.patch(User.class, EndpointPaths.USERS, id).addOperation().path("active").op(PatchOp.REPLACE)
                .value("false").build().sendRequest();

        assertThat(List.of(valueInAnArray, valueAsText)).allSatisfy(refused -> {
            assertThat(refused.getHttpStatus()).isEqualTo(400);
            assertThat(refused.getErrorResponse().getDetail().orElseThrow()).contains("valid active field");
        });
    }

    @Test
    void aUserIsDeletedOnce() {
        String id = create("jill@example.com").getResource().getId().orElseThrow();

        ServerResponse<User> first = scim.delete(User.class, EndpointPaths.USERS, id).sendRequest();
        ServerResponse<User> second = scim.delete(User.class, EndpointPaths.USERS, id).sendRequest();

        assertThat(first.getHttpStatus()).isEqualTo(204);
        assertThat(second.getHttpStatus()).isEqualTo(404);
        assertThat(second.getErrorResponse().getDetail().orElseThrow()).contains("not exist or not belong to this account.");
        assertThat(second.getErrorResponse().getStatus()).isEqualTo(404);
    }

    @Test
    void itStumblesOverTheContentTypeUntilItIsTheStandards() throws IOException {
        try (ScimRequestBuilder strict = client(Map.of("Content-Type", "application/scim+json"))) {

            ServerResponse<ListResponse<User>> real = strict.list(User.class, EndpointPaths.USERS).get().sendRequest();

            assertThat(real.isValidScimResponse()).isFalse();
            set(ZoomSwitch.RESPONSE_TYPE, "application/scim+json");
            assertThat(strict.list(User.class, EndpointPaths.USERS).get().sendRequest().isValidScimResponse()).isTrue();
        }
    }

    @Test
    void itStumblesOverTheMissingDiscovery() {
        boolean found = scim.loadMetaConfiguration().sendRequest().isSuccess();

        assertThat(found).isFalse();
        set(ZoomSwitch.DISCOVERY, "RFC");
        assertThat(scim.loadServiceProviderConfiguration().getFilterConfig().getMaxResults()).isEqualTo(100);
    }
}
