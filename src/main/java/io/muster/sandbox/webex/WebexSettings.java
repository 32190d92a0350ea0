package io.muster.sandbox.webex;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The state of the Webex organisation itself, as its administrator would set it.
 *
 * @param verifiedDomains  mail domains that the organisation has verified; {@code *} for all
 * @param foreignAddresses addresses that are used in another organisation
 * @param scopes           what a token is granted, separated by blanks
 * @param role             of the administrator who authorised the app: {@code id_full_admin}, {@code id_user_admin}, {@code id_readonly_admin}
 * @param authorized       whether the app is authorised for the organisation; without it there are no tokens
 * @param licences         how many units of each licence the organisation has
 */
record WebexSettings(Set<String> verifiedDomains, Set<String> foreignAddresses, String scopes, String role, boolean authorized, Map<String, Integer> licences) {

    static final String READ = "identity:people_read";
    static final String WRITE = "identity:people_rw";
    static final String LICENCES_READ = "spark-admin:licenses_read";
    static final String PEOPLE_WRITE = "spark-admin:people_write";

    private static final Set<String> ROLES = Set.of("id_full_admin", "id_user_admin", "id_readonly_admin");

    static final WebexSettings DEFAULT = new WebexSettings(Set.of("*"), Set.of(), String.join(" ", WRITE, READ, LICENCES_READ, PEOPLE_WRITE), "id_full_admin", true,
            Map.of("Advanced Messaging", 1_000_000, "Webex Meetings Suite", 1_000_000, "Webex Calling - Professional", 10));

    private static final ObjectMapper JSON = new ObjectMapper();

    WebexSettings {
        if (!ROLES.contains(role)) {
            throw new IllegalArgumentException("\"role\" is \"" + role + "\": use one of " + ROLES + ".");
        }
        licences = new TreeMap<>(licences);
    }

    /**
     * These settings with some changed.
     *
     * @throws IllegalArgumentException naming the setting that does not exist or has a bad value
     */
    WebexSettings with(JsonNode changes) {
        ObjectNode all = json();
        changes.fields().forEachRemaining(change -> {
            if (!all.has(change.getKey())) {
                throw new IllegalArgumentException("There is no setting \"" + change.getKey() + "\": use " + JSON.convertValue(all.fieldNames(), Set.class) + ".");
            }
            all.set(change.getKey(), change.getValue());
        });
        try {
            return JSON.treeToValue(all, WebexSettings.class);
        } catch (JsonProcessingException wrong) {
            Throwable cause = wrong.getCause() instanceof IllegalArgumentException ? wrong.getCause() : wrong;
            throw new IllegalArgumentException(cause.getMessage(), wrong);
        }
    }

    ObjectNode json() {
        return JSON.valueToTree(this);
    }

    boolean grants(String scope) {
        return Arrays.asList(scopes.split(" ")).contains(scope);
    }

    boolean mayWrite() {
        return !role.equals("id_readonly_admin");
    }

    boolean verified(String address) {
        return verifiedDomains.contains("*") || verifiedDomains.contains(address.substring(address.indexOf('@') + 1).toLowerCase(Locale.ROOT));
    }

    boolean foreign(String address) {
        return foreignAddresses.stream().anyMatch(address::equalsIgnoreCase);
    }
}
