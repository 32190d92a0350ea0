package io.muster.sandbox.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.zendesk.ZendeskErrors.Refused;
import io.muster.sandbox.zendesk.ZendeskUser.Identity;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The rules of users and their identities. Callers hold the account's lock. */
final class ZendeskUsers {

    static final String OWNER = "owner@example.com";

    private static final int LARGEST_SHOW_MANY = 100;
    private static final Set<String> IDENTITY_TYPES = Set.of("email", "phone_number", "twitter", "facebook", "google", "agent_forwarding", "any_channel", "foreign", "sdk");

    private final Switches<ZendeskSwitch> switches;
    private final Supplier<ZendeskSettings> settings;
    private final Supplier<String> url;
    private final Clock clock;
    private final ZendeskGroups groups;
    private final NavigableMap<Long, ZendeskUser> all = new TreeMap<>();
    private final Map<String, Long> byAddress = new HashMap<>();
    private final Map<String, Long> byExternalId = new HashMap<>();
    private final Map<String, Integer> phones = new HashMap<>();
    private long lastId;
    private long lastIdentity;

    ZendeskUsers(Switches<ZendeskSwitch> switches, Supplier<ZendeskSettings> settings, Supplier<String> url, Clock clock, ZendeskGroups groups) {
        this.switches = switches;
        this.settings = settings;
        this.url = url;
        this.clock = clock;
        this.groups = groups;
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    // ---- Reading

    /** A user who was not permanently deleted. */
    ZendeskUser get(long id) {
        ZendeskUser user = all.get(id);
        if (user == null || user.erased) {
            throw ZendeskErrors.notFound();
        }
        return user;
    }

    /** A user who was not deleted at all, or null. */
    ZendeskUser active(long id) {
        ZendeskUser user = all.get(id);
        return user != null && user.active() ? user : null;
    }

    /** Who owns the account and the credentials. */
    ZendeskUser owner() {
        return all.firstEntry().getValue();
    }

    ObjectNode list(ZendeskQuery query) {
        List<String> roles = query.all("role");
        String externalId = query.get("external_id");
        String permissionSet = query.get("permission_set");
        return ZendeskPages.page("users", all, user -> user.active() && (roles.isEmpty() || roles.contains(user.role()))
                && (externalId == null || externalId.equalsIgnoreCase(user.externalId()))
                && (permissionSet == null || permissionSet.equals(user.document.path("custom_role_id").asText())), user -> user.document, query, url.get() + "/api/v2/users");
    }

    ObjectNode showMany(ZendeskQuery query) {
        Stream<Long> ids = query.has("external_ids")
                ? query.list("external_ids", LARGEST_SHOW_MANY).stream().map(id -> byExternalId.get(ZendeskUser.key(id)))
                : query.ids("ids", LARGEST_SHOW_MANY).stream();
        List<ZendeskUser> found = ids.filter(id -> id != null && active(id) != null).map(all::get).toList();
        return ZendeskPages.byOffset("users", found, user -> user.document, new ZendeskQuery(Map.of()), url.get() + "/api/v2/users/show_many");
    }

    /** {@code GET /users/search}: words with or without a field before them, or a plain {@code external_id}. */
    ObjectNode search(ZendeskQuery query) {
        List<ZendeskUser> found;
        if (query.has("external_id")) {
            found = all.values().stream().filter(user -> visible(user) && query.get("external_id").equalsIgnoreCase(user.externalId())).toList();
        } else if (query.get("query") == null || query.get("query").isBlank()) {
            throw ZendeskErrors.refused(400, "InvalidValue", "query parameter is missing");
        } else {
            String[] words = query.get("query").strip().split("\\s+");
            found = candidates(words).filter(user -> Stream.of(words).allMatch(word -> matches(user, word.replace("\"", "")))).toList();
        }
        return ZendeskPages.byOffset("users", found, user -> user.document, query, url.get() + "/api/v2/users/search");
    }

    /** One address without a lagging index needs no look at everybody. */
    private Stream<ZendeskUser> candidates(String[] words) {
        String address = ZendeskUser.key(words[0].replace("\"", "").replaceFirst("(?i)^email:", ""));
        if (words.length == 1 && lag() == 0 && address.contains("@")) {
            Long id = byAddress.get(address);
            return id == null || active(id) == null ? Stream.empty() : Stream.of(all.get(id));
        }
        return all.values().stream();
    }

    private long lag() {
        return switches.number(ZendeskSwitch.SEARCH_LAG_SECONDS);
    }

    private boolean matches(ZendeskUser user, String word) {
        int colon = word.indexOf(':');
        String field = colon < 0 ? "" : word.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = ZendeskUser.key(word.substring(colon + 1));
        List<String> addresses = indexed(user);
        if (!user.active() || addresses.isEmpty() && !visible(user)) {
            return false;
        }
        List<String> known = switches.is(ZendeskSwitch.SEARCH_MATCHES_SECONDARY, "true") || addresses.isEmpty() ? addresses : addresses.subList(0, 1);
        return switch (field) {
            case "type" -> value.equals("user");
            case "email" -> known.contains(value);
            case "role" -> user.role().equals(value);
            case "external_id" -> value.equalsIgnoreCase(user.externalId());
            case "name" -> named(user, value);
            case "phone" -> user.document.hasNonNull("phone") && ZendeskUser.digits(user.document.get("phone").asText()).endsWith(ZendeskUser.digits(value));
            default -> known.contains(value) || named(user, value);
        };
    }

    private static boolean named(ZendeskUser user, String word) {
        return List.of(ZendeskUser.key(user.document.path("name").asText()).split("\\s+")).contains(word);
    }

    /** Whether the index knows the user as they are. */
    private boolean visible(ZendeskUser user) {
        return user.active() && !clock.instant().isBefore(user.changed.plusSeconds(lag()));
    }

    private List<String> indexed(ZendeskUser user) {
        return visible(user) ? user.addresses() : user.indexed;
    }

    // ---- Writing

    /** {@code POST /users}. */
    ZendeskUser create(ObjectNode given) {
        ZendeskUserBody.check(given, settings.get());
        if (!given.hasNonNull("name")) {
            throw ZendeskUserBody.nameless();
        }
        if (given.hasNonNull("email")) {
            requireFree(given.get("email").asText(), null);
        }
        if (given.hasNonNull("external_id")) {
            requireFreeExternalId(given.get("external_id").asText(), null);
        }
        for (JsonNode identity : given.path("identities")) {
            checkIdentity(identity.path("type").asText(), identity.path("value").asText(), null);
        }
        long id = 6164039660001L + ++lastId * 32;
        ZendeskUser user = new ZendeskUser(id, ZendeskUserBody.blank(id, url.get(), now()));
        user.changed = clock.instant();
        all.put(id, user);
        boolean verified = given.path("verified").asBoolean();
        if (given.hasNonNull("email")) {
            add(user, "email", given.get("email").asText(), verified);
            user.mails += verified || given.path("skip_verify_email").asBoolean() ? 0 : 1;
        }
        for (JsonNode identity : given.path("identities")) {
            add(user, identity.path("type").asText(), identity.path("value").asText(), identity.path("verified").asBoolean());
        }
        write(user, given);
        user.document.put("suspended", given.path("suspended").asBoolean() && switches.is(ZendeskSwitch.SUSPENDED_ON_CREATE, "honoured"));
        return user;
    }

    /** {@code PUT /users/{id}}. */
    ZendeskUser update(long id, ObjectNode given) {
        ZendeskUser user = get(id);
        if (!user.active()) {
            throw switches.is(ZendeskSwitch.PUT_ON_DELETED_USER, "404") ? ZendeskErrors.notFound()
                    : ZendeskErrors.recordInvalid("base", "User is deleted", null);
        }
        ZendeskUserBody.check(given, settings.get());
        if (user == owner() && (!given.path("role").asText("admin").equals("admin") || given.path("suspended").asBoolean())) {
            throw ZendeskErrors.recordInvalid("base", "The account owner can't be downgraded or suspended", null);
        }
        Identity address = given.hasNonNull("email") ? user.identity("email", given.get("email").asText()) : null;
        if (given.hasNonNull("email") && address == null) {
            requireFree(given.get("email").asText(), user);
        }
        if (given.hasNonNull("external_id")) {
            requireFreeExternalId(given.get("external_id").asText(), user);
        }
        touched(user);
        if (given.hasNonNull("email")) {
            if (address == null) {
                address = add(user, "email", given.get("email").asText(), given.path("verified").asBoolean());
                user.mails += address.verified || given.path("skip_verify_email").asBoolean() ? 0 : 1;
            } else if (given.has("verified")) {
                address.verified = given.get("verified").asBoolean();
            }
        } else if (given.has("verified") && user.primaryEmail() != null) {
            user.primaryEmail().verified = given.get("verified").asBoolean();
        }
        write(user, given);
        if (given.hasNonNull("suspended")) {
            user.document.put("suspended", given.get("suspended").asBoolean());
        }
        return user;
    }

    /** What create and update have in common. */
    private void write(ZendeskUser user, ObjectNode given) {
        if (given.has("external_id")) {
            if (user.externalId() != null) {
                byExternalId.remove(ZendeskUser.key(user.externalId()));
            }
            user.document.set("external_id", given.get("external_id"));
            if (user.externalId() != null) {
                byExternalId.put(ZendeskUser.key(user.externalId()), user.id);
            }
        }
        role(user, given);
        ZendeskUserBody.write(user.document, given, settings.get(), switches.is(ZendeskSwitch.TAGS_REPLACE, "true"));
        if (given.has("phone")) {
            phone(user, given.get("phone").asText(""));
        }
        shown(user);
    }

    private void role(ZendeskUser user, ObjectNode given) {
        boolean wasAgent = user.agent();
        boolean customRole = given.hasNonNull("custom_role_id");
        String role = given.hasNonNull("role") ? given.get("role").asText() : user.role();
        if (customRole && role.equals("end-user")) {
            role = "agent";
        }
        ObjectNode document = user.document.put("role", role);
        if (role.equals("end-user")) {
            document.putNull("role_type").putNull("custom_role_id").putNull("signature").put("ticket_restriction", "requested").put("moderator", false);
        } else {
            if (!wasAgent) {
                document.putNull("ticket_restriction");
            }
            if (given.has("custom_role_id")) {
                document.set("custom_role_id", given.get("custom_role_id"));
            }
            if (role.equals("admin")) {
                document.put("role_type", 4).put("moderator", true);
            } else if (document.hasNonNull("custom_role_id")) {
                document.put("role_type", 0);
            } else {
                document.putNull("role_type");
            }
        }
        if (!wasAgent && user.agent()) {
            groups.join(user, given.path("default_group_id").asLong(0));
        } else if (wasAgent && !user.agent() && switches.is(ZendeskSwitch.DOWNGRADE_DROPS_MEMBERSHIPS, "true")) {
            groups.leaveAll(user);
        }
    }

    /** A number that nobody else has is a direct line, and an identity; another direct line comes beside the first. */
    private void phone(ZendeskUser user, String number) {
        String digits = ZendeskUser.digits(number);
        if (digits.isEmpty()) {
            if (switches.is(ZendeskSwitch.PHONE_EMPTY_CLEARS, "true")) {
                user.identities.stream().filter(one -> one.type.equals("phone_number")).toList().forEach(one -> remove(user, one));
                user.document.putNull("phone").putNull("shared_phone_number");
            }
            return;
        }
        if (user.identities.stream().anyMatch(one -> one.type.equals("phone_number") && ZendeskUser.digits(one.value).equals(digits))) {
            return;
        }
        if (phones.getOrDefault(digits, 0) > 0) {
            if (user.identities.stream().noneMatch(one -> one.type.equals("phone_number"))) {
                user.document.put("phone", number).put("shared_phone_number", true);
            }
            return;
        }
        add(user, "phone_number", number, true);
    }

    /** {@code POST /users/create_or_update}: true for created. */
    Map.Entry<ZendeskUser, Boolean> createOrUpdate(ObjectNode given) {
        Long id = matching(given);
        if (id == null) {
            return Map.entry(create(given), true);
        }
        return Map.entry(update(id, given), false);
    }

    /** Who has the address or the {@code external_id} of a request, or null. */
    Long matching(ObjectNode given) {
        Long id = given.hasNonNull("external_id") ? byExternalId.get(ZendeskUser.key(given.get("external_id").asText())) : null;
        if (id == null && given.hasNonNull("email")) {
            id = byAddress.get(ZendeskUser.key(given.get("email").asText()));
        }
        return id == null || active(id) == null ? null : id;
    }

    /** Who a row of {@code update_many} means. */
    long meant(ObjectNode row) {
        Long id = row.path("id").isIntegralNumber() ? Long.valueOf(row.get("id").asLong()) : byExternalId.get(ZendeskUser.key(row.path("external_id").asText()));
        if (id == null) {
            throw ZendeskErrors.notFound();
        }
        return id;
    }

    /** {@code DELETE /users/{id}}: soft. */
    ZendeskUser delete(long id) {
        ZendeskUser user = get(id);
        if (!user.active()) {
            throw ZendeskErrors.notFound();
        }
        if (user == owner()) {
            throw ZendeskErrors.recordInvalid("base", "The account owner can't be deleted", null);
        }
        if (user.openTickets > 0) {
            throw ZendeskErrors.recordInvalid("base", "User is requester on " + user.openTickets + " ticket(s) that are not closed.", null);
        }
        groups.leaveAll(user);
        user.document.put("active", false).put("updated_at", now());
        if (switches.is(ZendeskSwitch.EMAIL_FREE_AFTER_DELETE, "true")) {
            free(user);
        }
        return user;
    }

    private void free(ZendeskUser user) {
        user.identities.forEach(this::forget);
        if (user.externalId() != null) {
            byExternalId.remove(ZendeskUser.key(user.externalId()), user.id);
        }
    }

    ObjectNode deleted(ZendeskQuery query) {
        return ZendeskPages.page("deleted_users", all, user -> !user.active(), user -> user.document, query, url.get() + "/api/v2/deleted_users");
    }

    ZendeskUser deleted(long id) {
        ZendeskUser user = all.get(id);
        if (user == null || user.active()) {
            throw ZendeskErrors.notFound();
        }
        return user;
    }

    /** {@code DELETE /deleted_users/{id}}: for good. */
    ZendeskUser erase(long id) {
        ZendeskUser user = deleted(id);
        if (user.erased) {
            throw ZendeskErrors.notFound();
        }
        free(user);
        user.identities.clear();
        user.erased = true;
        user.document.put("name", "Permanently Deleted User").putNull("email").putNull("phone").putNull("external_id");
        return user;
    }

    // ---- Identities

    private void requireFree(String email, ZendeskUser own) {
        Long taken = byAddress.get(ZendeskUser.key(email));
        if (taken != null && (own == null || taken != own.id)) {
            throw ZendeskErrors.recordInvalid("email", "Email: " + email + " is already being used by another user", "DuplicateValue");
        }
    }

    private void requireFreeExternalId(String externalId, ZendeskUser own) {
        Long taken = byExternalId.get(ZendeskUser.key(externalId));
        if (taken != null && (own == null || taken != own.id)) {
            throw ZendeskErrors.recordInvalid(switches.get(ZendeskSwitch.EXTERNAL_ID_DUPLICATE_KEY), "External has already been taken", null);
        }
    }

    private void checkIdentity(String type, String value, ZendeskUser own) {
        if (!IDENTITY_TYPES.contains(type)) {
            throw ZendeskErrors.recordInvalid("type", "Type: is invalid", "InvalidValue");
        }
        if (value.isBlank()) {
            throw ZendeskErrors.recordInvalid("value", "Value: cannot be blank", "BlankValue");
        }
        if (type.equals("email")) {
            if (!ZendeskUserBody.wellFormed(value)) {
                throw ZendeskUserBody.malformed(value);
            }
            requireFree(value, own);
        }
        if (own != null && own.identity(type, value) != null) {
            throw ZendeskErrors.recordInvalid("value", "Value: " + value + " is already being used", "DuplicateValue");
        }
        if (type.equals("phone_number") && phones.getOrDefault(ZendeskUser.digits(value), 0) > 0) {
            throw ZendeskErrors.recordInvalid("value", "Value: " + value + " is already being used by another user", "DuplicateValue");
        }
    }

    private Identity add(ZendeskUser user, String type, String value, boolean verified) {
        boolean first = user.identities.stream().noneMatch(one -> one.type.equals(type));
        Identity identity = new Identity(35436000000L + ++lastIdentity, type, value, verified, first, now());
        user.identities.add(identity);
        if (identity.email()) {
            byAddress.put(ZendeskUser.key(value), user.id);
        } else if (type.equals("phone_number")) {
            phones.merge(ZendeskUser.digits(value), 1, Integer::sum);
        }
        return identity;
    }

    /** Its address or number is nobody's any more. */
    private void forget(Identity identity) {
        if (identity.email()) {
            byAddress.remove(ZendeskUser.key(identity.value));
        } else if (identity.type.equals("phone_number")) {
            phones.merge(ZendeskUser.digits(identity.value), -1, Integer::sum);
        }
    }

    private void remove(ZendeskUser user, Identity identity) {
        user.identities.remove(identity);
        forget(identity);
        if (identity.primary) {
            user.identities.stream().filter(one -> one.type.equals(identity.type)).findFirst().ifPresent(one -> one.primary = true);
        }
    }

    /** The index falls behind from here on, unless it is behind already. */
    private void touched(ZendeskUser user) {
        if (visible(user)) {
            user.indexed = user.addresses();
        }
        user.changed = clock.instant();
        user.document.put("updated_at", now());
    }

    /** What the user's own fields show of the identities. */
    private static void shown(ZendeskUser user) {
        Identity email = user.primaryEmail();
        user.document.put("email", email == null ? null : email.value).put("verified", user.identities.stream().anyMatch(one -> one.verified && one.email()));
        user.identities.stream().filter(one -> one.type.equals("phone_number") && one.primary).findFirst()
                .ifPresent(phone -> user.document.put("phone", phone.value).put("shared_phone_number", false));
    }

    ObjectNode identities(long userId, ZendeskQuery query) {
        ZendeskUser user = existing(userId);
        NavigableMap<Long, Identity> byId = new TreeMap<>();
        user.identities.forEach(identity -> byId.put(identity.id, identity));
        return ZendeskPages.page("identities", byId, identity -> true, identity -> view(user, identity), query, url.get() + "/api/v2/users/" + userId + "/identities");
    }

    private ZendeskUser existing(long id) {
        ZendeskUser user = active(id);
        if (user == null) {
            throw ZendeskErrors.notFound();
        }
        return user;
    }

    private Identity identity(ZendeskUser user, long id) {
        return user.identities.stream().filter(one -> one.id == id).findFirst().orElseThrow(ZendeskErrors::notFound);
    }

    ObjectNode identity(long userId, long id) {
        ZendeskUser user = existing(userId);
        return wrap(user, identity(user, id));
    }

    private ObjectNode wrap(ZendeskUser user, Identity identity) {
        return JsonNodeFactory.instance.objectNode().set("identity", view(user, identity));
    }

    private ObjectNode view(ZendeskUser user, Identity identity) {
        ObjectNode view = JsonNodeFactory.instance.objectNode().put("id", identity.id).put("url", url.get() + "/api/v2/users/" + user.id + "/identities/" + identity.id + ".json")
                .put("user_id", user.id).put("type", identity.type).put("value", identity.value).put("verified", identity.verified).put("primary", identity.primary)
                .put("created_at", identity.created).put("updated_at", identity.updated);
        return identity.email() ? view.put("deliverable_state", "deliverable").put("undeliverable_count", 0) : view;
    }

    ObjectNode createIdentity(long userId, ObjectNode given) {
        ZendeskUser user = existing(userId);
        checkIdentity(given.path("type").asText(), given.path("value").asText(), user);
        touched(user);
        Identity identity = add(user, given.get("type").asText(), given.get("value").asText(), given.path("verified").asBoolean());
        if (identity.email()) {
            user.mails += identity.verified || given.path("skip_verify_email").asBoolean() ? 0 : 1;
        }
        if (given.path("primary").asBoolean() && switches.is(ZendeskSwitch.IDENTITY_PRIMARY_ON_CREATE, "honoured")) {
            makePrimary(user, identity);
        }
        shown(user);
        return wrap(user, identity);
    }

    ObjectNode updateIdentity(long userId, long id, ObjectNode given) {
        ZendeskUser user = existing(userId);
        Identity identity = identity(user, id);
        if (given.hasNonNull("value") && !given.get("value").asText().equalsIgnoreCase(identity.value)) {
            checkIdentity(identity.type, given.get("value").asText(), user);
            touched(user);
            forget(identity);
            identity.value = given.get("value").asText();
            if (identity.email()) {
                byAddress.put(ZendeskUser.key(identity.value), user.id);
            } else if (identity.type.equals("phone_number")) {
                phones.merge(ZendeskUser.digits(identity.value), 1, Integer::sum);
            }
        }
        if (given.hasNonNull("verified")) {
            identity.verified = given.get("verified").asBoolean();
        }
        identity.updated = now();
        shown(user);
        return wrap(user, identity);
    }

    ObjectNode verify(long userId, long id) {
        return updateIdentity(userId, id, JsonNodeFactory.instance.objectNode().put("verified", true));
    }

    /** Zendesk sends another mail. */
    ObjectNode requestVerification(long userId, long id) {
        ZendeskUser user = existing(userId);
        Identity identity = identity(user, id);
        user.mails++;
        return wrap(user, identity);
    }

    /** Answers with the whole collection. */
    ObjectNode makePrimary(long userId, long id) {
        ZendeskUser user = existing(userId);
        Identity identity = identity(user, id);
        if (!identity.verified && switches.is(ZendeskSwitch.MAKE_PRIMARY_NEEDS_VERIFIED, "422")) {
            throw ZendeskErrors.recordInvalid("base", "The identity must be verified before it is made primary", null);
        }
        touched(user);
        makePrimary(user, identity);
        shown(user);
        return identities(userId, new ZendeskQuery(Map.of()));
    }

    private static void makePrimary(ZendeskUser user, Identity identity) {
        user.identities.stream().filter(one -> one.type.equals(identity.type)).forEach(one -> one.primary = one == identity);
    }

    void deleteIdentity(long userId, long id) {
        ZendeskUser user = existing(userId);
        Identity identity = identity(user, id);
        if (user.identities.size() == 1) {
            throw ZendeskErrors.recordInvalid("base", "The only identity of a user can't be deleted", null);
        }
        touched(user);
        remove(user, identity);
        if (identity.type.equals("phone_number") && user.identities.stream().noneMatch(one -> one.type.equals("phone_number"))) {
            user.document.putNull("phone").putNull("shared_phone_number");
        }
        shown(user);
    }

    // ---- What the control interface does

    /** Puts a user there as {@link #control} shows one. */
    ZendeskUser seed(ObjectNode given) {
        ObjectNode body = given.deepCopy();
        String address = body.path("email").asText("");
        if (!body.hasNonNull("name")) {
            body.put("name", address.isEmpty() ? "Somebody" : address.substring(0, address.indexOf('@')));
        }
        List<JsonNode> more = new ArrayList<>();
        body.path("identities").forEach(identity -> {
            if (!identity.path("value").asText().equalsIgnoreCase(address)) {
                more.add(identity);
            }
        });
        body.remove("identities");
        body.putArray("identities").addAll(more);
        if (!body.has("verified")) {
            body.put("verified", true);
        }
        try {
            ZendeskUser user = create(body);
            user.document.put("suspended", given.path("suspended").asBoolean()).put("shared", given.path("shared").asBoolean());
            user.changed = Instant.EPOCH;
            user.openTickets = given.path("open_tickets").asInt();
            return user;
        } catch (Refused wrong) {
            throw new IllegalArgumentException(wrong.getMessage());
        }
    }

    /** Every user but the owner, deleted ones too, with what only the simulator knows. */
    List<ObjectNode> control() {
        return all.values().stream().skip(1).filter(user -> !user.erased).map(user -> {
            ObjectNode view = user.document.deepCopy().put("open_tickets", user.openTickets).put("mails", user.mails);
            user.identities.forEach(identity -> view.withArray("identities").add(view(user, identity)));
            Set<String> names = new LinkedHashSet<>(groups.namesOf(user.id));
            names.forEach(name -> view.withArray("groups").add(name));
            return view;
        }).toList();
    }

    /** Sets how many tickets keep a user from being deleted. */
    void openTickets(String email, int count) {
        Long id = byAddress.get(ZendeskUser.key(email));
        if (id == null) {
            throw new IllegalArgumentException("There is no user with the address " + email + ".");
        }
        all.get(id).openTickets = count;
    }

    /** Everybody goes but the owner, who is made anew. No id is used twice. */
    void clear() {
        all.clear();
        byAddress.clear();
        byExternalId.clear();
        phones.clear();
        ZendeskUser owner = create(JsonNodeFactory.instance.objectNode().put("name", "Account Owner").put("email", OWNER).put("role", "admin").put("verified", true));
        owner.changed = Instant.EPOCH;
    }
}
