package io.muster.ledger;

import java.time.Instant;

/** One line of the audit ({@code behaviour.md} section 9). */
public record AuditRecord(Instant at, String cycle, String channel, String operation, String kind, String guid, String account, String step, String method,
        String path, Integer status, String requestId, String outcome, String cause, String reason, String attributes, Long millis) {
}
