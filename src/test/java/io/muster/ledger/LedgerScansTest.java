package io.muster.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.plan.AccountState;
import io.muster.plan.OperationKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of SQLite again and again while a cycle is worked off must not take longer with every operation and account there is. */
class LedgerScansTest {

    @TempDir
    Path folder;

    private final Set<String> statements = new LinkedHashSet<>();
    private Database database;
    private Ledger ledger;

    @BeforeEach
    void open() {
        database = Database.open(new LedgerSettings("jdbc:sqlite:" + folder.resolve("muster.db"), null, null), false);
        ledger = new Ledger(database);
        database.change(this::listen);
        database.read(handle -> {
            listen(handle);
            return null;
        });
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void listen(Handle handle) {
        handle.getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                statements.add(context.getParsedSql().getSql());
            }
        });
    }

    @Test
    void no_step_of_working_a_cycle_off_reads_a_whole_table_or_all_operations_of_the_cycle() {
        // Given a released cycle
        String cycle = ledger.openCycle("zoom", "sweep");
        UUID guid = UUID.randomUUID();
        ledger.plan(cycle, List.of(new Planned(guid, "uid=x", "x@example.com", 42, LedgerTest.operation(guid, OperationKind.CREATE, "o1"), null, false)));
        ledger.release(cycle);
        statements.clear();
        // When it is worked off
        ledger.claim("zoom", 10, Instant.now());
        ledger.record(List.of(new Outcome("o1", Outcome.Result.APPLIED, AccountState.ACTIVE, "a1", true, null, null, 201, null, true, false, List.of(), null)));
        ledger.unsettled(cycle);
        ledger.groupsMayGo("zoom");
        ledger.due("zoom");
        // Then
        assertThat(statements).hasSizeGreaterThan(5);
        database.read(handle -> {
            handle.getConfig(SqlStatements.class).setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
            for (String statement : statements) {
                assertThat(explained(handle, statement)).as(statement).noneMatch(step -> step.startsWith("SCAN ") && !step.equals("SCAN CONSTANT ROW"))
                        .noneMatch(step -> step.contains("operation_by_cycle"));
            }
            return null;
        });
    }

    private static List<String> explained(Handle handle, String statement) {
        try (var explain = handle.getConnection().prepareStatement("EXPLAIN QUERY PLAN " + statement); var rows = explain.executeQuery()) {
            List<String> steps = new ArrayList<>();
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
            return steps;
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }
}
