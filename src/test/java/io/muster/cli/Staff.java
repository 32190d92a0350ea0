package io.muster.cli;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * People who come, change and go in any directory, and groups within groups; in scope is who has mail, is under {@link #people}, is no contractor, and is
 * in the group {@code outer} or in one within it. {@link #enabledInScope} reads the truth in the plainest way there is.
 */
final class Staff {

    static final String ANCHOR = "anchor";
    static final String FILTER = "(&(mail=*)(!(title=contractor)))";

    private static final Set<ResultCode> NOTHING_TO_DO = Set.of(ResultCode.NO_SUCH_OBJECT, ResultCode.ENTRY_ALREADY_EXISTS, ResultCode.ATTRIBUTE_OR_VALUE_EXISTS,
            ResultCode.NO_SUCH_ATTRIBUTE);
    private static final Control SHOW_DELETED = new Control("1.2.840.113556.1.4.417", true);

    private final LDAPInterface ldap;
    private final boolean activeDirectory;
    private final String suffix;

    /** Makes the tree: everybody's places, and both groups with {@link #ANCHOR} in them, who stays. */
    Staff(LDAPInterface ldap, String suffix, boolean activeDirectory) throws LDAPException {
        this.ldap = ldap;
        this.suffix = suffix;
        this.activeDirectory = activeDirectory;
        for (String unit : List.of("here", "elsewhere", "teams")) {
            ldap.add(new Entry("ou=" + unit + "," + suffix, new Attribute("objectClass", "organizationalUnit")));
        }
        hire(ANCHOR, "Anchor");
        for (String group : List.of("inner", "outer")) {
            ldap.add(new Entry(group(group), new Attribute("objectClass", activeDirectory ? "group" : "groupOfNames"), new Attribute("member", dn(ANCHOR))));
        }
        join("inner", "outer");
    }

    String people() {
        return "ou=here," + suffix;
    }

    String group(String name) {
        return "cn=" + name + ",ou=teams," + suffix;
    }

    static String mail(String name) {
        return name + "@example.com";
    }

    void hire(String name, String title) throws LDAPException {
        if (find(name) != null) {
            return;
        }
        Entry entry = new Entry(dn(name), new Attribute("objectClass", activeDirectory ? "user" : "inetOrgPerson"), new Attribute("mail", mail(name)),
                new Attribute("givenName", name), new Attribute("sn", "Family"), new Attribute("title", title),
                new Attribute(activeDirectory ? "sAMAccountName" : "uid", name), status(true));
        if (!activeDirectory) {
            entry.addAttribute("cn", name);
        }
        quietly(() -> ldap.add(entry));
    }

    void retitle(String name, String title) throws LDAPException {
        replace(name, new Attribute("title", title));
    }

    void enable(String name, boolean enabled) throws LDAPException {
        replace(name, status(enabled));
    }

    /** Moves to the other place, or back. */
    void move(String name) throws LDAPException {
        Entry entry = find(name);
        if (entry != null) {
            String place = entry.getParentDNString().toLowerCase().startsWith("ou=here") ? "ou=elsewhere," + suffix : people();
            quietly(() -> ldap.modifyDN(entry.getDN(), entry.getRDN().toString(), true, place));
        }
    }

    /** Takes another name in the tree, or the old one again. */
    void rename(String name) throws LDAPException {
        Entry entry = find(name);
        if (entry != null) {
            quietly(() -> ldap.modifyDN(entry.getDN(), "cn=" + (entry.getRDN().toString().endsWith("-married") ? name : name + "-married"), true));
        }
    }

    void dismiss(String name) throws LDAPException {
        Entry entry = find(name);
        if (entry != null) {
            ldap.delete(entry.getDN());
        }
    }

    /** Brings the deleted entry itself back where tombstones are kept, else another one like it. */
    void restore(String name, String title) throws LDAPException {
        if (!activeDirectory || find(name) != null) {
            hire(name, title);
            return;
        }
        SearchRequest deleted = new SearchRequest(suffix, SearchScope.SUB, "(&(isDeleted=TRUE)(sAMAccountName=" + name + "))", "1.1");
        deleted.addControl(SHOW_DELETED);
        List<SearchResultEntry> tombstones = ldap.search(deleted).getSearchEntries();
        if (tombstones.isEmpty()) {
            hire(name, title);
            return;
        }
        ModifyRequest revive = new ModifyRequest(tombstones.get(0).getDN(), new Modification(ModificationType.DELETE, "isDeleted"),
                new Modification(ModificationType.REPLACE, "distinguishedName", dn(name)));
        revive.addControl(SHOW_DELETED);
        ldap.modify(revive);
        replace(name, new Attribute("mail", mail(name)), new Attribute("givenName", name), new Attribute("sn", "Family"), new Attribute("title", title), status(true));
    }

    /** A person or a group joins a group. */
    void join(String name, String group) throws LDAPException {
        member(ModificationType.ADD, name, group);
    }

    void leave(String name, String group) throws LDAPException {
        member(ModificationType.DELETE, name, group);
    }

    private void member(ModificationType what, String name, String group) throws LDAPException {
        Entry entry = find(name);
        String dn = name.equals("inner") ? group(name) : entry == null ? null : entry.getDN();
        if (dn != null) {
            // Active Directory says "unwilling" to a member who is one already
            quietly(() -> ldap.modify(group(group), new Modification(what, "member", dn)));
        }
    }

    private void replace(String name, Attribute... values) throws LDAPException {
        Entry entry = find(name);
        if (entry != null) {
            ldap.modify(entry.getDN(), java.util.Arrays.stream(values).map(value -> new Modification(ModificationType.REPLACE, value.getName(), value.getValues())).toList());
        }
    }

    private Attribute status(boolean enabled) {
        return activeDirectory ? new Attribute("userAccountControl", enabled ? "544" : "546") : new Attribute("employeeType", enabled ? "active" : "left");
    }

    private String dn(String name) {
        return "cn=" + name + "," + people();
    }

    private Entry find(String name) throws LDAPException {
        List<SearchResultEntry> found = ldap.search(suffix, SearchScope.SUB, "(" + (activeDirectory ? "sAMAccountName" : "uid") + "=" + name + ")", "1.1").getSearchEntries();
        return found.isEmpty() ? null : found.get(0);
    }

    private interface Step {
        void run() throws LDAPException;
    }

    private void quietly(Step step) throws LDAPException {
        try {
            step.run();
        } catch (LDAPException e) {
            if (!NOTHING_TO_DO.contains(e.getResultCode()) && !(activeDirectory && e.getResultCode().equals(ResultCode.UNWILLING_TO_PERFORM))) {
                throw e;
            }
        }
    }

    /** The title of everybody who is in scope and enabled, by mail. */
    Map<String, String> enabledInScope() throws LDAPException {
        Set<DN> members = new HashSet<>();
        collect(new DN(group("outer")), members);
        Map<String, String> enabled = new TreeMap<>();
        for (SearchResultEntry entry : ldap.search(people(), SearchScope.SUB, "(mail=*)", "*", "+").getSearchEntries()) {
            boolean works = entry.hasAttributeValue("userAccountControl", "544") || entry.hasAttributeValue("employeeType", "active");
            if (members.contains(entry.getParsedDN()) && works && !entry.hasAttributeValue("title", "contractor")) {
                enabled.put(entry.getAttributeValue("mail"), entry.getAttributeValue("title"));
            }
        }
        return enabled;
    }

    private void collect(DN group, Set<DN> members) throws LDAPException {
        Entry entry = ldap.getEntry(group.toString(), "member");
        if (entry != null && entry.hasAttribute("member")) {
            for (String member : entry.getAttributeValues("member")) {
                if (members.add(new DN(member)) && member.toLowerCase().contains(",ou=teams,")) {
                    collect(new DN(member), members);
                }
            }
        }
    }
}
