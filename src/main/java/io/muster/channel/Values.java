package io.muster.channel;

import io.muster.plan.Limit;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How values are written: durations, shares, limits, switches and names. Each throws IllegalArgumentException for what it can't read. */
final class Values {

    static final String DURATION = "a duration such as 500ms, 60s, 5m, 24h or 30d";
    static final String TIME_SPAN = DURATION + ", and not nothing";
    static final String SHARE = "a percentage such as 70%";
    static final String LIMIT = "a limit: a count (500), a percentage (10%), or both (500 10%)";
    static final String SWITCH = "true or false";
    static final String COUNT = "a whole number above 0";

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d+)?)\\s*%");

    private Values() {
    }

    static Duration duration(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException(text);
        }
        long amount = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Where none would mean for ever, or never. */
    static Duration timeSpan(String text) {
        Duration duration = duration(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException(text);
        }
        return duration;
    }

    /** 0..1. */
    static double share(String text) {
        return percent(text) / 100;
    }

    private static double percent(String text) {
        Matcher percent = PERCENT.matcher(text);
        if (!percent.matches() || Double.parseDouble(percent.group(1)) > 100) {
            throw new IllegalArgumentException(text);
        }
        return Double.parseDouble(percent.group(1));
    }

    static Limit limit(String text) {
        Integer count = null;
        Double percent = null;
        for (String part : text.split("[\\s,]+")) {
            if (part.endsWith("%") && percent == null) {
                percent = percent(part);
            } else if (part.matches("\\d{1,9}") && count == null) {
                count = Integer.valueOf(part);
            } else {
                throw new IllegalArgumentException(text);
            }
        }
        return new Limit(count, percent);
    }

    static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    static int count(String text) {
        int count = Integer.parseInt(text);
        if (count < 1) {
            throw new IllegalArgumentException(text);
        }
        return count;
    }

    static int floor(String text) {
        int floor = Integer.parseInt(text);
        if (floor < 0) {
            throw new IllegalArgumentException(text);
        }
        return floor;
    }

    /** An enum's constant, written in lower case with dashes. */
    static <E extends Enum<E>> E name(Class<E> type, String text) {
        return Enum.valueOf(type, text.trim().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    static <E extends Enum<E>> String names(Class<E> type) {
        return "one of " + Arrays.stream(type.getEnumConstants()).map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
    }
}
