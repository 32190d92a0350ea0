package io.muster.sandbox.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.HttpProbe;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Calls a simulated Zoom with a token of its own, by plain HTTP. */
final class ZoomCaller {

    static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    static final String BASIC = "Basic " + Base64.getEncoder().encodeToString("sandbox-client:sandbox-secret".getBytes(StandardCharsets.UTF_8));
    static final String GRANT = "grant_type=account_credentials&account_id=sandbox-account";

    private final ZoomSimulator zoom;
    private String token;

    ZoomCaller(ZoomSimulator zoom) throws IOException {
        this.zoom = zoom;
        this.token = newToken();
    }

    Answer token(String body, String... headers) throws IOException {
        return HttpProbe.send("POST", zoom.tokenUrl(), body, headers);
    }

    String newToken() throws IOException {
        return token(GRANT, "Authorization", BASIC, "Content-Type", "application/x-www-form-urlencoded").json().get("access_token").asText();
    }

    void use(String other) {
        token = other;
    }

    Answer call(String method, String path, String body) throws IOException {
        return HttpProbe.send(method, URI.create(zoom.scimUrl() + path), body, "Authorization", "Bearer " + token, "Content-Type", "application/json");
    }

    Answer control(String path, String body) throws IOException {
        return HttpProbe.send(body == null ? "GET" : "POST", zoom.url().resolve("/_control/" + path), body);
    }

    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    /** Creates an active Licensed user and answers with the id. */
    String create(String userName) throws IOException {
        return post("{'userName':'" + userName + "','name':{'givenName':'Jill','familyName':'Chill'},'userType':'Licensed'}").json().get("id").asText();
    }

    Answer post(String body) throws IOException {
        return call("POST", "/Users", quoted(body));
    }

    Answer put(String id, String body) throws IOException {
        return call("PUT", user(id), quoted(body));
    }

    Answer active(String id, boolean active) throws IOException {
        return patch(id, "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[{'op':'replace','value':{'active':" + active + "}}]}");
    }

    Answer patch(String id, String body) throws IOException {
        return call("PATCH", user(id), quoted(body));
    }

    Answer get(String id) throws IOException {
        return call("GET", user(id), null);
    }

    Answer delete(String id) throws IOException {
        return call("DELETE", user(id), null);
    }

    Answer find(String userName) throws IOException {
        return call("GET", "/Users?filter=" + encode("userName eq \"" + userName + "\""), null);
    }

    JsonNode stored(String userName) {
        return zoom.user(userName);
    }

    static String user(String id) {
        return "/Users/" + encode(id);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
