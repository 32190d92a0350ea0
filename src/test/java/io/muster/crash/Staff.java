package io.muster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.muster.directory.Slapd;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The people of a directory through a mixed history, and what every service must hold of them in the end: the model. */
final class Staff {

    private static final class Member {
        final int number;
        /** Whatever an account of theirs was ever to be found by, at any service. */
        final Set<String> keys = new LinkedHashSet<>();
        String mail;
        String familyName;
        String formerName;
        boolean present = true;
        boolean active = true;
        boolean steady = true;
        int entries = 1;

        Member(int number) {
            this.number = number;
            keys.add("user" + number);
        }

        void mail(String address) {
            mail = address;
            keys.add(address);
        }
    }

    private final LDAPConnection ldap;
    private final Random random;
    private final List<Member> members = new ArrayList<>();
    private int names;

    Staff(LDAPConnection ldap, Random random) {
        this.ldap = ldap;
        this.random = random;
    }

    /** How many people there have been. */
    int size() {
        return members.size();
    }

    void hire(int count) throws LDAPException {
        for (int i = 0; i < count; i++) {
            Member member = new Member(members.size());
            member.mail("user" + member.number + "@example.com");
            member.familyName = name();
            members.add(member);
            add(member);
        }
    }

    /** Something happens to somebody: so many times. */
    void change(int times) throws LDAPException {
        for (int i = 0; i < times; i++) {
            Member member = members.get(random.nextInt(members.size()));
            int what = random.nextInt(100);
            if (what < 15) {
                hire(1);
            } else if (!member.present) {
                if (what < 60) {
                    member.present = true;
                    member.active = true;
                    member.entries++;
                    add(member);
                }
            } else if (what < 45) {
                String former = member.familyName;
                member.familyName = what < 30 || member.formerName == null ? name() : member.formerName;
                member.formerName = former;
                modify(member, "sn", member.familyName);
            } else if (what < 75) {
                member.active = !member.active;
                member.steady = false;
                modify(member, "employeeType", member.active ? "active" : "left");
            } else if (what < 85 && member.active) {
                member.mail("user" + member.number + "." + ++names + "@example.com");
                modify(member, "mail", member.mail);
            } else {
                member.present = false;
                member.steady = false;
                ldap.delete(Slapd.person(member.number));
            }
        }
    }

    private String name() {
        return "Family" + ++names;
    }

    private void add(Member member) throws LDAPException {
        ldap.add(new Entry(Slapd.person(member.number), new Attribute("objectClass", "inetOrgPerson"), new Attribute("uid", "user" + member.number),
                new Attribute("cn", "Given " + member.familyName), new Attribute("givenName", "Given"), new Attribute("sn", member.familyName),
                new Attribute("mail", member.mail), new Attribute("employeeType", "active")));
    }

    private void modify(Member member, String attribute, String value) throws LDAPException {
        ldap.modify(Slapd.person(member.number), new Modification(ModificationType.REPLACE, attribute, value));
    }

    /** The address of who works here and is active, else null. */
    String activeMail(int number) {
        Member member = members.get(number);
        return member.present && member.active ? member.mail : null;
    }

    /** What holds at any moment: nobody has two accounts, and who was always there was never disabled. */
    void requireNobodyWronged(Simulated service, List<JsonNode> accounts) {
        for (Member member : members) {
            List<JsonNode> own = own(service, member, accounts);
            assertThat(own).as("accounts of %s at %s", member.keys, service).hasSizeLessThanOrEqualTo(member.entries);
            if (member.steady) {
                assertThat(own).as("%s was never disabled, at %s", member.keys, service).noneMatch(service::disabled);
            }
        }
    }

    /** What must hold in the end: the service equals the model. */
    void requireSame(Simulated service, List<JsonNode> accounts) {
        int known = 0;
        for (Member member : members) {
            List<JsonNode> own = own(service, member, accounts);
            known += own.size();
            List<JsonNode> active = own.stream().filter(service::active).toList();
            if (member.present && member.active) {
                assertThat(active).as("active accounts of %s at %s among %s", member.keys, service, own).hasSize(1);
                assertThat(service.mails(active.get(0))).as("mail addresses of %s", active).hasSize(service.places()).containsOnly(member.mail);
                assertThat(service.familyName(active.get(0))).as(member.mail).endsWith(member.familyName);
            } else {
                assertThat(active).as("%s has left, at %s", member.keys, service).isEmpty();
            }
            assertThat(own).as("accounts of %s at %s", member.keys, service).hasSizeLessThanOrEqualTo(member.entries);
        }
        assertThat(accounts).filteredOn(account -> service.key(account).matches("user\\d.*")).as("accounts of nobody at %s", service).hasSize(known);
    }

    private static List<JsonNode> own(Simulated service, Member member, List<JsonNode> accounts) {
        return accounts.stream().filter(account -> member.keys.contains(service.key(account))).toList();
    }
}
