package io.muster.apply;

import io.muster.ledger.Claim;
import io.muster.ledger.Outcome;
import io.muster.ledger.Outcome.AuditStep;
import io.muster.ledger.Outcome.Result;
import io.muster.plan.AccountState;
import io.muster.plan.Found;
import io.muster.plan.GroupPlanner;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import io.muster.plan.Step;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One claimed operation while it is done, step by step: the variable {@code work} of {@code routes/apply.camel.yaml}. */
public final class Work {

    /** How long a taken address is waited for: two people may swap theirs ({@code behaviour.md} section 8). */
    private static final Duration SWAP_PATIENCE = Duration.ofHours(24);

    private final Claim claim;
    private Operation operation;
    private int position;
    private final Set<Step> done = EnumSet.noneOf(Step.class);
    private final List<AuditStep> trace = new ArrayList<>();
    private Map<String, String> kept;
    private List<String> members;
    private final List<String> notes = new ArrayList<>();
    private Throwable failure;
    private Step failedStep;
    private boolean gone;
    private boolean dormant;
    private boolean stepFailed;
    private boolean wrote;

    Work(Claim claim) {
        this.claim = claim;
        this.operation = claim.operation();
    }

    /** The operation, on the account as far as it is known by now. */
    Operation operation() {
        return operation;
    }

    /** The port's name of the step to do now. */
    String step() {
        return operation.steps().get(position).json();
    }

    /** Whether there is another step to do. A failed attribute write does not stop the disable that follows it; any other failure ends the work. */
    boolean unfinished() {
        if (position >= operation.steps().size()) {
            return false;
        }
        return failure == null || failedStep == Step.UPDATE && operation.steps().get(position) == Step.DISABLE && !(failure instanceof ConnectionRefused);
    }

    /**
     * The route came to its end; unless the step failed, the service's reply tells the account.
     *
     * @param remarks what the port has to say about a step that it did
     */
    void done(Object reply, List<String> remarks) {
        if (stepFailed) {
            stepFailed = false;
            return;
        }
        Step step = operation.steps().get(position);
        done.add(step);
        notes.addAll(remarks);
        if (reply instanceof Found found) {
            took(found);
            dormant = found.dormant() && step == Step.DISABLE;
            members = step == Step.GROUP_MEMBERS ? found.values().getOrDefault(GroupPlanner.MEMBERS, List.of()) : members;
        }
        position++;
    }

    /** The account is there, though the step goes on: whatever fails from here on, the account is recorded. */
    void created(Found found) {
        done.add(Step.CREATE);
        took(found);
    }

    /** Instead of what the step is for, the service gave the account up: it was deleted. */
    void gone() {
        gone = true;
    }

    private void took(Found found) {
        operation = operation.on(found.account());
        kept = found.kept();
    }

    /** The step failed for good, or for now. */
    void failed(Throwable cause) {
        Step step = operation.steps().get(position);
        boolean removal = EnumSet.of(Step.DISABLE, Step.DELETE).contains(step) && operation.op().removal() || step == Step.GROUP_DELETE;
        if (cause instanceof NotFound && removal) {
            done.add(step);
            gone = true;
        } else if (failure == null) {
            failure = cause;
            failedStep = step;
        }
        stepFailed = true;
        position++;
    }

    /** A fault of ours, in no step of the work's own. */
    void broke(Throwable cause) {
        failure = cause;
        failedStep = null;
    }

    /** @param status null when no answer came */
    void traced(String method, String path, Integer status, String requestId, Duration took) {
        String step = position < operation.steps().size() ? step() : "";
        boolean writes = step.equals("create") || step.equals("update") || step.startsWith("group-");
        wrote |= !operation.reads(method, path) && (status == null || status < 300 || status >= 500);
        trace.add(new AuditStep(Instant.now().minus(took), step, method, path, status, requestId, status == null ? "unanswered" : status < 400 ? "applied" : "refused", null,
                writes && !operation.reads(method, path) ? List.copyOf(operation.changes().keySet()) : List.of(), took));
    }

    /** A request got no answer. */
    void unanswered(String method, String path, String cause, Duration took) {
        wrote |= !operation.reads(method, path);
        trace.add(new AuditStep(Instant.now().minus(took), position < operation.steps().size() ? step() : "", method, path, null, null, "unanswered", cause, List.of(), took));
    }

    /** Whether the service was not to be asked, so that the end of this work says nothing of it. */
    boolean paused() {
        return failure instanceof RateLimited || failure instanceof ConnectionRefused;
    }

    /** The trouble that passes which ended the work, or null. */
    String trouble() {
        return failure instanceof Unavailable || failure instanceof IOException ? said() : null;
    }

    /** What is to be recorded. */
    Outcome outcome() {
        Result result = result();
        AccountState state = state(result);
        boolean written = failure == null && !gone && (done.contains(Step.CREATE) || done.contains(Step.UPDATE) || operation.op() == OperationKind.LINK
                || operation.op().ofGroups());
        boolean counts = !(failure instanceof RateLimited) && !(failure instanceof ConnectionRefused);
        Integer status = failure instanceof ServiceFailure service ? service.status() : null;
        return new Outcome(operation.id(), result, state, operation.account(), written, kept, cause(), status, nextTry(counts), counts,
                wrote && failure != null && result != Result.DRIFT, steps(result), operation.masked().isEmpty() ? sent() : null);
    }

    /** The operation as it is to be recorded: a member whom the service did not take was not sent, but need not be sent again and again. */
    private Operation sent() {
        if (members == null) {
            return claim.operation();
        }
        Map<Boolean, List<String>> taken = operation.values().get(GroupPlanner.MEMBERS).stream().collect(Collectors.partitioningBy(members::contains));
        return claim.operation().with(Map.of(GroupPlanner.NAME, operation.values().get(GroupPlanner.NAME), GroupPlanner.MEMBERS, taken.get(true),
                GroupPlanner.REFUSED, taken.get(false)));
    }

    /** What went wrong, or what there is to remark on work that went well: members of a group who were left out, and why. */
    private String cause() {
        if (failure != null) {
            return said();
        }
        List<String> remarks = new ArrayList<>(operation.op().ofGroups() ? operation.warnings() : List.of());
        remarks.addAll(notes);
        return remarks.isEmpty() ? null : String.join("; ", remarks);
    }

    private Result result() {
        if (failure == null || failedStep == Step.UPDATE && done.contains(Step.DISABLE)) {
            return Result.APPLIED;
        }
        if (failure instanceof NotFound) {
            return Result.DRIFT;
        }
        boolean tooLate = failure instanceof AlreadyExists && operation.planned().plus(SWAP_PATIENCE).isBefore(Instant.now());
        // an address that is taken by an account that nobody shows us
        boolean hidden = failure instanceof AccountHidden && operation.account() == null;
        return failure instanceof Rejected || tooLate || hidden ? Result.DEAD : Result.DEFERRED;
    }

    private AccountState state(Result result) {
        if (gone || result == Result.DRIFT) {
            return AccountState.DELETED;
        }
        if (result == Result.APPLIED) {
            return dormant ? AccountState.WATCHED : operation.result();
        }
        if (failure instanceof AccountHidden && operation.account() != null) {
            return AccountState.PENDING;
        }
        return done.contains(Step.CREATE) || done.contains(Step.ENABLE) || done.contains(Step.GROUP_CREATE) ? AccountState.ACTIVE : null;
    }

    private Instant nextTry(boolean counts) {
        if (failure instanceof RateLimited paced) {
            return paced.until();
        }
        return counts ? Instant.now().plus(Backoff.after(claim.attempts(), operation.op().removal())) : Instant.now();
    }

    /** The last request carries the outcome and its cause; an operation without any request leaves a line all the same. */
    private List<AuditStep> steps(Result result) {
        if (trace.isEmpty()) {
            return List.of();
        }
        List<AuditStep> steps = new ArrayList<>(trace);
        AuditStep last = steps.remove(steps.size() - 1);
        steps.add(new AuditStep(last.at(), last.step(), last.method(), last.path(), last.status(), last.requestId(),
                result == Result.DRIFT ? "superseded" : result.name().toLowerCase(), cause(), last.attributes(), last.took()));
        return steps;
    }

    /** What failed, for people. A service may repeat what it was sent: masked values are cut out. */
    public String said() {
        String said = failure instanceof ServiceFailure ? failure.getMessage() : failure.getClass().getSimpleName() + ": " + failure.getMessage();
        for (String attribute : operation.masked()) {
            for (String value : operation.values().getOrDefault(attribute, List.of())) {
                said = value.isEmpty() ? said : said.replace(value, "***");
            }
        }
        return said;
    }
}
