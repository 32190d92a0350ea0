package io.muster.sandbox;

import com.unboundid.ldap.sdk.Entry;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Somebody who works at the sandbox's company.
 *
 * @param kind {@code employee} or {@code contractor}
 */
public record Person(String uid, String givenName, String familyName, String title, String department, String phone, String kind) {

    private static final List<String> GIVEN = List.of("Ada", "Ben", "Carla", "Dmitri", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas",
            "Keiko", "Liam", "Maya", "Nils", "Olga", "Pedro", "Rosa", "Samir", "Tess", "Yusuf");
    private static final List<String> FAMILY = List.of("Abbott", "Brandt", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Hansen", "Ito",
            "Jansen", "Kowalski", "Lopez", "Meyer", "Novak", "Okafor", "Petrov", "Rossi", "Silva", "Tanaka", "Weber");
    private static final List<String> TITLES = List.of("Engineer", "Analyst", "Account Manager", "Designer", "Support Agent", "Team Lead");
    private static final List<String> DEPARTMENTS = List.of("Engineering", "Sales", "Support", "Finance", "People", "Marketing");

    /** Somebody with a login made of the names: {@code jill.chill}. */
    public static Person named(String givenName, String familyName, String title, String department, String phone) {
        return new Person((givenName + "." + familyName).toLowerCase(Locale.ROOT), givenName, familyName, title, department, phone, "employee");
    }

    /** Number {@code i} of as many people as one likes; the same number is always the same person, with the login {@code user<i>}. */
    static Person number(int i) {
        Random random = new Random(i * 7919L);
        return new Person("user" + i, GIVEN.get(random.nextInt(20)), FAMILY.get(random.nextInt(20)), TITLES.get(random.nextInt(6)),
                DEPARTMENTS.get(random.nextInt(6)), String.format("+1 512555%04d", i % 10_000), "employee");
    }

    /** The mail address. */
    public String mail() {
        return uid + "@" + EmbeddedDirectory.MAIL_DOMAIN;
    }

    /** The distinguished name. */
    public String dn() {
        return EmbeddedDirectory.dn(uid);
    }

    Entry entry() {
        Entry entry = new Entry(dn());
        entry.addAttribute("objectClass", "top", "person", "organizationalPerson", "inetOrgPerson");
        entry.addAttribute("uid", uid);
        entry.addAttribute("cn", givenName + " " + familyName);
        entry.addAttribute("givenName", givenName);
        entry.addAttribute("sn", familyName);
        entry.addAttribute("mail", mail());
        entry.addAttribute("title", title);
        entry.addAttribute("ou", department);
        entry.addAttribute("o", "Example Ltd");
        entry.addAttribute("telephoneNumber", phone);
        entry.addAttribute("employeeType", kind);
        entry.addAttribute("preferredLanguage", "en-US");
        return entry;
    }
}
