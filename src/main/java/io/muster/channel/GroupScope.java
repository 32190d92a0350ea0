package io.muster.channel;

/** Which groups a channel manages ({@code behaviour.md} section 5); only services with groups have them. */
public record GroupScope(String baseDn, String filter, String groupDn, boolean nested, boolean adopt) {

    /** Whether groups are managed at all. */
    public boolean wanted() {
        return filter != null || groupDn != null;
    }
}
