package io.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.target.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What has to happen to one user: one or more ordered, idempotent steps. Self-contained: its JSON is what is handed off.
 *
 * @param id       unique; kept while the operation is held
 * @param key      the match key's value, or null where none is known
 * @param account  the target's id, or null while there is no account
 * @param disabled whether the account is to end disabled
 * @param changes  the attributes to write, before and after; masked ones show {@code ***}
 * @param values   everything the account is to hold afterwards; what is recorded as sent. A masked attribute stands here as its
 *                 digest, and as itself only between release and the service
 * @param masked   the names among {@code values} that are masked
 * @param mark     the mark of the entry it was planned from; recorded with the outcome
 * @param absence  planned because the entry was not seen: believed only after a trusted sweep ({@code behaviour.md} section 6)
 * @param kept     what the service wants remembered over disable and enable
 * @param result   the state of the account once every step is done
 * @param rule     the option of section 2 that asks for it, with its value; null where there is none
 * @param source   what changed in the directory since the user was last dealt with: {@code scope}, the status attribute, the attributes behind
 *                 {@code changes}; or {@code configuration}. For {@code muster why}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Operation(String id, String cycle, String channel, String target, OperationKind op, List<Step> steps, UUID guid, String dn,
        String key, String account, boolean disabled, String reason, Map<String, Change> changes, Map<String, List<String>> values,
        Set<String> masked, List<String> warnings, long mark, boolean absence, Map<String, String> kept, AccountState result,
        String rule, Map<String, Change> source) {

    private static final Map<String, Target> SERVICES = Target.all();

    /** One that nobody has to explain: by itself, or as part of another. */
    public Operation(String id, String cycle, String channel, String target, OperationKind op, List<Step> steps, UUID guid, String dn,
            String key, String account, boolean disabled, String reason, Map<String, Change> changes, Map<String, List<String>> values,
            Set<String> masked, List<String> warnings, long mark, boolean absence, Map<String, String> kept, AccountState result) {
        this(id, cycle, channel, target, op, steps, guid, dn, key, account, disabled, reason, changes, values, masked, warnings, mark, absence, kept, result,
                null, null);
    }

    /** When it was first planned: its id tells. */
    public Instant planned() {
        return OperationId.time(id);
    }

    /** The service that it is for, where there is one of this name. */
    Optional<Target> service() {
        return Optional.ofNullable(SERVICES.get(target));
    }

    /** Whether a request to its service only reads, so that nothing is different after it. */
    public boolean reads(String method, String path) {
        return service().map(service -> service.reads(method, path)).orElse("GET".equals(method));
    }

    /** Whether it was planned because an earlier one did not come to its end, as far as is known. */
    public boolean followsUnheard() {
        return Planner.UNHEARD.equals(reason);
    }

    /** The same operation under another id, in another cycle. */
    public Operation renamed(String newId, String newCycle) {
        return new Operation(newId, newCycle, channel, target, op, steps, guid, dn, key, account, disabled, reason, changes, values, masked, warnings, mark,
                absence, kept, result, rule, source);
    }

    /** The same operation on this account. */
    public Operation on(String id) {
        return new Operation(this.id, cycle, channel, target, op, steps, guid, dn, key, id, disabled, reason, changes, values, masked, warnings, mark, absence,
                kept, result, rule, source);
    }

    /** The same operation of a group on its way to the service: on the group as recorded by now, with its members' accounts instead of their ids in the directory. */
    public Operation prepared(String group, List<Step> left, Map<String, List<String>> accounts, List<String> leftOut) {
        return new Operation(id, cycle, channel, target, op, left, guid, dn, key, group, disabled, reason, changes, accounts, masked, leftOut, mark, absence, kept, result);
    }

    /** The same operation with these values: masked ones in clear, on their way to the service. */
    public Operation with(Map<String, List<String>> clear) {
        return new Operation(id, cycle, channel, target, op, steps, guid, dn, key, account, disabled, reason, changes, clear, masked, warnings, mark, absence,
                kept, result, rule, source);
    }

    /** The same operation, with the option that asks for it and what changed in the directory. */
    public Operation because(String option, Map<String, Change> changed) {
        return new Operation(id, cycle, channel, target, op, steps, guid, dn, key, account, disabled, reason, changes, values, masked, warnings, mark, absence,
                kept, result, option, changed);
    }
}
