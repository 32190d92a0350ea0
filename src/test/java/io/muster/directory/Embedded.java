package io.muster.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.util.function.Consumer;

/** The embedded directory of the tests: no schema, so that every dialect's attributes can be written; same tree as {@link Slapd}. */
final class Embedded implements AutoCloseable {

    final InMemoryDirectoryServer server;

    private Embedded(InMemoryDirectoryServer server) {
        this.server = server;
    }

    static Embedded start() {
        return start(config -> { });
    }

    static Embedded start(Consumer<InMemoryDirectoryServerConfig> more) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(Slapd.SUFFIX);
            config.setSchema(null);
            config.addAdditionalBindCredentials(Slapd.ADMIN, Slapd.PASSWORD);
            config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
            more.accept(config);
            InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
            server.add("dn: " + Slapd.SUFFIX, "objectClass: domain", "dc: example");
            server.add("dn: " + Slapd.PEOPLE, "objectClass: organizationalUnit", "ou: people");
            server.add("dn: " + Slapd.GROUPS, "objectClass: organizationalUnit", "ou: groups");
            server.startListening();
            return new Embedded(server);
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "ldap://127.0.0.1:" + server.getListenPort();
    }

    /** Adds {@code uid=<uid>} with these further LDIF lines. */
    Embedded person(String uid, String... lines) throws LDAPException, LDIFException {
        return add("uid=" + uid + "," + Slapd.PEOPLE, "inetOrgPerson", "uid: " + uid, lines);
    }

    Embedded group(String cn, String... memberDns) throws LDAPException, LDIFException {
        String[] members = new String[memberDns.length];
        for (int i = 0; i < members.length; i++) {
            members[i] = "member: " + memberDns[i];
        }
        return add(groupDn(cn), "groupOfNames", "cn: " + cn, members);
    }

    private Embedded add(String dn, String objectClass, String name, String... lines) throws LDAPException, LDIFException {
        String[] all = new String[lines.length + 3];
        all[0] = "dn: " + dn;
        all[1] = "objectClass: " + objectClass;
        all[2] = name;
        System.arraycopy(lines, 0, all, 3, lines.length);
        server.add(all);
        return this;
    }

    static String dn(String uid) {
        return "uid=" + uid + "," + Slapd.PEOPLE;
    }

    static String groupDn(String cn) {
        return "cn=" + cn + "," + Slapd.GROUPS;
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
