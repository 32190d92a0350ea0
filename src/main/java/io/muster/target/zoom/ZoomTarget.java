package io.muster.target.zoom;

import io.muster.target.AttributeDescriptor;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Zoom's vocabulary: SCIM 2 with Server-to-Server OAuth. The conversation itself stands in {@code routes/zoom.camel.yaml}. */
public final class ZoomTarget implements Target {

    @Override
    public String name() {
        return "zoom";
    }

    @Override
    public List<AttributeDescriptor> attributes() {
        return List.of(
                new AttributeDescriptor("userName", true, true, false, Set.of(), 0, null, true, false),
                AttributeDescriptor.optional("givenName"), AttributeDescriptor.optional("familyName"), AttributeDescriptor.optional("email"),
                AttributeDescriptor.optional("phone"), new AttributeDescriptor("active", false, false, false, Set.of("true", "false"), 0, null, false, false), AttributeDescriptor.optional("userType"),
                AttributeDescriptor.optional("roles"), AttributeDescriptor.optional("title"), AttributeDescriptor.optional("department"),
                AttributeDescriptor.optional("organization"), AttributeDescriptor.optional("locale"));
    }

    @Override
    public String matchKey() {
        return "userName";
    }

    @Override
    public List<ConnectionKey> connectionKeys() {
        return List.of(
                new ConnectionKey("scim-url", false, "https://api.zoom.us/scim2", false, false, true, "Zoom's SCIM API"),
                new ConnectionKey("oauth.token-url", false, "https://zoom.us/oauth/token", false, false, true, "where tokens are issued"),
                new ConnectionKey("oauth.account-id", true, null, false, true, false, "the account the app belongs to"),
                new ConnectionKey("oauth.client-id", true, null, false, false, false, "of the Server-to-Server OAuth app"),
                new ConnectionKey("oauth.client-secret", true, null, true, false, false, "of the Server-to-Server OAuth app"));
    }

    @Override
    public int concurrency() {
        return 4;
    }

    @Override
    public List<String> remarks(Map<String, String> sources) {
        boolean differ = sources.containsKey("userName") && sources.containsKey("email") && !Objects.equals(sources.get("userName"), sources.get("email"));
        return differ ? List.of("map.userName and map.email have different sources, but Zoom reads only userName on create and only email on update; map both to the same one")
                : List.of();
    }

    @Override
    public Map<String, Object> beans() {
        return Map.of("zoom", new ZoomUsers(), "zoomReplies", new ZoomReplies());
    }
}
