package io.muster.sandbox.webex;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Webex's two kinds of ids: bare UUIDs in SCIM, and base64url of {@code ciscospark://us/PEOPLE/<uuid>} in the {@code /v1} APIs. */
final class WebexIds {

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private WebexIds() {
    }

    static boolean bare(String id) {
        return UUID.matcher(id).matches();
    }

    static String base64(String kind, String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(("ciscospark://us/" + kind + "/" + id).getBytes(StandardCharsets.UTF_8));
    }

    /** The bare id in an id of the {@code /v1} APIs, or null when it is none of that kind. */
    static String bare(String kind, String id) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8);
            String prefix = "ciscospark://us/" + kind + "/";
            return text.startsWith(prefix) ? text.substring(prefix.length()) : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
