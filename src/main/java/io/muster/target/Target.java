package io.muster.target;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/**
 * One service's vocabulary: its attributes, its connection keys and its habits. Found by {@link ServiceLoader}; the conversation
 * with the service stands in {@code routes/<name>.camel.yaml}.
 */
public interface Target {

    /** The value of {@code <channel>.target}. */
    String name();

    /** Every attribute that can be mapped, in the order of the documentation. */
    List<AttributeDescriptor> attributes();

    /** The attribute by which an account is looked up. */
    String matchKey();

    /** The keys of a connection, beyond those that every channel has. */
    List<ConnectionKey> connectionKeys();

    /** Default of {@code <channel>.concurrency}: writes at a time. */
    int concurrency();

    /** Default of {@code <channel>.provision-disabled}. */
    default boolean provisionDisabled() {
        return false;
    }

    /** Whether a create can carry "disabled" itself; otherwise a disabled account is created and then disabled. */
    default boolean createsDisabled() {
        return false;
    }

    /**
     * The attributes whose value is the account id of another user of the same channel, such as a manager. The directory names such a user by DN;
     * the ledger knows the account.
     */
    default Set<String> references() {
        return Set.of();
    }

    /**
     * The attributes whose write may leave something behind that nobody would know to be ours, when the operation does not come to its end. What was sent is then remembered
     * with the account ({@code Known.unheard}) until the service replies with what it wants remembered.
     */
    default Set<String> leaving() {
        return Set.of();
    }

    /**
     * What is wrong with a connection, beyond what its keys' descriptions tell, such as keys that are needed together: the rule and the remedy by the key's name.
     *
     * @param connection the keys that have a value, without the channel's prefix
     */
    default Map<String, String> problems(Map<String, String> connection) {
        return Map.of();
    }

    /** What an administrator should know before accounts are deleted here, shown by {@code check} and at start; or null. */
    default String remarkOnDelete() {
        return null;
    }

    /**
     * Remarks on a mapping that is legal but surprising; shown by {@code check} and at start.
     *
     * @param sources what each mapped attribute is taken from
     */
    default List<String> remarks(Map<String, String> sources) {
        return List.of();
    }

    /**
     * Remarks on options of the connection that are legal but surprising together with {@code <channel>.provision-disabled}; shown by {@code check} and at start.
     *
     * @param connection        the keys that have a value, without the channel's prefix
     * @param provisionDisabled whether people who are disabled get an account
     */
    default List<String> remarks(Map<String, String> connection, boolean provisionDisabled) {
        return List.of();
    }

    /** The file with a connection's settings that the vendor ships, or null where it ships none. */
    default VendorFile vendorFile() {
        return null;
    }

    /** The attributes that a connection leaves alone although they may be mapped. */
    default Set<String> unmanaged(Map<String, String> connection) {
        return Set.of();
    }

    /** What every account has by the settings of the connection, by attribute: as if it were mapped to a constant. */
    default Map<String, String> constants(Map<String, String> connection) {
        return Map.of();
    }

    /** Whether a request only reads, so that nothing at the service is different after it. */
    default boolean reads(String method, String path) {
        return "GET".equals(method);
    }

    /** Whether the service lists its accounts, behind {@code direct:<name>-inventory}; otherwise everybody is looked up one by one. */
    default boolean lists() {
        return true;
    }

    /** Whether the service has groups that are kept in step, behind the ports {@code group-inventory}, {@code group-create} and so on. */
    default boolean groups() {
        return false;
    }

    /**
     * Why an account can't be a member of a group there, for people; empty when it can.
     *
     * @param sent what the account was last sent
     */
    default Optional<String> refusedInGroups(Map<String, List<String>> sent) {
        return Optional.empty();
    }

    /** The route files of the conversation, by their names without {@code .camel.yaml} or {@code .camel.xml}: read where a channel names the service. */
    default Set<String> routeFiles() {
        return Set.of(name());
    }

    /** What the service's route file calls, by the name it uses there. */
    Map<String, Object> beans();

    /** All services on the class path, by name. */
    static Map<String, Target> all() {
        Map<String, Target> all = new TreeMap<>();
        ServiceLoader.load(Target.class).forEach(target -> all.put(target.name(), target));
        return all;
    }
}
