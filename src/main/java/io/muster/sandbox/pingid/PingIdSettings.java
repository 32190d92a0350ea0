package io.muster.sandbox.pingid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;

/**
 * The organisation's own state, as its administrator would set it.
 *
 * @param useBase64Key       the key of both sides' signatures, 32 bytes in base64
 * @param clockOffsetSeconds how far PingID's clock is ahead of everybody else's
 */
record PingIdSettings(String orgAlias, String token, String useBase64Key, long clockOffsetSeconds) {

    // neither + nor / in the key: one of the vendor's samples decodes it as base64url
    static final PingIdSettings DEFAULT = new PingIdSettings("7a1e0c52-sandbox-organization", "5f0d3c9a71b24e86a7d1sandboxtoken",
            "c2FuZGJveC1rZXktb2YtMzItYnl0ZXMtZm9yLVBpbmc=", 0);

    private static final ObjectMapper JSON = new ObjectMapper();

    PingIdSettings {
        if (Base64.getDecoder().decode(useBase64Key).length != 32) {
            throw new IllegalArgumentException("\"useBase64Key\" must be 32 bytes in base64.");
        }
    }

    byte[] key() {
        return Base64.getDecoder().decode(useBase64Key);
    }

    /**
     * These settings with some changed.
     *
     * @throws IllegalArgumentException naming the setting that does not exist or has a bad value
     */
    PingIdSettings with(JsonNode changes) {
        ObjectNode all = json();
        changes.fields().forEachRemaining(change -> {
            if (!all.has(change.getKey())) {
                throw new IllegalArgumentException("There is no setting \"" + change.getKey() + "\": use orgAlias, token, useBase64Key or clockOffsetSeconds.");
            }
            all.set(change.getKey(), change.getValue());
        });
        try {
            return JSON.treeToValue(all, PingIdSettings.class);
        } catch (JsonProcessingException wrong) {
            Throwable cause = wrong.getCause() instanceof IllegalArgumentException ? wrong.getCause() : wrong;
            throw new IllegalArgumentException(cause.getMessage(), wrong);
        }
    }

    ObjectNode json() {
        return JSON.createObjectNode().put("orgAlias", orgAlias).put("token", token).put("useBase64Key", useBase64Key).put("clockOffsetSeconds", clockOffsetSeconds);
    }

    /** The file as an administrator downloads it; Java properties escape the key's equals signs. */
    String propertiesFile(String idpUrl) {
        return "#Auto-Generated from PingOne, downloaded by id=[SSO] email=[admin@example.com]\n"
                + "#Sun Mar 01 10:00:00 MST 2026\n"
                + "use_base64_key=" + useBase64Key.replace("=", "\\=") + "\n"
                + "use_signature=true\n"
                + "token=" + token + "\n"
                + "idp_url=" + idpUrl.replace(":", "\\:") + "\n"
                + "org_alias=" + orgAlias + "\n"
                + "admin_url=" + idpUrl.replace(":", "\\:") + "\n"
                + "authenticator_url=" + idpUrl.replace(":", "\\:") + "/ppm\n";
    }
}
