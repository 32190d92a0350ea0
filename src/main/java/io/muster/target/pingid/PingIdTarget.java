package io.muster.target.pingid;

import io.muster.target.AttributeDescriptor;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import io.muster.target.VendorFile;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** PingID's vocabulary: API v4 of PingOne for Enterprise, with signed tokens. The conversation itself stands in {@code routes/pingid.camel.yaml}. */
public final class PingIdTarget implements Target {

    static final String MANAGE_DEVICES = "manage-devices";
    static final String PRIMARY_DEVICE = "primary-device";
    static final String KEEP_PRIMARY = "keep-primary";
    static final String NEVER_PAIRED = "never-paired";
    static final String NONE = "none";
    static final String OVERWRITE = "overwrite";
    /** The attribute by which the ledger knows whose other devices were removed, so that the choice of it later on reaches everybody. */
    static final String OTHER_DEVICES = "otherDevices";
    static final String REMOVED = "removed";

    private static final int LONGEST_NAME = 250;
    private static final int KEY_BYTES = 32;
    private static final Pattern PHONE = Pattern.compile("(?:\\+|00)?[1-9](?:[ ()./-]*\\d){6,14}[ ]*");
    private static final Pattern PHONE_WITH_EXTENSION = Pattern.compile(PHONE.pattern() + "(?:,[\\d#*,]*)?");
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+");
    /** What can be chosen, by key; the first is the default. */
    private static final Map<String, List<String>> CHOICES = Map.of(MANAGE_DEVICES, List.of(NONE, "merge", OVERWRITE),
            PRIMARY_DEVICE, List.of(NONE, "mfaEmail1", "mfaSms1", "mfaVoice1"), KEEP_PRIMARY, List.of("false", "true"), NEVER_PAIRED, List.of("watch", "delete"));

    @Override
    public String name() {
        return "pingid";
    }

    /** Every request is a POST. */
    @Override
    public boolean reads(String method, String path) {
        return path.endsWith("/getuserdetails/do");
    }

    @Override
    public List<AttributeDescriptor> attributes() {
        List<AttributeDescriptor> attributes = new ArrayList<>(List.of(
                new AttributeDescriptor("username", true, true, false, Set.of(), LONGEST_NAME, null, true, false),
                AttributeDescriptor.optional("email"), AttributeDescriptor.optional("firstName"), AttributeDescriptor.optional("lastName")));
        for (PingIdSlot slot : PingIdSlot.values()) {
            Pattern pattern = switch (slot.kind()) {
                case EMAIL -> ADDRESS;
                case SMS -> PHONE;
                case VOICE -> PHONE_WITH_EXTENSION;
            };
            attributes.add(new AttributeDescriptor(slot.attribute(), false, false, false, Set.of(), 0, pattern, true, false));
        }
        attributes.add(new AttributeDescriptor(OTHER_DEVICES, false, false, false, Set.of(REMOVED), 0, null, true, false));
        return attributes;
    }

    @Override
    public String matchKey() {
        return "username";
    }

    @Override
    public List<ConnectionKey> connectionKeys() {
        return List.of(
                new ConnectionKey("properties-file", false, "pingid.properties", false, false, false, "the file that PingOne lets its administrators download"),
                new ConnectionKey("idp-url", true, null, false, false, true, "PingID's address, idp_url of the file"),
                new ConnectionKey("org-alias", true, null, false, true, false, "the organisation, org_alias of the file"),
                new ConnectionKey("token", true, null, true, false, false, "token of the file"),
                new ConnectionKey("use-base64-key", true, null, true, false, false, "the key of the signatures, use_base64_key of the file"),
                choice(MANAGE_DEVICES, "whether MFA devices are managed"),
                choice(PRIMARY_DEVICE, "the primary device of a new user"),
                choice(KEEP_PRIMARY, "whether a device that replaces the primary one becomes primary"),
                choice(NEVER_PAIRED, "what is done about a user who is to be disabled and was never paired"));
    }

    private static ConnectionKey choice(String name, String description) {
        return new ConnectionKey(name, false, CHOICES.get(name).get(0), false, false, false, description);
    }

    @Override
    public VendorFile vendorFile() {
        return new VendorFile("properties-file", "pingid.properties",
                Map.of("idp-url", "idp_url", "org-alias", "org_alias", "token", "token", "use-base64-key", "use_base64_key"));
    }

    /** A device that was paired has no nickname yet, and looks like one of the user's own. */
    @Override
    public Set<String> leaving() {
        return PingIdSlot.all().stream().map(PingIdSlot::attribute).collect(Collectors.toSet());
    }

    @Override
    public Map<String, String> problems(Map<String, String> connection) {
        Map<String, String> faults = new LinkedHashMap<>();
        CHOICES.forEach((key, choices) -> {
            if (connection.containsKey(key) && !choices.contains(connection.get(key))) {
                faults.put(key, "'" + connection.get(key) + "' is not one of " + String.join(", ", choices));
            }
        });
        // without the value, which is a secret
        if (connection.containsKey("use-base64-key") && !isKey(connection.get("use-base64-key"))) {
            faults.put("use-base64-key", "is not a key of " + KEY_BYTES + " bytes in base64; download the file again");
        }
        return faults;
    }

    @Override
    public List<String> remarks(Map<String, String> connection, boolean provisionDisabled) {
        return provisionDisabled && "delete".equals(connection.get(NEVER_PAIRED))
                ? List.of("provision-disabled = true with never-paired = delete creates an account for a disabled person and deletes it again, whenever their entry changes; "
                        + "set provision-disabled = false") : List.of();
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    @Override
    public Set<String> unmanaged(Map<String, String> connection) {
        Set<String> unmanaged = new HashSet<>(Set.of(OTHER_DEVICES));
        if (connection.getOrDefault(MANAGE_DEVICES, NONE).equals(NONE)) {
            PingIdSlot.all().forEach(slot -> unmanaged.add(slot.attribute()));
        }
        return unmanaged;
    }

    @Override
    public Map<String, String> constants(Map<String, String> connection) {
        return OVERWRITE.equals(connection.get(MANAGE_DEVICES)) ? Map.of(OTHER_DEVICES, REMOVED) : Map.of();
    }

    @Override
    public int concurrency() {
        return 1;
    }

    @Override
    public boolean provisionDisabled() {
        return true;
    }

    @Override
    public boolean createsDisabled() {
        return true;
    }

    @Override
    public boolean lists() {
        return false;
    }

    @Override
    public Map<String, Object> beans() {
        return Map.of("pingid", new PingIdUsers(), "pingidTokens", new PingIdTokens(), "pingidReplies", new PingIdReplies());
    }
}
