package io.muster.sandbox.zendesk;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * The state of the Zendesk account itself, as its administrator would set it.
 *
 * @param apiTokens                whether API tokens are accepted, or OAuth alone
 * @param callerRole               what the owner of the credentials is: {@code admin}, {@code agent}, {@code end-user}
 * @param scopes                   of the OAuth token, separated by blanks; {@code read} and {@code write} cover everything
 * @param plan                     what the account pays for: see {@link #PER_MINUTE}
 * @param rateLimits               {@code off}, {@code plan} (with the limits on updates below), or a number of requests a minute (likewise)
 * @param updatesPerSecond         of users, by the whole account
 * @param updatesPerUserPerMinute  of one user
 * @param permanentDeletes         of users in ten minutes
 * @param userTagging              whether users have tags
 * @param customRoles              the custom roles there are
 * @param organizations            the organizations there are
 * @param jobMillis                how long a job takes
 * @param jobOutcome               how jobs end: {@code completed}, {@code failed}, {@code killed}
 */
record ZendeskSettings(boolean apiTokens, String callerRole, String scopes, String plan, String rateLimits, int updatesPerSecond, int updatesPerUserPerMinute,
        int permanentDeletes, boolean userTagging, Set<Long> customRoles, Set<Long> organizations, int jobMillis, String jobOutcome) {

    /** Requests a minute by plan. */
    static final Map<String, Integer> PER_MINUTE = Map.of("essential", 10, "team", 200, "growth", 400, "professional", 400, "enterprise", 700, "enterprise-plus", 2500);

    static final ZendeskSettings DEFAULT = new ZendeskSettings(true, "admin", "read write", "enterprise", "off", 1, 5, 700, true, Set.of(360000000201L),
            Set.of(360000000101L, 360000000102L), 40, "completed");

    private static final ObjectMapper JSON = new ObjectMapper();

    ZendeskSettings {
        require("callerRole", callerRole, Set.of("admin", "agent", "end-user"));
        require("plan", plan, PER_MINUTE.keySet());
        require("jobOutcome", jobOutcome, Set.of("completed", "failed", "killed"));
        if (!rateLimits.matches("off|plan|[1-9]\\d{0,6}")) {
            throw new IllegalArgumentException("\"rateLimits\" is \"" + rateLimits + "\": use \"off\", \"plan\" or a number of requests a minute.");
        }
        if (updatesPerSecond < 1 || updatesPerUserPerMinute < 1 || permanentDeletes < 1 || jobMillis < 0) {
            throw new IllegalArgumentException("Numbers of updates and deletes are at least 1, and \"jobMillis\" is not negative.");
        }
    }

    private static void require(String name, String value, Set<String> choices) {
        if (!choices.contains(value)) {
            throw new IllegalArgumentException("\"" + name + "\" is \"" + value + "\": use one of " + choices + ".");
        }
    }

    /**
     * These settings with some changed.
     *
     * @throws IllegalArgumentException naming the setting that does not exist or has a bad value
     */
    ZendeskSettings with(JsonNode changes) {
        ObjectNode all = json();
        changes.fields().forEachRemaining(change -> {
            if (!all.has(change.getKey())) {
                throw new IllegalArgumentException("There is no setting \"" + change.getKey() + "\": use " + JSON.convertValue(all.fieldNames(), Set.class) + ".");
            }
            all.set(change.getKey(), change.getValue());
        });
        try {
            return JSON.treeToValue(all, ZendeskSettings.class);
        } catch (JsonProcessingException wrong) {
            Throwable cause = wrong.getCause() instanceof IllegalArgumentException ? wrong.getCause() : wrong;
            throw new IllegalArgumentException(cause.getMessage(), wrong);
        }
    }

    ObjectNode json() {
        return JSON.valueToTree(this);
    }

    @JsonIgnore
    boolean limited() {
        return !rateLimits.equals("off");
    }

    @JsonIgnore
    int perMinute() {
        return rateLimits.equals("plan") ? PER_MINUTE.get(plan) : Integer.parseInt(rateLimits);
    }
}
