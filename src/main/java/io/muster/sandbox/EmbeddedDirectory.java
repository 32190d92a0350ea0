package io.muster.sandbox;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.schema.Schema;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An LDAP server in memory, on the loopback: {@code ou=people} and {@code ou=groups} under {@code dc=example,dc=com}, with
 * {@code entryUUID} and {@code modifyTimestamp} kept by the server. Who is disabled carries {@code nsAccountLock: true}; others don't
 * carry it. It asks for a bind. Good for some ten thousand people; a real server does better beyond. What goes wrong inside is a mistake of the caller and comes as {@link IllegalStateException}.
 */
public final class EmbeddedDirectory implements AutoCloseable {

    static final String MAIL_DOMAIN = "example.com";

    private static final String BASE_DN = "dc=example,dc=com";
    private static final String PEOPLE_DN = "ou=people," + BASE_DN;
    private static final String GROUPS_DN = "ou=groups," + BASE_DN;
    private static final String BIND_DN = "cn=muster," + BASE_DN;
    private static final String BIND_PASSWORD = "sandbox-password";
    private static final String STATUS = "nsAccountLock";

    /** The standard schema does not know the flag of 389 and Oracle directories. */
    private static final List<String> STATUS_SCHEMA = List.of("dn: cn=schema", "objectClass: top", "objectClass: ldapSubentry",
            "objectClass: subschema", "cn: schema", "attributeTypes: ( 2.16.840.1.113730.3.1.610 NAME '" + STATUS + "'"
                    + " EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE USAGE directoryOperation )");

    private interface Step<T> {
        T run() throws LDAPException;
    }

    private final InMemoryDirectoryServer server;
    private int port;
    private boolean opened;

    private EmbeddedDirectory(InMemoryDirectoryServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts with the small company, on any free port. */
    public static EmbeddedDirectory start() {
        return start(0);
    }

    /** Starts with the small company. */
    public static EmbeddedDirectory start(int port) {
        EmbeddedDirectory directory = empty(port);
        Company.people().forEach(directory::hire);
        Company.groups().forEach((name, logins) -> directory.group(name, logins.toArray(String[]::new)));
        return directory;
    }

    /** Starts with nobody. */
    public static EmbeddedDirectory empty(int port) {
        EmbeddedDirectory directory;
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE_DN);
            config.setListenerConfigs(new InMemoryListenerConfig("ldap", InetAddress.getLoopbackAddress(), port, null, null, null));
            config.setSchema(Schema.mergeSchemas(Schema.getDefaultStandardSchema(), new Schema(new Entry(STATUS_SCHEMA.toArray(String[]::new)))));
            config.setEnforceSingleStructuralObjectClass(false);
            config.setEnforceAttributeSyntaxCompliance(false);
            config.setEqualityIndexAttributes("uid", "mail", "entryUUID");
            config.addAdditionalBindCredentials(BIND_DN, BIND_PASSWORD);
            config.setAuthenticationRequiredOperationTypes(EnumSet.complementOf(EnumSet.of(OperationType.BIND, OperationType.UNBIND,
                    OperationType.ABANDON, OperationType.EXTENDED)));
            directory = new EmbeddedDirectory(new InMemoryDirectoryServer(config), port);
        } catch (Exception unusable) {
            throw new IllegalStateException("The embedded directory can't be set up: " + unusable.getMessage(), unusable);
        }
        directory.open();
        directory.add(new Entry(BASE_DN, new Attribute("objectClass", "top", "domain"), new Attribute("dc", "example")));
        for (String unit : List.of(PEOPLE_DN, GROUPS_DN)) {
            directory.add(new Entry(unit, new Attribute("objectClass", "top", "organizationalUnit")));
        }
        return directory;
    }

    /** Opens the port. Callable again after {@link #close()}: same port, nothing forgotten. */
    public void open() {
        try {
            if (opened) {
                server.restartServer();
            } else {
                server.startListening();
                port = server.getListenPort();
                opened = true;
            }
        } catch (LDAPException failed) {
            throw new IllegalStateException("The embedded directory can't listen on 127.0.0.1:" + port + ": " + failed.getMessage()
                    + ". Choose a free port, or 0 for any.", failed);
        }
    }

    /** Closes the port and cuts every connection. What the directory holds stays, for another {@link #open()}. */
    @Override
    public void close() {
        server.shutDown(true);
    }

    /** {@code ldap://127.0.0.1:port}. */
    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Direct access, without bind or network, to prepare and to look. */
    public LDAPInterface ldap() {
        return server;
    }

    /** The {@code directory.*} keys with which this directory is reached and read. */
    public Map<String, String> configuration() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("directory.type", "generic");
        keys.put("directory.url", url());
        keys.put("directory.bind-dn", BIND_DN);
        keys.put("directory.bind-password", BIND_PASSWORD);
        keys.put("directory.base-dn", BASE_DN);
        keys.put("directory.guid-attribute", "entryUUID");
        keys.put("directory.user-object-class", "inetOrgPerson");
        keys.put("directory.group-object-class", "groupOfNames");
        keys.put("directory.member-attribute", "member");
        keys.put("directory.change-algorithm", "timestamp");
        keys.put("directory.change-attribute", "modifyTimestamp");
        keys.put("directory.status-attribute", STATUS);
        keys.put("directory.status-algorithm", "flag");
        keys.put("directory.status-flag", "true");
        keys.put("directory.status-when-flag", "disabled");
        keys.put("directory.status-default", "enabled");
        return keys;
    }

    /** Where the people are. */
    public String peopleDn() {
        return PEOPLE_DN;
    }

    /** Where the groups are. */
    public String groupsDn() {
        return GROUPS_DN;
    }

    /** A person's DN. */
    public static String dn(String uid) {
        return new RDN("uid", uid) + "," + PEOPLE_DN;
    }

    /** A group's DN. */
    public static String groupDn(String name) {
        return new RDN("cn", name) + "," + GROUPS_DN;
    }

    /** Adds a person. */
    public void hire(Person person) {
        add(person.entry());
    }

    /** Adds made-up people with the logins {@code user1} to {@code user<count>}; the same ones every time. */
    public void hire(int count) {
        for (int i = 1; i <= count; i++) {
            hire(Person.number(i));
        }
    }

    /** Gives a person another title. */
    public void changeTitle(String uid, String title) {
        change(uid, "title", title);
    }

    /** Replaces an attribute's values; with none, the attribute is gone. */
    public void change(String uid, String attribute, String... values) {
        modify(dn(uid), new Modification(ModificationType.REPLACE, attribute, values));
    }

    /** Gives a person another login and mail address; the {@code entryUUID} stays. */
    public void rename(String uid, String newUid) {
        run(() -> server.modifyDN(dn(uid), new RDN("uid", newUid).toString(), true));
        change(newUid, "mail", newUid + "@" + MAIL_DOMAIN);
    }

    /** Whether there is a person with this login. */
    public boolean exists(String uid) {
        return run(() -> server.getEntry(dn(uid))) != null;
    }

    /** Sets the status flag. */
    public void disable(String uid) {
        change(uid, STATUS, "true");
    }

    /** Takes the status flag away. */
    public void enable(String uid) {
        change(uid, STATUS);
    }

    /** Removes a person, and from every group too. */
    public void remove(String uid) {
        String dn = dn(uid);
        run(() -> server.delete(dn));
        run(() -> server.search(GROUPS_DN, SearchScope.ONE,
                Filter.createEqualityFilter("member", dn), "1.1")).getSearchEntries()
                .forEach(group -> modify(group.getDN(), new Modification(ModificationType.DELETE, "member", dn)));
    }

    /** Adds a group of people. */
    public void group(String name, String... uids) {
        Entry group = new Entry(groupDn(name), new Attribute("objectClass", "top", "groupOfNames"), new Attribute("cn", name));
        // groupOfNames may not be empty; the group itself is nobody.
        group.addAttribute("member", group.getDN());
        for (String uid : uids) {
            group.addAttribute("member", dn(uid));
        }
        add(group);
    }

    /** Puts a person into a group. */
    public void join(String group, String uid) {
        modify(groupDn(group), new Modification(ModificationType.ADD, "member", dn(uid)));
    }

    /** Takes a person out of a group. */
    public void leave(String group, String uid) {
        modify(groupDn(group), new Modification(ModificationType.DELETE, "member", dn(uid)));
    }

    private void add(Entry entry) {
        run(() -> server.add(entry));
    }

    private void modify(String dn, Modification modification) {
        run(() -> server.modify(dn, modification));
    }

    private static <T> T run(Step<T> step) {
        try {
            return step.run();
        } catch (LDAPException refused) {
            throw new IllegalStateException("The embedded directory refuses: " + refused.getMessage(), refused);
        }
    }
}
