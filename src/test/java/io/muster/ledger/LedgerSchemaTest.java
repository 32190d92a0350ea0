package io.muster.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that another version of Muster wrote. */
class LedgerSchemaTest {

    @TempDir
    Path folder;

    private LedgerSettings settings;
    private Jdbi jdbi;

    @BeforeEach
    void olderLedger() {
        settings = new LedgerSettings("jdbc:sqlite:" + folder.resolve("muster.db"), null, null);
        jdbi = Jdbi.create(settings.url());
        Flyway.configure().dataSource(settings.url(), null, null).locations("classpath:db/migration/common", "classpath:db/migration/sqlite").target("5").load().migrate();
    }

    @Test
    void who_only_looks_is_told_how_to_bring_it_up_to_date() {
        assertThatThrownBy(() -> Ledger.openReadOnly(settings)).isInstanceOf(LedgerUnusable.class).hasMessageContaining("ledger.url = " + settings.url())
                .hasMessageContaining("schema 5").hasMessageContaining("schema " + Database.SCHEMA).hasMessageContaining("`muster sync` or `muster run`");
    }

    @Test
    void who_writes_brings_it_up_to_date_and_then_it_can_be_looked_at() {
        // Given a report whose manager has got an account since
        UUID report = UUID.randomUUID();
        jdbi.useHandle(handle -> {
            String account = "INSERT INTO account (channel, guid, dn, mark, state, account, seen, since) VALUES ('webex', ?, ?, 1, 'ACTIVE', ?, 1, 1)";
            handle.execute(account, UUID.randomUUID(), "uid=ann,DC=x", "a1");
            handle.execute(account, report, "uid=bob,DC=x", "a2");
            handle.execute("INSERT INTO awaited (channel, guid, dn) VALUES ('webex', ?, 'UID=Ann,dc=x'), ('webex', ?, 'uid=ann,dc=x')", report, report);
        });
        // When
        Ledger.open(settings).close();
        // Then
        try (Ledger ledger = Ledger.openReadOnly(settings)) {
            assertThat(ledger.accountOf("webex", "uid=ann,dc=x")).contains("a1");
            assertThat(ledger.due("webex")).containsExactly(report);
        }
        List<String> referrers = jdbi.withHandle(handle -> handle.createQuery("SELECT guid FROM reference WHERE dn = 'uid=ann,dc=x'").mapTo(String.class).list());
        assertThat(referrers).containsExactly(report.toString());
    }

    @Test
    void nobody_goes_back_to_an_older_version() {
        // Given
        Ledger.open(settings).close();
        jdbi.useHandle(handle -> handle.execute("UPDATE flyway_schema_history SET version = '999' WHERE version = ?", String.valueOf(Database.SCHEMA)));
        // When, then
        assertThatThrownBy(() -> Ledger.open(settings)).isInstanceOf(LedgerUnusable.class).hasMessageContaining("schema 999").hasMessageContaining("newer Muster");
        assertThatThrownBy(() -> Ledger.openReadOnly(settings)).isInstanceOf(LedgerUnusable.class).hasMessageContaining("newer Muster");
    }
}
