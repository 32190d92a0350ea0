package io.muster.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.plan.AccountState;
import io.muster.plan.Held;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** How rows become records and back. */
final class Rows {

    static final String OPERATION = "id, cycle, body, state, held, approved, cause, status, attempts, next_try";
    static final String ACCOUNT = "channel, guid, dn, mark, state, account, match_key, sent, kept, seen, trouble, cause, since";

    private static final ObjectMapper JSON = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final TypeReference<Map<String, List<String>>> VALUES = new TypeReference<>() { };
    private static final TypeReference<Map<String, String>> KEPT = new TypeReference<>() { };

    private Rows() {
    }

    static String json(Object value) {
        try {
            return value == null ? null : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Operation operation(String body) {
        try {
            return JSON.readValue(body, Operation.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, List<String>> values(String json) {
        try {
            return json == null ? Map.of() : JSON.readValue(json, VALUES);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Account account(ResultSet row) throws SQLException {
        try {
            String kept = row.getString("kept");
            return new Account(row.getString("channel"), UUID.fromString(row.getString("guid")), row.getString("dn"), row.getLong("mark"),
                    AccountState.valueOf(row.getString("state")), row.getString("account"), row.getString("match_key"), values(row.getString("sent")),
                    kept == null ? Map.of() : JSON.readValue(kept, KEPT), row.getInt("seen") == 1, row.getString("trouble"), row.getString("cause"),
                    Instant.ofEpochMilli(row.getLong("since")));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The operation under the id and the cycle it has now: a held one keeps its id when it is planned again. */
    static Recorded recorded(ResultSet row) throws SQLException {
        Operation o = operation(row.getString("body"));
        String held = row.getString("held");
        int status = row.getInt("status");
        boolean noStatus = row.wasNull();
        long nextTry = row.getLong("next_try");
        return new Recorded(o.renamed(row.getString("id"), row.getString("cycle")), row.getString("state"), held == null ? null : Held.valueOf(held),
                row.getInt("approved") == 1, row.getString("cause"), noStatus ? null : status, row.getInt("attempts"),
                nextTry == 0 ? null : Instant.ofEpochMilli(nextTry));
    }

    static List<String> texts(Collection<UUID> guids) {
        return guids.stream().map(UUID::toString).toList();
    }

    static String kinds(Collection<OperationKind> kinds) {
        return kinds.stream().map(kind -> "'" + kind.name() + "'").collect(Collectors.joining(",", "(", ")"));
    }

    static Long millis(Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() || millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
