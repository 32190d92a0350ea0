package io.muster.sandbox.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One user of the account. Immutable: a write replaces the whole user.
 *
 * @param number         the place in lists
 * @param document       everything that was stored, in Zoom's JSON; never changed
 * @param pending        invited, and not yet a member: invisible to everything but the search by login, which fails
 * @param administrator  marked so by the control interface; an admin's role says it too
 * @param addressChanges when the login was changed
 */
record ZoomUser(long number, String id, ObjectNode document, boolean pending, boolean administrator, List<Instant> addressChanges) {

    static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    static final String LOGIN = "urn:us:zoom:scim:schemas:extension:1.0:ZoomUser";
    static final String LICENCES = "urn:ietf:params:scim:schemas:extension:zoom:1.0:User";

    private static final List<String> NEVER_RETURNED = List.of("zoomPhoneNumber", "zoomPhoneCallingPlan");
    private static final List<String> ONLY_BY_ID = List.of("manager", "organization", "costCenter");

    String login() {
        return document.path("userName").asText();
    }

    /** What logins are compared by. */
    String key() {
        return key(login());
    }

    static String key(String login) {
        return login.toLowerCase(Locale.ROOT);
    }

    boolean active() {
        return document.path("active").asBoolean();
    }

    String userType() {
        return document.path("userType").asText();
    }

    /** Whether the user can neither be disabled nor deleted. */
    boolean protectedRole() {
        String role = document.path("roles").path(0).path("value").asText();
        return administrator || role.equalsIgnoreCase("Admin") || role.equalsIgnoreCase("Owner");
    }

    ZoomUser with(ObjectNode changed) {
        return new ZoomUser(number, id, changed, pending, administrator, addressChanges);
    }

    ZoomUser accepted() {
        return new ZoomUser(number, id, document, false, administrator, addressChanges);
    }

    ZoomUser administrator(boolean is) {
        return new ZoomUser(number, id, document, pending, is, addressChanges);
    }

    ZoomUser readdressed(Instant when) {
        List<Instant> all = new ArrayList<>(addressChanges);
        all.add(when);
        return new ZoomUser(number, id, document, pending, administrator, List.copyOf(all));
    }

    /** As a read by id, a create or an update shows the user. */
    ObjectNode view() {
        JsonNode licences = document.get(LICENCES);
        if (licences == null || NEVER_RETURNED.stream().noneMatch(licences::has)) {
            return document;
        }
        ObjectNode view = shallow(document);
        view.set(LICENCES, shallow((ObjectNode) licences).remove(NEVER_RETURNED));
        return view;
    }

    /** As a list shows the user. */
    ObjectNode row() {
        ObjectNode row = shallow(document);
        row.remove(LICENCES);
        if (row.get(ENTERPRISE) instanceof ObjectNode enterprise) {
            ObjectNode rest = shallow(enterprise).remove(ONLY_BY_ID);
            if (rest.isEmpty()) {
                row.remove(ENTERPRISE);
            } else {
                row.set(ENTERPRISE, rest);
            }
        }
        return row;
    }

    /** As the control interface shows the user. */
    ObjectNode control() {
        return shallow(document).put("pending", pending).put("administrator", protectedRole());
    }

    private static ObjectNode shallow(ObjectNode node) {
        return node.objectNode().setAll(node);
    }
}
