package io.muster.sandbox.zoom;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * The state of the Zoom account itself, as its administrator would set it.
 *
 * @param associatedDomains mail domains that the account manages; {@code *} for all
 * @param foreignAddresses  addresses that have a Zoom account elsewhere
 * @param sso               whether single sign-on is on; without it SCIM refuses every call
 * @param appActive         whether the OAuth app is active; without it there are no tokens
 * @param scopes            what a token is granted, separated by blanks
 * @param deniedPermissions of the app's role: {@code User:Read}, {@code User:Edit}, {@code Group:Read}, {@code Group:Edit}
 * @param plan              {@code business} (Light 80/s, Medium 60/s) or {@code pro} (30/s, 20/s)
 * @param rateLimits        {@code off}, {@code labels} (what the plan allows), or a number of requests a second for each label
 * @param dailyLimit        requests a day; 0 for no limit
 * @param dailyReset        when the day ends; null for midnight UTC
 * @param basicSeats        how many users of type Basic there may be (Zoom: 9,999); 0 for no limit
 */
record ZoomSettings(Set<String> associatedDomains, Set<String> foreignAddresses, boolean sso, boolean appActive, String scopes,
        Set<String> deniedPermissions, String plan, String rateLimits, int dailyLimit, Instant dailyReset, int basicSeats) {

    static final ZoomSettings DEFAULT = new ZoomSettings(Set.of("*"), Set.of(), true, true, "scim2:admin", Set.of(), "business", "off", 0, null, 0);

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    ZoomSettings {
        if (!Set.of("business", "pro").contains(plan)) {
            throw new IllegalArgumentException("\"plan\" is \"" + plan + "\": use \"business\" or \"pro\".");
        }
        if (!rateLimits.matches("off|labels|[1-9]\\d{0,6}")) {
            throw new IllegalArgumentException("\"rateLimits\" is \"" + rateLimits + "\": use \"off\", \"labels\" or a number of requests a second.");
        }
    }

    /**
     * These settings with some changed.
     *
     * @throws IllegalArgumentException naming the setting that does not exist or has a bad value
     */
    ZoomSettings with(JsonNode changes) {
        ObjectNode all = json();
        changes.fields().forEachRemaining(change -> {
            if (!all.has(change.getKey())) {
                throw new IllegalArgumentException("There is no setting \"" + change.getKey() + "\": use " + JSON.convertValue(all.fieldNames(), Set.class) + ".");
            }
            all.set(change.getKey(), change.getValue());
        });
        try {
            return JSON.treeToValue(all, ZoomSettings.class);
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
        return !rateLimits.equals("off") || dailyLimit > 0;
    }

    boolean manages(String address) {
        return associatedDomains.contains("*") || associatedDomains.contains(address.substring(address.indexOf('@') + 1).toLowerCase(Locale.ROOT));
    }

    boolean foreign(String address) {
        return foreignAddresses.stream().anyMatch(address::equalsIgnoreCase);
    }
}
