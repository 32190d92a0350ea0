package io.muster.channel;

import io.muster.ledger.LedgerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Everything that is configured.
 *
 * @param enrichUri  the administrator's own step, or null
 * @param properties every key with its final value, for placeholders in routes
 * @param warnings   what is legal, but surprising
 */
public record Configuration(Path file, LedgerSettings ledger, String handoffUri, String enrichUri, Map<String, Channel> channels, Properties properties,
        List<String> warnings) {

    @Override
    public String toString() {
        return file + " " + channels.keySet();
    }
}
