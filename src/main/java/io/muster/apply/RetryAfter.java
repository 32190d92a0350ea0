package io.muster.apply;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads {@code Retry-After} in every shape that services use: seconds, an HTTP date (RFC 9110), an ISO-8601 instant. */
public final class RetryAfter {

    private RetryAfter() {
    }

    /** When to try again, or empty when the header is missing or can't be read. */
    public static Optional<Instant> parse(String header, Instant now) {
        if (header == null || header.isBlank()) {
            return Optional.empty();
        }
        String text = header.strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(now.plusSeconds(Long.parseLong(text)));
        }
        try {
            return Optional.of(text.contains(",") ? ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
                    : DateTimeFormatter.ISO_DATE_TIME.parse(text.contains("T") ? text : text + "T00:00:00Z", Instant::from));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
