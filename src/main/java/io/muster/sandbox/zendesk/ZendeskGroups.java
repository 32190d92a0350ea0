package io.muster.sandbox.zendesk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The rules of groups and memberships: every agent is in at least one group, and one of them is the default. Callers hold the account's lock. */
final class ZendeskGroups {

    private static final class Group {
        final long id;
        final String created;
        final boolean isDefault;
        String name;
        String description;
        boolean isPublic;
        boolean deleted;
        String updated;

        Group(long id, String name, String description, boolean isPublic, boolean isDefault, String now) {
            this.id = id;
            this.name = name;
            this.description = description;
            this.isPublic = isPublic;
            this.isDefault = isDefault;
            this.created = now;
            this.updated = now;
        }
    }

    private static final class Membership {
        final long id;
        final long user;
        final long group;
        final String created;
        boolean isDefault;

        Membership(long id, long user, long group, boolean isDefault, String now) {
            this.id = id;
            this.user = user;
            this.group = group;
            this.isDefault = isDefault;
            this.created = now;
        }
    }

    private final Switches<ZendeskSwitch> switches;
    private final Supplier<String> url;
    private final Clock clock;
    private final LongFunction<ZendeskUser> users;
    private final NavigableMap<Long, Group> groups = new TreeMap<>();
    private final NavigableMap<Long, Membership> memberships = new TreeMap<>();
    private final Map<Long, List<Membership>> byUser = new HashMap<>();
    private long lastGroup;
    private long lastMembership;

    /** @param users a user by id, null unless active */
    ZendeskGroups(Switches<ZendeskSwitch> switches, Supplier<String> url, Clock clock, LongFunction<ZendeskUser> users) {
        this.switches = switches;
        this.url = url;
        this.clock = clock;
        this.users = users;
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    // ---- Groups

    ObjectNode list(ZendeskQuery query) {
        boolean withoutDeleted = "true".equals(query.get("exclude_deleted"));
        return page(query, group -> !withoutDeleted || !group.deleted, "/groups");
    }

    ObjectNode assignable(ZendeskQuery query) {
        return page(query, group -> !group.deleted, "/groups/assignable");
    }

    ObjectNode ofUser(long user, ZendeskQuery query) {
        return page(query, group -> membership(user, group.id) != null, "/users/" + user + "/groups");
    }

    private ObjectNode page(ZendeskQuery query, Predicate<Group> wanted, String path) {
        return ZendeskPages.page("groups", groups, wanted, this::view, query, url.get() + "/api/v2" + path);
    }

    ObjectNode get(long id) {
        return wrap(group(id));
    }

    private Group group(long id) {
        Group group = groups.get(id);
        if (group == null) {
            throw ZendeskErrors.notFound();
        }
        return group;
    }

    private Group undeleted(long id) {
        Group group = group(id);
        if (group.deleted) {
            throw ZendeskErrors.notFound();
        }
        return group;
    }

    ObjectNode create(ObjectNode given) {
        checkName(given.path("name").asText(""), null);
        return wrap(add(given.get("name").asText(), given.path("description").asText(""), given.path("is_public").asBoolean(true), false));
    }

    private Group add(String name, String description, boolean isPublic, boolean isDefault) {
        Group group = new Group(21940000000L + ++lastGroup * 16, name, description, isPublic, isDefault, now());
        groups.put(group.id, group);
        return group;
    }

    private void checkName(String name, Group own) {
        if (name.isBlank()) {
            throw ZendeskErrors.recordInvalid("name", "Name: cannot be blank", "BlankValue");
        }
        boolean taken = groups.values().stream().anyMatch(group -> group != own && !group.deleted && group.name.equalsIgnoreCase(name));
        if (taken && switches.is(ZendeskSwitch.GROUP_NAME_UNIQUE, "true")) {
            throw ZendeskErrors.recordInvalid("name", "Name: has already been taken", "DuplicateValue");
        }
    }

    ObjectNode update(long id, ObjectNode given) {
        Group group = undeleted(id);
        if (given.has("name")) {
            checkName(given.get("name").asText(""), group);
        }
        if (!group.isPublic && given.path("is_public").asBoolean()) {
            throw ZendeskErrors.recordInvalid("is_public", "A private group can't be made public", null);
        }
        group.name = given.path("name").asText(group.name);
        group.description = given.path("description").asText(group.description);
        group.isPublic = given.path("is_public").asBoolean(group.isPublic);
        group.updated = now();
        return wrap(group);
    }

    void delete(long id) {
        Group group = undeleted(id);
        boolean somebodysDefault = memberships.values().stream().anyMatch(one -> one.group == id && one.isDefault);
        if ((group.isDefault || somebodysDefault) && switches.is(ZendeskSwitch.DEFAULT_GROUP_DELETE, "422")) {
            throw ZendeskErrors.recordInvalid("base", "Group can't be deleted: it is a default group", null);
        }
        group.deleted = true;
        group.updated = now();
        memberships.values().stream().filter(one -> one.group == id).toList().forEach(this::remove);
    }

    private ObjectNode wrap(Group group) {
        return JsonNodeFactory.instance.objectNode().set("group", view(group));
    }

    private ObjectNode view(Group group) {
        return JsonNodeFactory.instance.objectNode().put("url", url.get() + "/api/v2/groups/" + group.id + ".json").put("id", group.id).put("is_public", group.isPublic)
                .put("name", group.name).put("description", group.description).put("default", group.isDefault).put("deleted", group.deleted)
                .put("created_at", group.created).put("updated_at", group.updated);
    }

    // ---- Memberships

    ObjectNode memberships(ZendeskQuery query) {
        return memberships(query, one -> true, "/group_memberships");
    }

    ObjectNode membershipsOfUser(long user, ZendeskQuery query) {
        if (users.apply(user) == null) {
            throw ZendeskErrors.notFound();
        }
        return memberships(query, one -> one.user == user, "/users/" + user + "/group_memberships");
    }

    ObjectNode membershipsOfGroup(long id, ZendeskQuery query) {
        group(id);
        return memberships(query, one -> one.group == id, "/groups/" + id + "/memberships");
    }

    private ObjectNode memberships(ZendeskQuery query, Predicate<Membership> wanted, String path) {
        return ZendeskPages.page("group_memberships", memberships, wanted, this::view, query, url.get() + "/api/v2" + path);
    }

    ObjectNode membership(long id) {
        return wrap(byId(id));
    }

    private Membership byId(long id) {
        Membership membership = memberships.get(id);
        if (membership == null) {
            throw ZendeskErrors.notFound();
        }
        return membership;
    }

    private Membership membership(long user, long group) {
        return of(user).stream().filter(one -> one.group == group).findFirst().orElse(null);
    }

    private List<Membership> of(long user) {
        return byUser.getOrDefault(user, List.of());
    }

    /** {@code POST /group_memberships}. */
    ObjectNode createMembership(ObjectNode given) {
        long id = number(given, "user_id");
        ZendeskUser user = users.apply(id);
        Group group = groups.get(number(given, "group_id"));
        if (group == null || group.deleted) {
            throw ZendeskErrors.recordInvalid("group_id", "Group: is invalid", "InvalidValue");
        }
        if (user == null || !user.agent()) {
            throw ZendeskErrors.recordInvalid(switches.get(ZendeskSwitch.END_USER_MEMBERSHIP), "User: must be an agent", null);
        }
        Membership there = membership(id, group.id);
        if (there != null) {
            if (switches.is(ZendeskSwitch.DUPLICATE_MEMBERSHIP, "201")) {
                return wrap(there);
            }
            throw ZendeskErrors.recordInvalid("user_id", "User has already been taken", null);
        }
        return wrap(add(user, group.id, false));
    }

    private static long number(ObjectNode given, String name) {
        if (!given.path(name).isIntegralNumber()) {
            throw ZendeskErrors.invalidAttribute("You passed an invalid value for the " + name + " attribute. Invalid parameter: " + name + " must be an integer");
        }
        return given.get(name).asLong();
    }

    private Membership add(ZendeskUser user, long group, boolean isDefault) {
        Membership membership = new Membership(17720000000L + ++lastMembership, user.id, group, isDefault, now());
        memberships.put(membership.id, membership);
        byUser.computeIfAbsent(user.id, id -> new ArrayList<>()).add(membership);
        if (isDefault) {
            user.document.put("default_group_id", group);
        }
        return membership;
    }

    /** {@code DELETE /group_memberships/{id}}. */
    void deleteMembership(long id) {
        Membership membership = byId(id);
        if (of(membership.user).size() == 1 && switches.is(ZendeskSwitch.LAST_MEMBERSHIP_DELETE, "422")) {
            throw ZendeskErrors.recordInvalid("base", "An agent must be in at least one group", null);
        }
        remove(membership);
    }

    /** Who loses the default gets another, and who loses everything gets the account's default group. */
    private void remove(Membership membership) {
        memberships.remove(membership.id);
        of(membership.user).remove(membership);
        ZendeskUser user = users.apply(membership.user);
        if (user == null || !user.agent()) {
            return;
        }
        List<Membership> left = of(user.id);
        if (left.isEmpty()) {
            add(user, defaultGroup(), true);
        } else if (membership.isDefault) {
            makeDefault(left.get(0));
        }
    }

    ObjectNode makeDefault(long user, long id) {
        Membership membership = byId(id);
        if (membership.user != user) {
            throw ZendeskErrors.notFound();
        }
        makeDefault(membership);
        return membershipsOfUser(user, new ZendeskQuery(Map.of()));
    }

    private void makeDefault(Membership membership) {
        of(membership.user).forEach(one -> one.isDefault = one == membership);
        users.apply(membership.user).document.put("default_group_id", membership.group);
    }

    /** A new agent is in the account's default group, or in the one that was asked for. */
    void join(ZendeskUser user, long wanted) {
        if (of(user.id).isEmpty()) {
            boolean there = groups.containsKey(wanted) && !groups.get(wanted).deleted;
            add(user, there ? wanted : defaultGroup(), true);
        }
    }

    /** A user who is an agent no longer, or deleted. */
    void leaveAll(ZendeskUser user) {
        of(user.id).forEach(one -> memberships.remove(one.id));
        byUser.remove(user.id);
        user.document.putNull("default_group_id");
    }

    private long defaultGroup() {
        return groups.values().stream().filter(group -> group.isDefault).findFirst().orElseThrow().id;
    }

    private ObjectNode wrap(Membership membership) {
        return JsonNodeFactory.instance.objectNode().set("group_membership", view(membership));
    }

    private ObjectNode view(Membership membership) {
        return JsonNodeFactory.instance.objectNode().put("url", url.get() + "/api/v2/group_memberships/" + membership.id + ".json").put("id", membership.id)
                .put("user_id", membership.user).put("group_id", membership.group).put("default", membership.isDefault)
                .put("created_at", membership.created).put("updated_at", membership.created);
    }

    // ---- What the control interface does

    /** The names of a user's groups. */
    List<String> namesOf(long user) {
        return of(user).stream().map(one -> groups.get(one.group).name).toList();
    }

    /** Every group, deleted ones too, with the ids of its members. */
    List<ObjectNode> control() {
        return groups.values().stream().map(group -> {
            ObjectNode view = view(group);
            var members = view.putArray("members");
            memberships.values().stream().filter(one -> one.group == group.id).forEach(one -> members.add(one.user));
            return view;
        }).toList();
    }

    /** Every group goes, and the account's default one is made anew. No id is used twice. */
    void clear() {
        groups.clear();
        memberships.clear();
        byUser.clear();
        add("Support", "", true, true);
    }
}
