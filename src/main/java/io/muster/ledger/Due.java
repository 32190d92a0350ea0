package io.muster.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Who is looked at by the next cycle though the entry has not changed: they refer to somebody who has another account by now, or the match key they
 * wanted has become free, or what was planned for them was never done.
 */
record Due(Handle handle) {

    private static final String REFERRERS = "UPDATE account SET due = 1 WHERE channel = :channel AND guid IN (SELECT r.guid FROM ";
    /** SQLite keeps the order of a cross join: first the few who are asked for, then whom they are joined with. */
    private static final String OUTDATED = " WHERE a.channel = :channel AND r.channel = :channel AND a.normal_dn = r.dn AND a.account IS NOT NULL AND a.mark <> -1 "
            + "AND (r.account IS NULL OR r.account <> a.account) AND ";

    /** Those of a channel for whom nothing is on its way. */
    Set<UUID> of(String channel) {
        return handle.createQuery("SELECT guid FROM account a WHERE channel = ? AND due = 1 AND kind = 'USER' AND NOT EXISTS "
                + "(SELECT 1 FROM operation o WHERE o.channel = a.channel AND o.guid = a.guid AND o.is_open = 1)").bind(0, channel)
                .mapTo(String.class).map(UUID::fromString).collect(Collectors.toUnmodifiableSet());
    }

    /** These people were planned by what they refer to: DNs in normal form, each with the account that this is, if there is one. */
    void refer(String channel, Map<UUID, Map<String, Optional<String>>> references) {
        List<String> guids = Rows.texts(references.keySet());
        handle.createUpdate("DELETE FROM reference WHERE channel = :channel AND guid IN (<guids>)").bind("channel", channel).bindList("guids", guids).execute();
        Batch rows = new Batch(handle, "INSERT INTO reference (channel, guid, dn, account) VALUES (?, ?, ?, ?)");
        references.forEach((guid, dns) -> dns.forEach((dn, account) -> rows.add(channel, guid.toString(), dn, account.orElse(null))));
        rows.execute();
        // somebody's account may have come between the planning and now
        handle.createUpdate(REFERRERS + "reference r CROSS JOIN account a" + OUTDATED + "r.guid IN (<guids>))").bind("channel", channel).bindList("guids", guids).execute();
    }

    /** These users have another account than before. */
    void accountsCame(String channel, Collection<String> guids) {
        handle.createUpdate(REFERRERS + "account a CROSS JOIN reference r" + OUTDATED + "a.guid IN (<guids>))").bind("channel", channel).bindList("guids", List.copyOf(guids)).execute();
    }

    /** Nobody has this match key any more, or soon nobody will: whoever wanted it may get it, over all channels of the same account at the service. */
    void keyFreed(String channel, String key) {
        handle.execute("UPDATE account SET due = 1 WHERE wanted = ? AND channel IN (SELECT c.channel FROM channel c JOIN channel own ON own.identity = c.identity "
                + "WHERE own.channel = ?)", key.toLowerCase(Locale.ROOT), channel);
    }
}
