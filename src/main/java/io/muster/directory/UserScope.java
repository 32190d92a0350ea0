package io.muster.directory;

/**
 * Which entries a channel manages: under a base DN, and satisfying a filter, a group, or both ({@code behaviour.md} section 1).
 *
 * @param baseDn  never null
 * @param filter  an LDAP filter, or null for every entry of the user object class
 * @param groupDn the group whose members are in scope, or null
 * @param nested  whether members of member groups count
 */
public record UserScope(String baseDn, String filter, String groupDn, boolean nested) {
}
