package io.muster.channel;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys as they were given. A value comes from {@code -D}, the environment ({@code ZOOM_OAUTH_CLIENT_SECRET} for
 * {@code zoom.oauth.client-secret}), {@code <key>.file} or the file, in this order, with {@code {{placeholders}}} resolved. It remembers
 * which keys were asked for, so that those nobody asks for can be reported.
 */
final class Settings {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");
    private static final int DEEPEST = 20;

    private final Path file;
    private final Properties given = new Properties();
    private final Map<String, String> overrides;
    private final Map<String, String> environment;
    private final Set<String> known = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();

    Settings(Path file, Map<String, String> overrides, Map<String, String> environment) {
        this.file = file;
        this.overrides = overrides;
        this.environment = environment;
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                given.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                problem("", "can't be read: " + e.getMessage());
            }
        } else if (!overrides.containsKey("channels")) {
            problem("", "there is no such file; name one with --config FILE");
        }
    }

    void problem(String key, String message) {
        problems.add(new Problem(file.toString(), key, message));
    }

    /** What is wrong with a value that stands in another file than the configuration. */
    void problem(Path where, String key, String message) {
        problems.add(new Problem(where.toString(), key, message));
    }

    List<Problem> problems() {
        return problems;
    }

    /** The value of a key, trimmed, or null; empty counts as not given. */
    String get(String key) {
        known.add(key);
        known.add(key + ".file");
        String raw = raw(key);
        if (raw == null) {
            return null;
        }
        String value = resolve(key, raw, 0);
        return value == null || value.isBlank() ? null : value.strip();
    }

    String get(String key, String defaultValue) {
        String value = get(key);
        return value == null ? defaultValue : value;
    }

    private String raw(String key) {
        String variable = key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        if (overrides.containsKey(key)) {
            return overrides.get(key);
        }
        if (overrides.containsKey(key + ".file")) {
            return content(key, overrides.get(key + ".file"));
        }
        if (environment.containsKey(variable)) {
            return environment.get(variable);
        }
        String from = environment.getOrDefault(variable + "_FILE", given.getProperty(key + ".file"));
        return from == null ? given.getProperty(key) : content(key, from);
    }

    private String content(String key, String written) {
        String name = resolve(key + ".file", written, 0);
        try {
            return name == null ? null : Files.readString(path(name)).stripTrailing();
        } catch (IOException e) {
            problem(key + ".file", name + " can't be read (" + e.getClass().getSimpleName() + "); name a file that this user may read");
            return null;
        }
    }

    /** A path as it is written in the file: relative to it. */
    Path path(String written) {
        return file.toAbsolutePath().getParent().resolve(written).normalize();
    }

    private String resolve(String key, String text, int depth) {
        if (depth > DEEPEST) {
            problem(key, "its placeholders refer to each other in a circle");
            return null;
        }
        Matcher placeholder = PLACEHOLDER.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (placeholder.find()) {
            String value = placeholder(key, placeholder.group(1), depth);
            if (value == null) {
                return null;
            }
            placeholder.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return placeholder.appendTail(resolved).toString();
    }

    private String placeholder(String key, String inside, int depth) {
        boolean optional = inside.startsWith("?");
        String name = optional ? inside.substring(1) : inside;
        String prefix = name.startsWith("env:") || name.startsWith("sys:") ? name.substring(0, 4) : "";
        String rest = name.substring(prefix.length());
        int colon = rest.indexOf(':');
        String wanted = colon < 0 ? rest : rest.substring(0, colon);
        String value = switch (prefix) {
            case "env:" -> environment.get(wanted);
            case "sys:" -> System.getProperty(wanted);
            default -> {
                known.add(wanted);
                String raw = raw(wanted);
                yield raw == null ? null : resolve(key, raw, depth + 1);
            }
        };
        if (value == null && colon >= 0) {
            value = rest.substring(colon + 1);
        }
        if (value == null && !optional) {
            problem(key, "the placeholder {{" + inside + "}} has no value; set " + wanted + " or give a default: {{" + inside + ":…}}");
        }
        return value;
    }

    /** Parses a value; a value that can't be parsed is a problem, and the default stands in. */
    <T> T parse(String key, String defaultValue, String rule, Function<String, T> parser) {
        String value = get(key, defaultValue);
        if (value == null) {
            return null;
        }
        try {
            return parser.apply(value);
        } catch (RuntimeException e) {
            problem(key, "'" + value + "' is not " + rule);
            return defaultValue == null ? null : parser.apply(defaultValue);
        }
    }

    /** All keys given in the file or by {@code -D}. */
    Set<String> keys() {
        Set<String> keys = new TreeSet<>(given.stringPropertyNames());
        keys.addAll(overrides.keySet());
        return keys;
    }

    Set<String> known() {
        return known;
    }

    boolean isKnown(String key) {
        return known.contains(key);
    }

    /** The known key that is most like this one, or empty when none is. */
    String nearest(String key) {
        return nearest(key, known.stream().filter(candidate -> !candidate.endsWith(".file")).toList());
    }

    static String nearest(String text, Iterable<String> candidates) {
        List<String> all = new ArrayList<>();
        candidates.forEach(all::add);
        return all.stream().min(Comparator.comparingInt(candidate -> distance(text, candidate)))
                .filter(candidate -> distance(text, candidate) <= Math.max(2, text.length() / 3)).map(candidate -> "; did you mean " + candidate + "?").orElse("");
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    /** Every key with its final value, for placeholders in routes. */
    Properties resolved() {
        Properties resolved = new Properties();
        Set<String> names = new HashSet<>(keys());
        names.addAll(known);
        for (String key : names) {
            if (!key.endsWith(".file") || !known.contains(key)) {
                String value = get(key);
                if (value != null) {
                    resolved.setProperty(key, value);
                }
            }
        }
        return resolved;
    }
}
