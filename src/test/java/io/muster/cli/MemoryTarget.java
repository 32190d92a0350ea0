package io.muster.cli;

import io.muster.target.AttributeDescriptor;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Describes the service in memory; {@link GroupWorld} puts it on the class path for its tests only. */
public final class MemoryTarget implements Target {

    /** What the tests look at: a restarted Muster finds the same service. */
    static MemoryService service = new MemoryService();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<AttributeDescriptor> attributes() {
        return List.of(new AttributeDescriptor("email", true, true, false, Set.of(), 0, null, true, true), AttributeDescriptor.optional("title"),
                AttributeDescriptor.optional("userType"));
    }

    @Override
    public String matchKey() {
        return "email";
    }

    @Override
    public List<ConnectionKey> connectionKeys() {
        return List.of(new ConnectionKey("instance", false, "one", false, true, false, "Which service in memory."));
    }

    @Override
    public int concurrency() {
        return 4;
    }

    @Override
    public boolean groups() {
        return true;
    }

    @Override
    public Optional<String> refusedInGroups(Map<String, List<String>> sent) {
        return sent.getOrDefault("userType", List.of()).contains("end-user") ? Optional.of("an end-user can't be a member of a group") : Optional.empty();
    }

    @Override
    public Map<String, Object> beans() {
        return Map.of("memory", service);
    }
}
