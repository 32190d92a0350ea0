package io.muster.channel;

import io.muster.ledger.LedgerSettings;
import io.muster.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the whole configuration, and reports everything that is wrong with it at once. */
public final class ConfigurationReader {

    private static final String DEPROVISION = ".deprovision-on-channel-deletion";

    private static final Set<String> NOT_CHANNELS = Set.of("directory", "ledger", "camel", "handoff", "enrich", "muster", "channels");
    private static final String NO_STEP = "none";
    private static final String HANDOFF = "seda:operations?size=2000&blockWhenFull=true";

    private final Settings settings;
    private final Path file;
    private final List<String> warnings = new ArrayList<>();
    private final Function<String, Optional<String>> expressionProblem;

    /**
     * @param overrides         the {@code -D} options
     * @param expressionProblem what is wrong with an expression in Camel's Simple language, or empty
     */
    public ConfigurationReader(Path file, Map<String, String> overrides, Map<String, String> environment, Function<String, Optional<String>> expressionProblem) {
        this.file = file;
        this.settings = new Settings(file, overrides, environment);
        this.expressionProblem = expressionProblem;
    }

    /** @throws InvalidConfiguration with every problem */
    public Configuration read() {
        Configuration configuration = configuration();
        if (!settings.problems().isEmpty()) {
            throw new InvalidConfiguration(List.copyOf(settings.problems()));
        }
        return configuration;
    }

    /** Every key that was asked for. */
    Set<String> known() {
        return settings.known();
    }

    private Configuration configuration() {
        LedgerSettings ledger = ledger();
        String handoff = endpoint("handoff.uri", HANDOFF);
        String enrich = endpoint("enrich.uri", NO_STEP);
        tuning();
        Map<String, Target> targets = Target.all();
        Map<String, Channel> channels = new LinkedHashMap<>();
        Set<String> unread = new HashSet<>();
        List<String> names = names();
        for (String name : names) {
            if (NOT_CHANNELS.contains(name) || !name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
                settings.problem("channels", "'" + name + "' can't be a channel's name; use letters, digits and dashes, and none of " + NOT_CHANNELS);
                continue;
            }
            Channel channel = new ChannelReader(settings, name, warnings, expressionProblem).read(targets, false);
            if (channel == null) {
                unread.add(name);
            } else {
                channels.put(name, channel);
            }
        }
        if (names.isEmpty()) {
            unread.add("directory");
        }
        for (String name : retired(names, targets.keySet())) {
            if (settings.parse(name + DEPROVISION, "false", Values.SWITCH, Values::flag)) {
                channels.put(name, new ChannelReader(settings, name, warnings, expressionProblem).read(targets, true));
                warnings.add(name + ": channels does not name it any more, so on-removed is done to its accounts (" + name + DEPROVISION + " = true)");
            } else {
                warnings.add(name + ": its keys are there, but channels does not name it; its users are left alone");
                unread.add(name);
            }
        }
        unknown(channels.keySet(), unread);
        var properties = settings.resolved();
        properties.setProperty("handoff.uri", handoff);
        properties.setProperty("enrich.uri", enrich);
        return new Configuration(file, ledger, handoff, enrich.equals(NO_STEP) ? null : enrich, channels, properties, warnings);
    }

    private LedgerSettings ledger() {
        String url = settings.get("ledger.url", "jdbc:sqlite:muster.db");
        if (url.startsWith("jdbc:sqlite:") && !url.startsWith("jdbc:sqlite::memory:")) {
            url = "jdbc:sqlite:" + settings.path(url.substring("jdbc:sqlite:".length()));
        } else if (!url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:sqlite:")) {
            settings.problem("ledger.url", "'" + url + "' is neither jdbc:sqlite:FILE nor jdbc:postgresql://host/db");
        }
        return new LedgerSettings(url, settings.get("ledger.user"), settings.get("ledger.password"));
    }

    private String endpoint(String key, String defaultValue) {
        String uri = settings.get(key, defaultValue);
        if (!uri.equals(defaultValue) && !uri.matches("[a-z][a-z0-9+.-]*:\\S.*")) {
            settings.problem(key, "'" + uri + "' is not a Camel endpoint such as direct:my-step");
        }
        return uri;
    }

    /** What routes and beans read by themselves: a slip is to be found here, and not when they start. */
    private void tuning() {
        for (String key : List.of("muster.quarantine.rest", "muster.retry.delay")) {
            settings.parse(key, "1", "a whole number of milliseconds above 0", Values::count);
        }
        for (String key : List.of("muster.retry.tries", "muster.paced.tries")) {
            settings.parse(key, "0", "a whole number", Values::floor);
        }
    }

    private List<String> names() {
        String value = settings.get("channels");
        if (value == null) {
            settings.problem("channels", "is required: the names of the channels, such as zoom");
            return List.of();
        }
        List<String> names = Arrays.stream(value.split("[\\s,]+")).filter(name -> !name.isEmpty()).toList();
        if (Set.copyOf(names).size() < names.size()) {
            settings.problem("channels", "names a channel twice: " + value);
        }
        return names.stream().distinct().toList();
    }

    /**
     * Keys under a prefix of ours that nobody asked for. Other prefixes belong to the administrator's own routes.
     *
     * @param unread prefixes whose keys nobody could ask for, because of a problem that is reported already
     */
    private void unknown(Set<String> channels, Set<String> unread) {
        for (String key : settings.keys()) {
            int dot = key.indexOf('.');
            String prefix = dot < 0 ? key : key.substring(0, dot);
            if (settings.isKnown(key) || unread.contains(prefix) || prefix.equals("camel")) {
                continue;
            }
            if (channels.contains(prefix) || NOT_CHANNELS.contains(prefix) || dot < 0) {
                settings.problem(key, "is no key that Muster knows" + settings.nearest(key));
            }
        }
    }

    /** Channels whose keys are there, but which {@code channels} does not name. */
    private Set<String> retired(List<String> names, Set<String> targets) {
        Set<String> retired = new TreeSet<>();
        for (String key : settings.keys()) {
            String prefix = key.substring(0, Math.max(0, key.indexOf('.')));
            if (!names.contains(prefix) && (targets.contains(prefix) || settings.keys().contains(prefix + ".target") && targets.contains(settings.get(prefix + ".target")))) {
                retired.add(prefix);
            }
        }
        return retired;
    }
}
