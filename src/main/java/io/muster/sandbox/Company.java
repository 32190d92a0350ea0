package io.muster.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The people and groups of a small company that could exist: what the sandbox's directory holds at the start. */
final class Company {

    private Company() {
    }

    static List<Person> people() {
        return List.of(
                person("Nora", "Lindqvist", "CEO", "Management", "0001"),
                person("Tomas", "Herrera", "CFO", "Finance", "0002"),
                person("Jill", "Chill", "CTO", "Engineering", "0003"),
                person("Priya", "Raman", "Engineering Manager", "Engineering", "0104"),
                person("Marek", "Zielinski", "Senior Engineer", "Engineering", "0105"),
                person("Aiko", "Yamada", "Senior Engineer", "Engineering", "0106"),
                person("Sean", "Gallagher", "Engineer", "Engineering", "0107"),
                person("Fatima", "Haddad", "Engineer", "Engineering", "0108"),
                person("Lucas", "Moreau", "Site Reliability Engineer", "Engineering", "0109"),
                person("Ingrid", "Solberg", "Product Designer", "Design", "0110"),
                person("Omar", "Farouk", "Head of Sales", "Sales", "0211"),
                person("Chloe", "Bennett", "Account Manager", "Sales", "0212"),
                person("Diego", "Fuentes", "Account Manager", "Sales", "0213"),
                person("Hannah", "Vogel", "Head of Support", "Support", "0314"),
                person("Kwame", "Mensah", "Support Engineer", "Support", "0315"),
                person("Sofia", "Ricci", "Support Agent", "Support", "0316"),
                person("Viktor", "Petersen", "Support Agent", "Support", "0317"),
                person("Leah", "Goldstein", "Accountant", "Finance", "0418"),
                person("Ruth", "Adeyemi", "People Partner", "People", "0519"),
                new Person("ext.bruno.keller", "Bruno", "Keller", "Consultant", "Engineering", "+1 5125550920", "contractor"));
    }

    private static Person person(String givenName, String familyName, String title, String department, String extension) {
        return Person.named(givenName, familyName, title, department, "+1 512555" + extension);
    }

    /** Logins by the name of their group. */
    static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("Engineering", List.of("jill.chill", "priya.raman", "marek.zielinski", "aiko.yamada", "sean.gallagher", "fatima.haddad",
                "lucas.moreau", "ext.bruno.keller"));
        groups.put("Sales", List.of("omar.farouk", "chloe.bennett", "diego.fuentes"));
        groups.put("Help Desk", List.of("hannah.vogel", "kwame.mensah", "sofia.ricci", "viktor.petersen"));
        return groups;
    }
}
