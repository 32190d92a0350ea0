package io.muster.directory;

/** A kind of LDAP server: {@code directory.type}, with its presets as data ({@code directories.md}). */
public enum Dialect {
    OPENLDAP, ACTIVE_DIRECTORY, DS389, PINGDIRECTORY, ORACLE, GENERIC
}
