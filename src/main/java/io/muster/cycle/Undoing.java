package io.muster.cycle;

import io.muster.ledger.Account;
import io.muster.ledger.Ledger;
import io.muster.ledger.Outcome;
import io.muster.ledger.Planned;
import io.muster.ledger.Recorded;
import io.muster.plan.Inverse;
import io.muster.plan.Known;
import io.muster.plan.OperationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Plans the inverse of what a cycle applied, from the ledger alone: the directory still wants what it wanted. */
final class Undoing {

    private final Ledger ledger;
    private final Cycle cycle;
    private final Inverse inverse;
    private final List<Recorded> batch = new ArrayList<>();

    Undoing(Ledger ledger, Cycle cycle) {
        this.ledger = ledger;
        this.cycle = cycle;
        this.inverse = new Inverse(cycle.getId(), cycle.getChannel().options(), cycle.getChannel().target());
    }

    void plan() {
        ledger.operations(cycle.request().undo(), recorded -> {
            if (!recorded.state().equals("applied")) {
                if (recorded.operation().op() != OperationKind.SKIP) {
                    cycle.cantUndo(who(recorded) + " was not applied, it is " + recorded.state());
                }
                return;
            }
            batch.add(recorded);
            if (batch.size() == Cycle.BATCH) {
                write();
            }
        });
        write();
    }

    private void write() {
        List<UUID> guids = batch.stream().map(recorded -> recorded.operation().guid()).toList();
        Map<UUID, Account> accounts = ledger.accounts(cycle.live().name(), guids);
        Set<UUID> byFilter = cycle.live().protection().byFilter() ? ledger.protectedAmong(cycle.live().name(), guids) : Set.of();
        List<Planned> planned = new ArrayList<>();
        for (Recorded recorded : batch) {
            Account account = accounts.get(recorded.operation().guid());
            Known known = account == null ? Known.NONE
                    : new Known(account.state(), account.account(), account.key(), account.sent(), account.kept(), account.since(), account.cause());
            boolean isProtected = account != null && (byFilter.contains(account.guid()) || cycle.live().protection().covers(account.dn(), account.key(), null));
            Inverse.Result result = inverse.of(recorded.operation(), known, account == null ? 0 : account.mark(), isProtected);
            result.left().forEach(left -> cycle.cantUndo(who(recorded) + ": " + left));
            if (result.operation() != null) {
                planned.add(new Planned(account.guid(), account.dn(), account.key(), account.mark(), result.operation(), null, false));
            }
        }
        batch.clear();
        if (cycle.request().only() == null) {
            cycle.book().add(planned);
        } else {
            List<Outcome> stale = new ArrayList<>();
            cycle.book().add(People.asPlannedBefore(cycle, false, guids.stream().filter(cycle.request().only()::containsKey).toList(), planned, stale));
            ledger.record(stale);
        }
    }

    private static String who(Recorded recorded) {
        return recorded.operation().op().json() + " of " + (recorded.operation().key() == null ? recorded.operation().guid() : recorded.operation().key());
    }
}
