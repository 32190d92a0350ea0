package io.muster.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Puts the schema into a database in memory, which lives as long as its one connection and so is out of the migration tool's reach. */
record Migration(Connection connection, String vendor) {

    void run() throws SQLException, IOException {
        for (String script : new String[] {"common/V1__ledger.sql", vendor + "/V2__audit_is_append_only.sql", "common/V3__groups.sql", "common/V4__awaited_accounts.sql",
            "common/V5__why.sql", "common/V6__due.sql", "common/V7__counting.sql"}) {
            try (InputStream in = Migration.class.getResourceAsStream("/db/migration/" + script); Statement statement = connection.createStatement()) {
                statement.executeUpdate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }
}
