package io.muster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.exceptions.ConflictException;
import de.captaingoldfish.scim.sdk.common.exceptions.ResourceNotFoundException;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.FilterConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.Meta;
import de.captaingoldfish.scim.sdk.common.resources.complex.PatchConfig;
import de.captaingoldfish.scim.sdk.common.response.ScimResponse;
import de.captaingoldfish.scim.sdk.common.schemas.SchemaAttribute;
import de.captaingoldfish.scim.sdk.common.utils.JsonHelper;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceEndpoint;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceHandler;
import de.captaingoldfish.scim.sdk.server.endpoints.authorize.Authorization;
import de.captaingoldfish.scim.sdk.server.endpoints.base.UserEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.filter.FilterNode;
import de.captaingoldfish.scim.sdk.server.response.PartialListResponse;
import io.muster.sandbox.service.Call;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.SimulatedService;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A SCIM 2 service that others wrote: {@code de.captaingoldfish:scim-sdk-server} decides what a request means and what is wrong with it. Ours is
 * only the map of users behind it, and who may come in: with the bearer token, with one of the token endpoint's, or by name and password.
 */
final class ForeignScimService extends SimulatedService {

    static final String TOKEN = "foreign-token";
    static final String PASSWORD = "foreign-password";
    static final String CLIENT_SECRET = "foreign-secret";
    private static final String SCIM = "/scim/v2";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Who may come in is our affair. */
    private static final Authorization EVERYBODY = new Authorization() {
        @Override
        public Set<String> getClientRoles() {
            return Set.of();
        }

        @Override
        public boolean authenticate(Map<String, String> headers, Map<String, String> parameters) {
            return true;
        }
    };

    private final Map<String, User> users = new LinkedHashMap<>();
    private final ResourceEndpoint endpoint;

    /** @param pageSize how many users it lists at a time */
    ForeignScimService(int pageSize) {
        super("Scim", 0, Clock.systemUTC());
        ServiceProvider provider = ServiceProvider.builder().filterConfig(FilterConfig.builder().supported(true).maxResults(pageSize).build())
                .patchConfig(PatchConfig.builder().supported(true).build()).build();
        endpoint = new ResourceEndpoint(provider);
        endpoint.registerEndpoint(new UserEndpointDefinition(new Users())).getFeatures().setAutoFiltering(true);
        open();
    }

    /** The map behind the endpoint. */
    private final class Users extends ResourceHandler<User> {

        @Override
        public User createResource(User user, Context context) {
            String login = user.getUserName().orElseThrow();
            if (users.values().stream().anyMatch(one -> one.getUserName().orElseThrow().equalsIgnoreCase(login))) {
                throw new ConflictException("the userName " + login + " is taken");
            }
            String id = UUID.randomUUID().toString();
            user.setId(id);
            stamp(user, true);
            users.put(id, copy(user));
            return user;
        }

        @Override
        public User getResource(String id, List<SchemaAttribute> attributes, List<SchemaAttribute> excluded, Context context) {
            User user = users.get(id);
            return user == null ? null : copy(user);
        }

        @Override
        public PartialListResponse<User> listResources(long startIndex, int count, FilterNode filter, SchemaAttribute sortBy, SortOrder order, List<SchemaAttribute> attributes,
                List<SchemaAttribute> excluded, Context context) {
            List<User> all = new ArrayList<>(users.values().stream().map(ForeignScimService::copy).toList());
            return PartialListResponse.<User>builder().resources(all).totalResults(all.size()).build();
        }

        @Override
        public User updateResource(User user, Context context) {
            if (!users.containsKey(user.getId().orElseThrow())) {
                throw new ResourceNotFoundException("there is no user " + user.getId().get());
            }
            stamp(user, false);
            users.put(user.getId().get(), copy(user));
            return user;
        }

        @Override
        public void deleteResource(String id, Context context) {
            if (users.remove(id) == null) {
                throw new ResourceNotFoundException("there is no user " + id);
            }
        }
    }

    private static void stamp(User user, boolean created) {
        if (user.getMeta().isEmpty()) {
            user.setMeta(new Meta());
        }
        Meta meta = user.getMeta().orElseThrow();
        meta.setLastModified(Instant.now());
        if (created) {
            meta.setCreated(Instant.now());
        }
    }

    private static User copy(User user) {
        return JsonHelper.readJsonDocument(user.toString(), User.class);
    }

    /** One user as it is stored, or null. */
    JsonNode user(String userName) {
        return users().stream().filter(user -> user.path("userName").asText().equalsIgnoreCase(userName)).findFirst().orElse(null);
    }

    void remove(String userName) {
        users.values().removeIf(user -> user.getUserName().orElseThrow().equals(userName));
    }

    @Override
    public Map<String, String> connection() {
        return Map.of("url", url() + SCIM, "token", TOKEN);
    }

    @Override
    public Map<String, String> mapping() {
        Map<String, String> mapping = new LinkedHashMap<>();
        mapping.put("map.userName", "mail");
        mapping.put("map.email", "mail");
        mapping.put("map.givenName", "givenName");
        mapping.put("map.familyName", "sn");
        mapping.put("map.title", "title");
        mapping.put("map.phone", "telephoneNumber");
        mapping.put("map.department", "ou");
        mapping.put("map.manager", "manager");
        return mapping;
    }

    @Override
    protected synchronized Reply answer(Call call) {
        if (call.path().equals("/token")) {
            boolean known = basic("client", CLIENT_SECRET).equals(call.header("Authorization"))
                    && new String(call.body(), StandardCharsets.UTF_8).equals("grant_type=client_credentials&scope=people");
            return known ? Reply.json(200, JsonNodeFactory.instance.objectNode().put("access_token", TOKEN).put("expires_in", 3600))
                    : Reply.json(401, JsonNodeFactory.instance.objectNode().put("error", "invalid_client"));
        }
        String header = String.valueOf(call.header("Authorization"));
        if (!header.equals("Bearer " + TOKEN) && !header.equals(basic("muster", PASSWORD))) {
            return Reply.json(401, JsonNodeFactory.instance.objectNode().put("detail", "who are you?"));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", String.valueOf(call.header("Content-Type")));
        headers.put("Accept", String.valueOf(call.header("Accept")));
        ScimResponse response = endpoint.handleRequest(url() + call.path() + (call.query().isEmpty() ? "" : "?" + call.query()), HttpMethod.valueOf(call.method()),
                new String(call.body(), StandardCharsets.UTF_8), headers, new Context(EVERYBODY));
        return response.getHttpStatus() == 204 ? Reply.empty(204) : Reply.text(response.getHttpStatus(), "application/scim+json", response.toString());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected Reply failure(int status) {
        return Reply.json(status, JsonNodeFactory.instance.objectNode().put("detail", "ordered").put("status", String.valueOf(status)));
    }

    @Override
    protected Reply tooManyRequests(int limit, Duration wait) {
        return failure(429);
    }

    @Override
    protected String endpoint(Call call) {
        return call.path();
    }

    @Override
    protected boolean secret(Call call) {
        return call.path().equals("/token");
    }

    @Override
    public synchronized List<ObjectNode> users() {
        return users.values().stream().map(user -> {
            try {
                return (ObjectNode) JSON.readTree(user.toString());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }).toList();
    }

    @Override
    public List<ObjectNode> groups() {
        return List.of();
    }

    @Override
    public synchronized void seed(JsonNode seeded) {
        for (JsonNode user : seeded.isArray() ? seeded : JsonNodeFactory.instance.arrayNode().add(seeded)) {
            new Users().createResource(JsonHelper.readJsonDocument(user.toString(), User.class), null);
        }
    }

    @Override
    protected Set<String> parts() {
        return Set.of();
    }

    @Override
    protected void reset(String part) {
        throw new IllegalStateException(part);
    }

    @Override
    protected JsonNode control(String method, String control, JsonNode body) {
        return null;
    }
}
