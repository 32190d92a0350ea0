package io.muster.cli;

import io.muster.apply.NotFound;
import io.muster.apply.Rejected;
import io.muster.apply.Unavailable;
import io.muster.plan.Found;
import io.muster.plan.InventoryPage;
import io.muster.plan.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** A service with groups, in memory: what its ports do, and what was asked of it. */
public final class MemoryService {

    /** A group as the service holds it; its members are account ids. */
    static final class Group {
        String name;
        boolean isDefault;
        final Set<String> members = new TreeSet<>();
    }

    final Map<String, Map<String, List<String>>> accounts = new LinkedHashMap<>();
    final Set<String> suspended = new LinkedHashSet<>();
    final Map<String, Group> groups = new LinkedHashMap<>();
    /** Writes, in their order: {@code group-members sales [ada@example.com]}. */
    final List<String> writes = new ArrayList<>();
    /** Reads of the list of groups. */
    final AtomicInteger listings = new AtomicInteger();
    /** Addresses that can't get an account. */
    final Set<String> rejected = new LinkedHashSet<>();
    /** Account ids that no group takes. */
    final Set<String> refused = new LinkedHashSet<>();
    /** Steps that fail for now, while they stand here. */
    final Set<String> broken = new LinkedHashSet<>();
    private final AtomicInteger ids = new AtomicInteger(100);

    public void test() {
    }

    public synchronized InventoryPage inventory(@Body Object next) {
        return new InventoryPage(accounts.size(), 100, null, accounts.keySet().stream().map(this::found).toList());
    }

    public synchronized Found find(@Body String email) {
        return accounts.entrySet().stream().filter(account -> account.getValue().get("email").contains(email)).map(account -> found(account.getKey())).findFirst().orElse(null);
    }

    public synchronized Found create(@Body Operation operation) {
        attempt("create");
        if (rejected.contains(operation.key())) {
            throw new Rejected("no account for " + operation.key(), 422);
        }
        String id = String.valueOf(ids.incrementAndGet());
        accounts.put(id, new TreeMap<>(operation.values()));
        return wrote("create " + operation.key(), id);
    }

    public synchronized Found update(@Body Operation operation) {
        require(operation).putAll(operation.values());
        return wrote("update " + operation.key(), operation.account());
    }

    public synchronized Found enable(@Body Operation operation) {
        require(operation);
        suspended.remove(operation.account());
        return wrote("enable " + operation.key(), operation.account());
    }

    public synchronized Found disable(@Body Operation operation) {
        require(operation);
        suspended.add(operation.account());
        return wrote("disable " + operation.key(), operation.account());
    }

    public synchronized void delete(@Body Operation operation) {
        require(operation);
        accounts.remove(operation.account());
        writes.add("delete " + operation.key());
    }

    public synchronized InventoryPage groupInventory(@Body String next) {
        attempt("group-inventory");
        listings.incrementAndGet();
        // one group a page
        List<String> all = List.copyOf(groups.keySet());
        int at = next == null ? 0 : Integer.parseInt(next);
        return new InventoryPage(all.size(), 1, at + 1 < all.size() ? String.valueOf(at + 1) : null,
                at < all.size() ? List.of(group(all.get(at), false)) : List.of());
    }

    public synchronized List<String> groupMemberInventory(@Body String id) {
        attempt("group-member-inventory");
        return List.copyOf(groups.get(id).members);
    }

    public synchronized Found groupCreate(@Body Operation operation) {
        attempt("group-create");
        String id = addGroup(name(operation));
        writes.add("group-create " + name(operation));
        return group(id);
    }

    public synchronized Found groupRename(@Body Operation operation) {
        attempt("group-rename");
        Group group = requireGroup(operation);
        writes.add("group-rename " + group.name + " " + name(operation));
        group.name = name(operation);
        return group(operation.account());
    }

    public synchronized Found groupMembers(Exchange exchange, @Body Operation operation) {
        attempt("group-members");
        Group group = requireGroup(operation);
        List<String> wanted = new ArrayList<>(operation.values().get("members"));
        if (!accounts.keySet().containsAll(wanted)) {
            throw new IllegalStateException("no such accounts: " + wanted);
        }
        List<String> notes = wanted.stream().filter(refused::contains).map(id -> key(id) + " was refused").toList();
        if (!notes.isEmpty()) {
            exchange.setVariable("notes", notes);
        }
        wanted.removeAll(refused);
        group.members.clear();
        group.members.addAll(wanted);
        writes.add("group-members " + group.name + " " + members(group.name));
        return group(operation.account());
    }

    public synchronized void groupDelete(@Body Operation operation) {
        attempt("group-delete");
        writes.add("group-delete " + requireGroup(operation).name);
        groups.remove(operation.account());
    }

    /** Makes a group without a request. */
    synchronized String addGroup(String name, String... members) {
        String id = String.valueOf(ids.incrementAndGet());
        Group group = new Group();
        group.name = name;
        group.members.addAll(List.of(members));
        groups.put(id, group);
        return id;
    }

    /** The id of a group, or null. */
    synchronized String id(String name) {
        return groups.entrySet().stream().filter(group -> group.getValue().name.equals(name)).map(Map.Entry::getKey).findFirst().orElse(null);
    }

    /** The addresses of a group's members. */
    synchronized List<String> members(String name) {
        return groups.get(id(name)).members.stream().map(this::key).sorted().toList();
    }

    private void attempt(String step) {
        if (broken.contains(step)) {
            throw new Unavailable(step + " is out of order", 503);
        }
    }

    private String key(String id) {
        return accounts.containsKey(id) ? accounts.get(id).get("email").get(0) : id;
    }

    private static String name(Operation operation) {
        return operation.values().get("name").get(0);
    }

    private Map<String, List<String>> require(Operation operation) {
        if (!accounts.containsKey(operation.account())) {
            throw new NotFound("no account " + operation.account(), 404);
        }
        return accounts.get(operation.account());
    }

    private Group requireGroup(Operation operation) {
        if (!groups.containsKey(operation.account())) {
            throw new NotFound("no group " + operation.account(), 404);
        }
        return groups.get(operation.account());
    }

    private Found wrote(String what, String id) {
        writes.add(what);
        return found(id);
    }

    private Found found(String id) {
        return new Found(id, key(id), !suspended.contains(id), accounts.get(id), Map.of());
    }

    private Found group(String id) {
        return group(id, true);
    }

    private Found group(String id, boolean withMembers) {
        Group group = groups.get(id);
        Map<String, List<String>> values = new TreeMap<>(Map.of("name", List.of(group.name)));
        if (withMembers) {
            values.put("members", List.copyOf(group.members));
        }
        return new Found(id, group.name, true, values, group.isDefault ? Map.of("default", "true") : Map.of());
    }
}
