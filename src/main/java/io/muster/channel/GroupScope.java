package io.muster.channel;

import io.muster.directory.Scope;

/**
 * Which groups a channel manages ({@code behaviour.md} section 5); only services with groups have them.
 *
 * @param adopt whether a group of the same name that is there is taken over
 */
public record GroupScope(String baseDn, String filter, String groupDn, boolean nested, boolean adopt) implements Scope {

    @Override
    public boolean ofGroups() {
        return true;
    }

    /** Whether groups are managed at all. */
    public boolean wanted() {
        return filter != null || groupDn != null;
    }
}
