package io.muster.directory;

/** Which entries of one kind a channel manages: under a base DN, and satisfying a filter, a group, or both ({@code behaviour.md} section 1). */
public interface Scope {

    /** Never null. */
    String baseDn();

    /** An LDAP filter, or null for every entry of the kind. */
    String filter();

    /** The group whose members are in scope, or null. */
    String groupDn();

    /** Whether members of member groups count. */
    boolean nested();

    /** Whether it is groups that are looked for, and not people. */
    boolean ofGroups();

    /** The keys that configure it, without the channel's prefix, for messages. */
    default String keys() {
        return ofGroups() ? "groups" : "users";
    }
}
