package io.muster.directory;

/** Which people a channel manages: entries of the user object class. */
public record UserScope(String baseDn, String filter, String groupDn, boolean nested) implements Scope {

    @Override
    public boolean ofGroups() {
        return false;
    }
}
