package io.muster.plan;

import static io.muster.plan.AccountState.ACTIVE;
import static io.muster.plan.AccountState.DELETED;
import static io.muster.plan.AccountState.DISABLED;
import static io.muster.plan.AccountState.NONE;
import static io.muster.plan.AccountState.PENDING;
import static io.muster.plan.AccountState.UNSURE;
import static io.muster.plan.Options.Removal.DELETE;
import static io.muster.plan.Options.Removal.DISABLE_THEN_DELETE;
import static io.muster.plan.Options.Removal.IGNORE;
import static io.muster.plan.People.DEFAULTS;
import static io.muster.plan.People.account;
import static io.muster.plan.People.create;
import static io.muster.plan.People.disabled;
import static io.muster.plan.People.enabled;
import static io.muster.plan.People.faulty;
import static io.muster.plan.People.found;
import static io.muster.plan.People.gone;
import static io.muster.plan.People.linkDisabled;
import static io.muster.plan.People.onDisabled;
import static io.muster.plan.People.onRemoved;
import static io.muster.plan.People.person;
import static io.muster.plan.People.planner;
import static io.muster.plan.People.provisionDisabled;
import static io.muster.plan.People.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.muster.directory.Status;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row and every condition of {@code behaviour.md} section 2. The expectation reads {@code kind steps state: reason}; "-" is nothing
 * to do, and what follows a star is only the beginning of the reason.
 */
class DecisionTableTest {

    private static final LookUp NO = LookUp.NOT_LOOKED;
    private static final LookUp NOT_FOUND = LookUp.NOT_FOUND;
    private static final LookUp FOUND_ACTIVE = new LookUp.Of(found(true, "login", "ann@x", "title", "CTO"));
    private static final LookUp FOUND_INACTIVE = new LookUp.Of(found(false, "login", "ann@x", "title", "CTO"));
    private static final LookUp FOREIGN = new LookUp.Foreign("owned by channel b");

    private static final Desired ENABLED = enabled("login", "ann@x", "title", "CTO", "note", "");
    private static final Desired CHANGED = enabled("login", "ann@x", "title", "CEO");
    private static final Desired OFF = disabled("login", "ann@x", "title", "CTO");
    private static final Desired OFF_CHANGED = disabled("login", "ann@x", "title", "CEO");
    private static final Desired OFF_NOTED = disabled("login", "ann@x", "title", "CEO", "note", "left");
    private static final Desired OUT = person(Presence.OUT_OF_SCOPE, Status.ENABLED);
    private static final Desired OUT_OFF = person(Presence.OUT_OF_SCOPE, Status.DISABLED);
    private static final Desired UNKNOWN = person(Presence.IN_SCOPE, Status.UNKNOWN, "login", "ann@x");

    private static final String GONE_REASON = "deleted from the directory or no longer visible";

    private static Known in(AccountState state) {
        return state == NONE ? Known.NONE : account(state, "login", "ann@x", "title", "CTO");
    }

    static Stream<Arguments> table() {
        return Stream.of(
                row("in scope, enabled, unsure", DEFAULTS, ENABLED, UNSURE, NO, "enable [enable] ACTIVE: the last operation did not come to its end, as far as is known"),
                row("... and changed", DEFAULTS, CHANGED, UNSURE, NO, "enable [enable, update] ACTIVE: *"),
                row("... update off", update(DEFAULTS, false), ENABLED, UNSURE, NO, "skip [] UNSURE: skipped: update = false*"),
                row("in scope, disabled, unsure", DEFAULTS, OFF, UNSURE, NO, "disable [disable] DISABLED: disabled in the directory"),
                row("... to be deleted", onDisabled(DEFAULTS, DELETE), OFF, UNSURE, NO, "delete [delete] DELETED: *"),
                row("gone, unsure", DEFAULTS, gone(), UNSURE, NO, "disable [disable] DISABLED: " + GONE_REASON),
                row("... to be deleted", onRemoved(DEFAULTS, DELETE), gone(), UNSURE, NO, "delete [delete] DELETED: *"),
                row("in scope, enabled, none: found", DEFAULTS, ENABLED, NONE, FOUND_ACTIVE, "link [] ACTIVE: in scope, and the account exists"),
                row("... what differs is written", DEFAULTS, CHANGED, NONE, FOUND_ACTIVE, "link [update] ACTIVE: *"),
                row("... unless update is off", update(DEFAULTS, false), CHANGED, NONE, FOUND_ACTIVE, "link [] ACTIVE: *"),
                row("... create off stops no link", create(DEFAULTS, false), ENABLED, NONE, FOUND_ACTIVE, "link [] ACTIVE: *"),
                row("... a disabled one is enabled", DEFAULTS, ENABLED, NONE, FOUND_INACTIVE, "link [enable] ACTIVE: *"),
                row("... and then written", DEFAULTS, CHANGED, NONE, FOUND_INACTIVE, "link [enable, update] ACTIVE: *"),
                row("... neither with update off", update(DEFAULTS, false), CHANGED, NONE, FOUND_INACTIVE, "link [] DISABLED: *"),
                row("... not found", DEFAULTS, ENABLED, NONE, NOT_FOUND, "create [create] ACTIVE: new in scope"),
                row("... create off", create(DEFAULTS, false), ENABLED, NONE, NOT_FOUND, "skip [] NONE: skipped: create = false"),
                row("... update off stops no create", update(DEFAULTS, false), ENABLED, NONE, NOT_FOUND, "create [create] ACTIVE: *"),
                row("... taken", DEFAULTS, ENABLED, NONE, FOREIGN, "skip [] NONE: conflict: owned by channel b"),
                row("... a broken value", DEFAULTS, faulty(ENABLED), NONE, NO, "skip [] NONE: invalid: login: a fault"),

                row("in scope, enabled, active: changed", DEFAULTS, CHANGED, ACTIVE, NO, "update [update] ACTIVE: title changed"),
                row("... update off", update(DEFAULTS, false), CHANGED, ACTIVE, NO, "skip [] ACTIVE: skipped: update = false, title changed"),
                row("... create off stops no update", create(DEFAULTS, false), CHANGED, ACTIVE, NO, "update [update] ACTIVE: *"),
                row("... a broken value", DEFAULTS, faulty(CHANGED), ACTIVE, NO, "skip [] ACTIVE: invalid: login: a fault"),
                row("... unchanged", DEFAULTS, ENABLED, ACTIVE, NO, "-"),
                row("... unchanged, everything off", update(create(DEFAULTS, false), false), ENABLED, ACTIVE, NO, "-"),

                row("in scope, enabled, disabled", DEFAULTS, ENABLED, DISABLED, NO, "enable [enable] ACTIVE: enabled and in scope again"),
                row("... and changed", DEFAULTS, CHANGED, DISABLED, NO, "enable [enable, update] ACTIVE: enabled and in scope again, title changed"),
                row("... update off", update(DEFAULTS, false), CHANGED, DISABLED, NO, "skip [] DISABLED: skipped: update = false*"),
                row("... a broken value", DEFAULTS, faulty(ENABLED), DISABLED, NO, "skip [] DISABLED: invalid: login: a fault"),

                row("in scope, enabled, deleted: not found", DEFAULTS, ENABLED, DELETED, NOT_FOUND, "create [create] ACTIVE: *"),
                row("... found", DEFAULTS, ENABLED, DELETED, FOUND_ACTIVE, "link [] ACTIVE: *"),
                row("... create off", create(DEFAULTS, false), ENABLED, DELETED, NOT_FOUND, "skip [] DELETED: skipped: create = false"),

                row("in scope, disabled, none", DEFAULTS, OFF, NONE, NOT_FOUND, "skip [] NONE: skipped: provision-disabled = false"),
                row("... deleted", DEFAULTS, OFF, DELETED, NOT_FOUND, "skip [] DELETED: skipped: provision-disabled = false"),
                row("... provision-disabled", provisionDisabled(DEFAULTS), OFF, NONE, NOT_FOUND, "create [create] DISABLED: new in scope"),
                row("... deleted, provision-disabled", provisionDisabled(DEFAULTS), OFF, DELETED, NOT_FOUND, "create [create] DISABLED: *"),
                row("... create off", create(provisionDisabled(DEFAULTS), false), OFF, NONE, NOT_FOUND, "skip [] NONE: skipped: create = false"),
                row("... on-disabled delete", onDisabled(provisionDisabled(DEFAULTS), DELETE), OFF, NONE, NOT_FOUND, "skip [] NONE: skipped: on-disabled = delete*"),
                row("... a broken value", provisionDisabled(DEFAULTS), faulty(OFF), NONE, NO, "skip [] NONE: invalid: login: a fault"),
                row("... taken", provisionDisabled(DEFAULTS), OFF, NONE, FOREIGN, "skip [] NONE: conflict: owned by channel b"),
                row("... found active", DEFAULTS, OFF, NONE, FOUND_ACTIVE, "skip [] NONE: skipped: link-disabled = false, disabled in the directory while account acc-1 is ACTIVE"),
                row("... found inactive", provisionDisabled(DEFAULTS), OFF, NONE, FOUND_INACTIVE, "skip [] NONE: skipped: link-disabled = false*"),
                row("... link-disabled, active", linkDisabled(DEFAULTS), OFF, NONE, FOUND_ACTIVE, "link [disable] DISABLED: *"),
                row("... link-disabled, active, changed", linkDisabled(DEFAULTS), OFF_CHANGED, NONE, FOUND_ACTIVE, "link [update, disable] DISABLED: *"),
                row("... link-disabled, update off", update(linkDisabled(DEFAULTS), false), OFF_CHANGED, NONE, FOUND_ACTIVE, "link [disable] DISABLED: *"),
                row("... link-disabled, inactive", linkDisabled(DEFAULTS), OFF_NOTED, NONE, FOUND_INACTIVE, "link [update] DISABLED: *"),
                row("... link-disabled, on-disabled ignore", onDisabled(linkDisabled(DEFAULTS), IGNORE), OFF, NONE, FOUND_ACTIVE, "link [] ACTIVE: *"),

                row("in scope, disabled, active: disable", DEFAULTS, OFF, ACTIVE, NO, "disable [disable] DISABLED: disabled in the directory"),
                row("... with a last update", DEFAULTS, OFF_CHANGED, ACTIVE, NO, "disable [update, disable] DISABLED: disabled in the directory"),
                row("... update off stops no disable", update(DEFAULTS, false), OFF_CHANGED, ACTIVE, NO, "disable [disable] DISABLED: *"),
                row("... nor does a broken value", DEFAULTS, faulty(OFF_CHANGED), ACTIVE, NO, "disable [disable] DISABLED: *"),
                row("... delete", onDisabled(DEFAULTS, DELETE), OFF_CHANGED, ACTIVE, NO, "delete [delete] DELETED: disabled in the directory"),
                row("... delete, broken value, update off", update(onDisabled(DEFAULTS, DELETE), false), faulty(OFF), ACTIVE, NO, "delete [delete] DELETED: *"),
                row("... ignore", onDisabled(DEFAULTS, IGNORE), OFF, ACTIVE, NO, "skip [] ACTIVE: skipped: on-disabled = ignore*"),
                row("... ignore: updates go on", onDisabled(DEFAULTS, IGNORE), OFF_CHANGED, ACTIVE, NO, "update [update] ACTIVE: title changed"),
                row("... ignore, update off", update(onDisabled(DEFAULTS, IGNORE), false), OFF_CHANGED, ACTIVE, NO, "skip [] ACTIVE: skipped: update = false, title changed"),

                row("in scope, disabled, disabled", DEFAULTS, OFF, DISABLED, NO, "-"),
                row("... delete", onDisabled(DEFAULTS, DELETE), OFF, DISABLED, NO, "delete [delete] DELETED: disabled in the directory"),
                row("... changed, not accepted while disabled", DEFAULTS, OFF_CHANGED, DISABLED, NO, "-"),
                row("... changed, one accepted while disabled", DEFAULTS, OFF_NOTED, DISABLED, NO, "update [update] DISABLED: note changed"),
                row("... update off", update(DEFAULTS, false), OFF_NOTED, DISABLED, NO, "skip [] DISABLED: skipped: update = false, note changed"),
                row("... ignore", onDisabled(DEFAULTS, IGNORE), OFF, DISABLED, NO, "-"),

                row("gone, active: disable", DEFAULTS, gone(), ACTIVE, NO, "disable [disable] DISABLED: " + GONE_REASON),
                row("... delete", onRemoved(DEFAULTS, DELETE), gone(), ACTIVE, NO, "delete [delete] DELETED: " + GONE_REASON),
                row("... ignore", onRemoved(DEFAULTS, IGNORE), gone(), ACTIVE, NO, "skip [] ACTIVE: skipped: on-removed = ignore*"),
                row("... disable-then-delete", onRemoved(DEFAULTS, DISABLE_THEN_DELETE), gone(), ACTIVE, NO, "disable [disable] DISABLED: *"),
                row("... update off, create off", update(create(DEFAULTS, false), false), gone(), ACTIVE, NO, "disable [disable] DISABLED: *"),
                row("... a broken value", DEFAULTS, faulty(gone()), ACTIVE, NO, "disable [disable] DISABLED: *"),
                row("... on-disabled has no say", onDisabled(DEFAULTS, DELETE), OUT_OFF, ACTIVE, NO, "disable [disable] DISABLED: no longer in scope"),
                row("out of scope, active: disable", DEFAULTS, OUT, ACTIVE, NO, "disable [disable] DISABLED: no longer in scope"),
                row("... delete", onRemoved(DEFAULTS, DELETE), OUT, ACTIVE, NO, "delete [delete] DELETED: no longer in scope"),
                row("gone, disabled", DEFAULTS, gone(), DISABLED, NO, "-"),
                row("... ignore", onRemoved(DEFAULTS, IGNORE), gone(), DISABLED, NO, "-"),
                row("... delete", onRemoved(DEFAULTS, DELETE), gone(), DISABLED, NO, "delete [delete] DELETED: " + GONE_REASON),
                row("... disable-then-delete, not yet due", onRemoved(DEFAULTS, DISABLE_THEN_DELETE), gone(), DISABLED, NO, "-"),
                row("gone, none", onRemoved(DEFAULTS, DELETE), gone(), NONE, NO, "-"),
                row("gone, deleted", onRemoved(DEFAULTS, DELETE), gone(), DELETED, NO, "-"),

                row("status unknown", DEFAULTS, UNKNOWN, ACTIVE, NO, "skip [] ACTIVE: skipped: status unknown*"),
                row("... none", DEFAULTS, UNKNOWN, NONE, NO, "skip [] NONE: skipped: status unknown*"),

                row("pending: still", DEFAULTS, ENABLED, PENDING, NOT_FOUND, "skip [] PENDING: pending: *"),
                row("... still, as the service says", DEFAULTS, ENABLED, PENDING, FOREIGN, "skip [] PENDING: pending: *"),
                row("... accepted", DEFAULTS, ENABLED, PENDING, FOUND_ACTIVE, "link [] ACTIVE: the invitation was accepted"),
                row("... accepted, changed", DEFAULTS, CHANGED, PENDING, FOUND_ACTIVE, "link [update] ACTIVE: *"),
                row("... accepted, disabled in the directory", DEFAULTS, OFF, PENDING, FOUND_ACTIVE, "disable [disable] DISABLED: *"),
                row("... the same, delete", onDisabled(DEFAULTS, DELETE), OFF, PENDING, FOUND_ACTIVE, "delete [delete] DELETED: *"),
                row("... the same, ignore", onDisabled(DEFAULTS, IGNORE), OFF, PENDING, FOUND_ACTIVE, "link [] ACTIVE: *"),
                row("... the same, still pending", DEFAULTS, OFF, PENDING, NOT_FOUND, "skip [] PENDING: pending: *"),
                row("... accepted, gone", DEFAULTS, gone(), PENDING, FOUND_ACTIVE, "disable [disable] DISABLED: " + GONE_REASON),
                row("... gone and never accepted", DEFAULTS, gone(), PENDING, NOT_FOUND, "skip [] PENDING: pending: *"),
                row("... a broken value", DEFAULTS, faulty(ENABLED), PENDING, FOUND_ACTIVE, "skip [] PENDING: invalid: login: a fault"),
                row("... a broken value, still pending", DEFAULTS, faulty(ENABLED), PENDING, NOT_FOUND, "skip [] PENDING: pending: *"),
                row("... status unknown", DEFAULTS, UNKNOWN, PENDING, FOUND_ACTIVE, "skip [] PENDING: skipped: status unknown*"));
    }

    private static Arguments row(String name, Options options, Desired desired, AccountState state, LookUp lookUp, String expected) {
        return arguments(name, options, desired, in(state), lookUp, expected);
    }

    @ParameterizedTest(name = "{0} -> {5}")
    @MethodSource("table")
    void decidesAsTheTableSays(String name, Options options, Desired desired, Known known, LookUp lookUp, String expected) {
        Planner planner = planner(options);

        Operation operation = planner.plan("c1", desired, known, lookUp);

        String actual = operation == null ? "-" : operation.op().json() + " " + operation.steps() + " " + operation.result() + ": " + operation.reason();
        if (expected.endsWith("*")) {
            assertThat(actual).startsWith(expected.substring(0, expected.length() - 1));
        } else {
            assertThat(actual).isEqualTo(expected);
        }
        assertThat(planner.needsLookUp(desired, known)).isEqualTo(lookUp != NO);
    }
}
