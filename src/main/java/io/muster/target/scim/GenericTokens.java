package io.muster.target.scim;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.apply.AccessTokens.Token;
import io.muster.apply.PercentEncoding;
import io.muster.apply.Unavailable;
import io.muster.scim.Scim;
import java.time.Duration;

/** The three ways to say who we are: the bean {@code scimTokens}. */
public final class GenericTokens {

    /** The {@code Authorization} header where no token has to be asked for. */
    public String fixed(String auth, String token, String username, String password) {
        return auth.equals("basic") ? Scim.basic(username, password) : "Bearer " + token;
    }

    public String form(String scope) {
        return "grant_type=client_credentials" + (scope == null ? "" : "&scope=" + PercentEncoding.of(scope));
    }

    public Token issued(byte[] reply) {
        JsonNode token = Scim.read(reply);
        if (!token.hasNonNull("access_token")) {
            throw new Unavailable("the token endpoint's answer holds no access_token", 200);
        }
        return new Token(token.get("access_token").asText(), Duration.ofSeconds(token.path("expires_in").asLong(3600)));
    }
}
