package io.muster.sandbox;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.net.InetAddress;

/** A small company's directory in memory: people under {@code ou=people,dc=example,dc=com}; {@code employeeType: left} marks a disabled person. */
public final class EmbeddedDirectory implements AutoCloseable {

    public static final String BASE = "dc=example,dc=com";
    public static final String PEOPLE = "ou=people," + BASE;
    public static final String BIND_DN = "cn=muster," + BASE;
    public static final String PASSWORD = "sandbox";

    private static final String[][] COMPANY = {
        {"Ada", "Byron", "Chief Engineer", "Engineering"}, {"Blaise", "Pascal", "Engineer", "Engineering"}, {"Carl", "Gauss", "Engineer", "Engineering"},
        {"Dorothy", "Vaughan", "Head of Computing", "Engineering"}, {"Emmy", "Noether", "Engineer", "Engineering"}, {"Fibonacci", "Pisano", "Accountant", "Finance"},
        {"Grace", "Hopper", "Compiler Engineer", "Engineering"}, {"Hypatia", "Theonos", "Teacher", "Training"}, {"Isaac", "Barrow", "Teacher", "Training"},
        {"Joan", "Clarke", "Analyst", "Security"}, {"Katherine", "Johnson", "Analyst", "Security"}, {"Leonhard", "Euler", "Researcher", "Research"},
        {"Maria", "Agnesi", "Researcher", "Research"}, {"Niels", "Abel", "Researcher", "Research"}, {"Olga", "Ladyzhenskaya", "Researcher", "Research"},
        {"Pierre", "Fermat", "Counsel", "Legal"}, {"Qin", "Jiushao", "Accountant", "Finance"}, {"Rosalind", "Franklin", "Researcher", "Research"},
        {"Sofia", "Kovalevskaya", "Chief Executive Officer", "Management"}, {"Terence", "Tao", "Researcher", "Research"}};

    private final InMemoryDirectoryServer server;

    /** @param port 0 for a free one */
    public EmbeddedDirectory(int port) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            config.setListenerConfigs(new InMemoryListenerConfig("ldap", InetAddress.getLoopbackAddress(), port, null, null, null));
            config.addAdditionalBindCredentials(BIND_DN, PASSWORD);
            config.setGenerateOperationalAttributes(true);
            config.setSchema(null);
            server = new InMemoryDirectoryServer(config);
            server.add("dn: " + BASE, "objectClass: top", "objectClass: domain", "dc: example");
            server.add("dn: " + PEOPLE, "objectClass: top", "objectClass: organizationalUnit", "ou: people");
            server.startListening();
        } catch (LDAPException | com.unboundid.ldif.LDIFException e) {
            throw new IllegalStateException("the embedded directory can't be started: " + e.getMessage(), e);
        }
    }

    public int port() {
        return server.getListenPort();
    }

    public String url() {
        return "ldap://127.0.0.1:" + port();
    }

    /** The company of twenty that the demo is about. */
    public EmbeddedDirectory withCompany() {
        for (String[] person : COMPANY) {
            hire(person[0], person[1], person[2], person[3]);
        }
        return this;
    }

    /** Numbered people: {@code user1@example.com} and so on. */
    public EmbeddedDirectory withPeople(int count) {
        for (int i = 1; i <= count; i++) {
            add("user" + i, "Given" + i, "Family" + i, "Engineer", "Department " + i % 10);
        }
        return this;
    }

    /** Adds a person whose login is their given name. */
    public void hire(String givenName, String familyName, String title, String department) {
        add(givenName.toLowerCase(), givenName, familyName, title, department);
    }

    private void add(String uid, String givenName, String familyName, String title, String department) {
        doing(() -> server.add(new Entry(dn(uid), new com.unboundid.ldap.sdk.Attribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson"),
                new com.unboundid.ldap.sdk.Attribute("uid", uid), new com.unboundid.ldap.sdk.Attribute("cn", givenName + " " + familyName),
                new com.unboundid.ldap.sdk.Attribute("givenName", givenName), new com.unboundid.ldap.sdk.Attribute("sn", familyName),
                new com.unboundid.ldap.sdk.Attribute("mail", uid + "@example.com"), new com.unboundid.ldap.sdk.Attribute("title", title),
                new com.unboundid.ldap.sdk.Attribute("departmentNumber", department))));
    }

    /** Sets an attribute of a person; no value removes it. */
    public void set(String uid, String attribute, String... values) {
        doing(() -> server.modify(dn(uid), new Modification(ModificationType.REPLACE, attribute, values)));
    }

    public void remove(String uid) {
        doing(() -> server.delete(dn(uid)));
    }

    public static String dn(String uid) {
        return "uid=" + uid + "," + PEOPLE;
    }

    /** The server itself, for what the methods here don't do. */
    public InMemoryDirectoryServer server() {
        return server;
    }

    @FunctionalInterface
    private interface Change {
        void run() throws LDAPException;
    }

    private static void doing(Change change) {
        try {
            change.run();
        } catch (LDAPException e) {
            throw new IllegalStateException("the embedded directory refused a change: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
