package io.muster.cycle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Some tens of people who are fetched and planned together. */
public final class Batch {

    private final Cycle cycle;
    private final boolean unseen;
    private final Map<UUID, Person> people = new LinkedHashMap<>();

    /** @param unseen whether these accounts were recorded but not seen in the sweep */
    Batch(Cycle cycle, List<UUID> guids, boolean unseen) {
        this.cycle = cycle;
        this.unseen = unseen;
        guids.forEach(guid -> people.put(guid, new Person(cycle, guid)));
    }

    public Cycle getCycle() {
        return cycle;
    }

    /** Whether accounts of this batch were recorded but neither seen in the sweep nor fetched within the scope: they are looked for anywhere. */
    public boolean isMissing() {
        return unseen && people.values().stream().anyMatch(person -> person.presence() == null);
    }

    /** The people whose presence is known by now; who vanished between sweep and fetch is left to the next cycle. */
    public List<Person> getPeople() {
        return people.values().stream().filter(person -> person.presence() != null).toList();
    }

    boolean unseen() {
        return unseen;
    }

    Person person(UUID guid) {
        return people.get(guid);
    }

    List<UUID> guids() {
        return new ArrayList<>(people.keySet());
    }

    List<UUID> unmet() {
        return people.values().stream().filter(person -> person.presence() == null).map(Person::guid).toList();
    }

    /** The channel is not kept in step any more. */
    void retire() {
        people.values().forEach(Person::retired);
    }

    /** Those not found anywhere are gone, as far as this read can tell: a quick one knows of none but the deleted. */
    void concludeAbsence(boolean sweep) {
        people.values().stream().filter(person -> person.presence() == null && (sweep || cycle.deleted().contains(person.guid()))).forEach(Person::gone);
    }
}
