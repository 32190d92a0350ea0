package io.muster.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayList;
import java.util.List;

/** Turns scopes into LDAP filters ({@code behaviour.md} section 1). */
final class Scopes {

    /** LDAP_MATCHING_RULE_TRANSITIVE_EVAL: follows member groups to any depth ([MS-ADTS] 3.1.1.3.4.4.3). */
    private static final String TRANSITIVE = "1.2.840.113556.1.4.1941";

    private final DirectorySettings settings;

    Scopes(DirectorySettings settings) {
        this.settings = settings;
    }

    /** Everybody of the user object class. On AD computers have the class {@code user}, too; their category differs. */
    Filter users() {
        Filter users = Filter.createEqualityFilter("objectClass", settings.userObjectClass());
        if (settings.type() == Dialect.ACTIVE_DIRECTORY && settings.userObjectClass().equalsIgnoreCase("user")) {
            return Filter.createANDFilter(Filter.createEqualityFilter("objectCategory", "person"), users);
        }
        return users;
    }

    /** Every entry of the kind that the scope is about. */
    Filter kind(Scope scope) {
        return scope.ofGroups() ? groups() : users();
    }

    Filter groups() {
        return Filter.createEqualityFilter("objectClass", settings.groupObjectClass());
    }

    /** Whether one filter, known beforehand, tells who is in the scope's group. */
    boolean groupInFilter(Scope scope) {
        return scope.groupDn() != null && settings.memberOfAttribute() != null && (!scope.nested() || settings.type() == Dialect.ACTIVE_DIRECTORY);
    }

    /** Members of the scope's group; only with {@link #groupInFilter(Scope)}. */
    Filter members(Scope scope) {
        return scope.nested()
                ? Filter.createExtensibleMatchFilter(settings.memberOfAttribute(), TRANSITIVE, false, scope.groupDn())
                : memberOf(scope.groupDn());
    }

    Filter memberOf(String groupDn) {
        return Filter.createEqualityFilter(settings.memberOfAttribute(), groupDn);
    }

    /**
     * What an entry of the scope's kind must satisfy besides, as far as a filter can say.
     *
     * @param group members of the group, or null
     * @throws IllegalArgumentException the scope's filter is none
     */
    List<Filter> conditions(Scope scope, Filter group) {
        List<Filter> conditions = new ArrayList<>();
        if (scope.filter() != null) {
            try {
                conditions.add(Filter.create(scope.filter()));
            } catch (LDAPException e) {
                throw new IllegalArgumentException(scope.keys() + ".filter: " + scope.filter() + " is not an LDAP filter (" + e.getMessage()
                        + "): write it as in RFC 4515, such as (department=Sales)", e);
            }
        }
        if (group != null) {
            conditions.add(group);
        }
        return conditions;
    }

    /**
     * Every entry of the scope's kind that satisfies all of these.
     *
     * @param narrow what few entries satisfy: it comes first, since a server that tests entry after entry (Samba) stops at the first condition that fails,
     *               and a nested membership costs it a walk for each
     */
    Filter and(Scope scope, List<Filter> conditions, Filter... narrow) {
        List<Filter> all = new ArrayList<>(List.of(narrow));
        all.add(kind(scope));
        all.addAll(conditions);
        return all.size() == 1 ? all.get(0) : Filter.createANDFilter(all);
    }
}
