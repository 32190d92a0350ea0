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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The groups of a directory through a mixed history, and what a service with groups must hold of them in the end: the model. */
final class Teams {

    private static final class Team {
        final Set<String> names = new HashSet<>();
        final Set<Integer> members = new TreeSet<>();
        String name;
        String formerName;

        void name(String given) {
            formerName = name;
            name = given;
            names.add(given);
        }
    }

    /** A {@code groupOfNames} is never empty: the administrator is in each, and nobody's account. */
    private static final String NOBODY = Slapd.ADMIN;

    private final LDAPConnection ldap;
    private final Staff staff;
    private final Random random;
    private final List<Team> teams = new ArrayList<>();
    private final List<Team> dissolved = new ArrayList<>();
    private int names;

    Teams(LDAPConnection ldap, Staff staff, Random random) {
        this.ldap = ldap;
        this.staff = staff;
        this.random = random;
    }

    void form(int count) throws LDAPException {
        for (int i = 0; i < count; i++) {
            Team team = new Team();
            team.name(name());
            for (int member = 0; member < 3; member++) {
                team.members.add(random.nextInt(staff.size()));
            }
            Entry entry = new Entry(dn(team), new Attribute("objectClass", "groupOfNames"), new Attribute("member", NOBODY));
            team.members.forEach(number -> entry.addAttribute("member", Slapd.person(number)));
            ldap.add(entry);
            teams.add(team);
        }
    }

    /** Something happens to some team: so many times. */
    void change(int times) throws LDAPException {
        for (int i = 0; i < times; i++) {
            Team team = teams.get(random.nextInt(teams.size()));
            int what = random.nextInt(100);
            if (what < 15) {
                form(1);
            } else if (what < 60) {
                joinOrLeave(team, random.nextInt(staff.size()));
            } else if (what < 85) {
                rename(team, what < 75 || team.formerName == null ? name() : team.formerName);
            } else if (teams.size() > 1) {
                teams.remove(team);
                dissolved.add(team);
                ldap.delete(dn(team));
            }
        }
    }

    private void joinOrLeave(Team team, int number) throws LDAPException {
        boolean joins = team.members.add(number);
        if (!joins) {
            team.members.remove(number);
        }
        ldap.modify(dn(team), new Modification(joins ? ModificationType.ADD : ModificationType.DELETE, "member", Slapd.person(number)));
    }

    private void rename(Team team, String name) throws LDAPException {
        String dn = dn(team);
        team.name(name);
        ldap.modifyDN(dn, "cn=" + name, true);
    }

    private String name() {
        return "Team" + ++names;
    }

    private static String dn(Team team) {
        return "cn=" + team.name + "," + Slapd.GROUPS;
    }

    /** What holds at any moment: no team has two groups. */
    void requireNoneTwice(List<JsonNode> groups) {
        List<String> there = names(groups);
        for (List<Team> some : List.of(teams, dissolved)) {
            for (Team team : some) {
                assertThat(there).as("groups of the team %s", team.names).filteredOn(team.names::contains).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    /** What must hold in the end: the service equals the model. */
    void requireSame(List<JsonNode> groups, List<JsonNode> accounts) {
        assertThat(names(groups)).as("groups").containsExactlyInAnyOrderElementsOf(teams.stream().map(team -> team.name).toList());
        Map<String, String> mails = accounts.stream().collect(Collectors.toMap(account -> account.path("id").asText(), account -> account.path("email").asText()));
        Map<String, Set<String>> expected = new TreeMap<>();
        teams.forEach(team -> expected.put(team.name, team.members.stream().map(staff::activeMail).filter(Objects::nonNull).collect(Collectors.toCollection(TreeSet::new))));
        Map<String, Set<String>> members = new TreeMap<>();
        teams(groups).forEach(group -> members.put(group.path("name").asText(), StreamSupport.stream(group.path("members").spliterator(), false)
                .map(id -> mails.get(id.asText())).collect(Collectors.toCollection(TreeSet::new))));
        assertThat(members).as("members").isEqualTo(expected);
    }

    private static List<String> names(List<JsonNode> groups) {
        return teams(groups).stream().map(group -> group.path("name").asText()).toList();
    }

    private static List<JsonNode> teams(List<JsonNode> groups) {
        return groups.stream().filter(group -> !group.path("deleted").asBoolean() && !group.path("default").asBoolean()).toList();
    }
}
