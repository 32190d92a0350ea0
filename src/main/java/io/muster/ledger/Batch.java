package io.muster.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Many rows through one statement. Plain JDBC: where thousands of rows a second are written, finding a binder for every value is what costs. */
final class Batch {

    private final PreparedStatement statement;
    private int size;

    Batch(Handle handle, String sql) {
        try {
            statement = handle.getConnection().prepareStatement(sql);
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    /** Texts, numbers or null, in the order of the question marks. */
    void add(Object... values) {
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.addBatch();
            size++;
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    /** Writes the rows, if there are any, and ends the statement. */
    void execute() {
        try (statement) {
            if (size > 0) {
                statement.executeBatch();
            }
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }
}
