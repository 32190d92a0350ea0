package io.muster.channel;

import com.unboundid.ldap.sdk.DN;
import io.muster.directory.UserScope;
import io.muster.mapping.MapLine;
import io.muster.plan.GuardLimits;
import io.muster.plan.Limit;
import io.muster.plan.Options;
import io.muster.plan.Options.Removal;
import io.muster.target.AttributeDescriptor;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.quartz.CronExpression;

/** Reads one channel's keys. */
final class ChannelReader {

    private static final Set<String> LINE_OPTIONS = Set.of("default", "create-only", "trim", "case", "parse", "mask");

    private static final List<String> GROUP_KEYS = List.of("groups.base-dn", "groups.filter", "groups.group-dn", "groups.nested", "groups.adopt");

    private final Settings settings;
    private final String name;
    private final List<String> warnings;
    private final Function<String, Optional<String>> expressionProblem;

    ChannelReader(Settings settings, String name, List<String> warnings, Function<String, Optional<String>> expressionProblem) {
        this.settings = settings;
        this.name = name;
        this.warnings = warnings;
        this.expressionProblem = expressionProblem;
    }

    /** @param retired whether {@code channels} no longer names it */
    Channel read(Map<String, Target> targets, boolean retired) {
        String targetName = settings.get(key("target"), name);
        Target target = targets.get(targetName);
        if (target == null) {
            settings.problem(key("target"), "'" + targetName + "' is no service that Muster knows; name one of " + String.join(", ", targets.keySet())
                    + Settings.nearest(targetName, targets.keySet()));
            new DirectoryReader(settings, warnings).read(name);
            return null;
        }
        var directory = new DirectoryReader(settings, warnings).read(name);
        Options options = options(target);
        Map<String, String> connection = connection(target);
        List<MapLine> mapping = new ArrayList<>(managed(mapping(target), target.unmanaged(connection)));
        target.constants(connection).forEach((attribute, value) -> mapping.add(MapLine.constant(attribute, value)));
        Map<String, String> sources = new LinkedHashMap<>();
        mapping.forEach(line -> sources.put(line.attribute(), line.source()));
        Stream.concat(target.remarks(sources).stream(), target.remarks(connection, options.provisionDisabled()).stream())
                .forEach(remark -> warnings.add(name + ": " + remark));
        if (target.remarkOnDelete() != null && (options.onDisabled() == Removal.DELETE || options.onRemoved() == Removal.DELETE
                || options.onRemoved() == Removal.DISABLE_THEN_DELETE)) {
            warnings.add(name + ": " + target.remarkOnDelete());
        }
        String perSecond = settings.get(key("requests-per-second"));
        return new Channel(name, target, flag("enabled", true), retired, cron("schedule", "0 * * * * ?"), cron("sweep-schedule", "0 0/15 * * * ?"),
                settings.parse(key("timezone"), "UTC", "a time zone such as UTC or Europe/Berlin", ZoneId::of), directory, users(directory.baseDn()), groups(target, directory.baseDn()), options,
                protect(), guard(), settings.parse(key("trust.min-share"), "70%", Values.SHARE, Values::share),
                settings.parse(key("concurrency"), String.valueOf(target.concurrency()), Values.COUNT, Values::count),
                settings.parse(key("timeout"), "60s", Values.TIME_SPAN, Values::timeSpan),
                perSecond == null ? null : settings.parse(key("requests-per-second"), "1", "a number above 0", ChannelReader::rate),
                settings.parse(key("quarantine"), "40%", Values.SHARE, Values::share), mapping, connection);
    }

    private String key(String suffix) {
        return name + "." + suffix;
    }

    private boolean flag(String suffix, boolean defaultValue) {
        return settings.parse(key(suffix), String.valueOf(defaultValue), Values.SWITCH, Values::flag);
    }

    private static Double rate(String text) {
        double rate = Double.parseDouble(text);
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(text);
        }
        return rate;
    }

    private String cron(String suffix, String defaultValue) {
        String cron = settings.get(key(suffix), defaultValue);
        try {
            new CronExpression(cron);
        } catch (ParseException e) {
            settings.problem(key(suffix), "'" + cron + "' is not a Quartz cron expression such as '" + defaultValue + "': " + e.getMessage());
        }
        return cron;
    }

    private UserScope users(String baseDn) {
        String base = settings.get(key("users.base-dn"), baseDn);
        String filter = settings.get(key("users.filter"));
        String group = settings.get(key("users.group-dn"));
        DirectoryReader.dn(settings, key("users.base-dn"), settings.get(key("users.base-dn")), false);
        DirectoryReader.dn(settings, key("users.group-dn"), group, false);
        DirectoryReader.filter(settings, key("users.filter"), filter);
        if (filter == null && group == null) {
            settings.problem(key("users.filter"), "is required, or users.group-dn, or both; (objectClass=*) takes everybody under the base DN");
        }
        return new UserScope(base, filter, group, flag("users.nested", false));
    }

    private GroupScope groups(Target target, String baseDn) {
        List<String> given = GROUP_KEYS.stream().map(this::key).filter(key -> settings.get(key) != null).toList();
        if (!target.groups()) {
            given.forEach(key -> settings.problem(key, "Muster keeps no groups in step at " + target.name() + "; take the key out"));
            return new GroupScope(baseDn, null, null, false, true);
        }
        if (!given.isEmpty() && settings.get(key("groups.filter")) == null && settings.get(key("groups.group-dn")) == null) {
            warnings.add(String.join(", ", given) + ": means nothing without groups.filter or groups.group-dn; no groups are managed");
        }
        String filter = settings.get(key("groups.filter"));
        String group = settings.get(key("groups.group-dn"));
        DirectoryReader.dn(settings, key("groups.base-dn"), settings.get(key("groups.base-dn")), false);
        DirectoryReader.dn(settings, key("groups.group-dn"), group, false);
        DirectoryReader.filter(settings, key("groups.filter"), filter);
        return new GroupScope(settings.get(key("groups.base-dn"), baseDn), filter, group, flag("groups.nested", false), flag("groups.adopt", true));
    }

    private Options options(Target target) {
        Removal onDisabled = removal("on-disabled");
        Removal onRemoved = removal("on-removed");
        if (onDisabled == Removal.DISABLE_THEN_DELETE) {
            settings.problem(key("on-disabled"), "is one of disable, delete, ignore; disable-then-delete is for on-removed");
        }
        if (onRemoved != Removal.DISABLE_THEN_DELETE && settings.get(key("delete-after")) != null) {
            warnings.add(key("delete-after") + ": means nothing without on-removed = disable-then-delete");
        }
        Duration deleteAfter = settings.parse(key("delete-after"), "30d", Values.DURATION, Values::duration);
        boolean provisionDisabled = flag("provision-disabled", target.provisionDisabled());
        if (provisionDisabled && onDisabled == Removal.DELETE) {
            warnings.add(name + ": provision-disabled = true with on-disabled = delete would create and delete the same account again and again; disabled users get no account");
        }
        return new Options(flag("create", true), flag("update", true), onDisabled, onRemoved, deleteAfter, provisionDisabled, flag("link-disabled", false),
                flag("clear-attributes", false), flag("deprovision-on-channel-deletion", false));
    }

    private Removal removal(String suffix) {
        return settings.parse(key(suffix), "disable", Values.names(Removal.class), text -> Values.name(Removal.class, text));
    }

    private List<String> protect() {
        String value = settings.get(key("protect"));
        if (value == null) {
            return List.of();
        }
        if (value.startsWith("(")) {
            DirectoryReader.filter(settings, key("protect"), value);
            return List.of(value);
        }
        List<String> all = Arrays.stream(value.split("\\s*[;\\n]\\s*|\\s*,\\s*(?=[^,=]*@)|\\s+(?=[^,=\\s]*@)")).map(String::strip).filter(one -> !one.isEmpty()).toList();
        all.stream().filter(one -> !one.contains("@") && !DN.isValidDN(one))
                .forEach(one -> settings.problem(key("protect"), "'" + one + "' is neither a mail address, a DN or an LDAP filter; separate several by semicolons"));
        return all;
    }

    private GuardLimits guard() {
        return new GuardLimits(limit("max-removals", "500 10%"), limit("max-updates", "50%"), limit("max-group-deletes", "1"), limit("max-creates", null),
                limit("max-member-removals", null), settings.parse(key("guard.min-removals"), "5", "a whole number", Values::floor),
                settings.parse(key("guard.min-updates"), "50", "a whole number", Values::floor),
                settings.parse(key("guard.window"), "24h", Values.TIME_SPAN, Values::timeSpan));
    }

    private Limit limit(String suffix, String defaultValue) {
        Limit limit = settings.parse(key("guard." + suffix), defaultValue, Values.LIMIT, Values::limit);
        return limit == null ? Limit.NONE : limit;
    }

    private List<MapLine> mapping(Target target) {
        Map<String, AttributeDescriptor> descriptors = new LinkedHashMap<>();
        target.attributes().forEach(descriptor -> descriptors.put(descriptor.name(), descriptor));
        Set<String> mapped = new LinkedHashSet<>();
        String prefix = key("map.");
        for (String given : settings.keys()) {
            if (given.startsWith(prefix)) {
                String[] parts = given.substring(prefix.length()).split("\\.", 2);
                if (!descriptors.containsKey(parts[0])) {
                    settings.get(given);
                    settings.problem(given, target.name() + " has no attribute " + parts[0] + Settings.nearest(parts[0], descriptors.keySet()));
                } else if (parts.length == 2 && !LINE_OPTIONS.contains(parts[1])) {
                    settings.get(given);
                    settings.problem(given, "a mapping line has no option " + parts[1] + Settings.nearest(parts[1], LINE_OPTIONS));
                } else {
                    mapped.add(parts[0]);
                }
            }
        }
        List<MapLine> lines = new ArrayList<>();
        descriptors.values().stream().filter(descriptor -> mapped.contains(descriptor.name())).forEach(descriptor -> lines.add(line(target, descriptor.name())));
        descriptors.values().stream().filter(descriptor -> descriptor.required() && !mapped.contains(descriptor.name()))
                .forEach(descriptor -> settings.problem(prefix + descriptor.name(), target.name() + " requires it; map it to a directory attribute"));
        return lines;
    }

    private MapLine line(Target target, String attribute) {
        String key = key("map." + attribute);
        String source = settings.get(key);
        String defaultValue = settings.get(key + ".default");
        if (source == null && defaultValue == null) {
            settings.problem(key, "names neither a directory attribute, an expression nor a default");
        }
        if (source != null && source.contains("${")) {
            expressionProblem.apply(source).ifPresent(fault -> settings.problem(key, "the expression " + source + " is not valid Simple: " + fault));
        } else if (source != null && !source.matches("[A-Za-z][A-Za-z0-9;-]*|[0-9.]+")) {
            settings.problem(key, "'" + source + "' is neither the name of a directory attribute nor an expression with ${…}; a constant goes into " + key + ".default");
        }
        boolean mask = flag("map." + attribute + ".mask", false);
        if (mask && attribute.equals(target.matchKey())) {
            settings.problem(key + ".mask", "the match key can't be masked: accounts are looked up by it");
        }
        return new MapLine(attribute, source, defaultValue, flag("map." + attribute + ".create-only", false), flag("map." + attribute + ".trim", false),
                settings.parse(key + ".case", "as-is", "lower or upper", text -> Values.name(MapLine.LetterCase.class, text)),
                settings.parse(key + ".parse", "none", "cn-from-dn or username-from-email", text -> Values.name(MapLine.Parse.class, text)), mask);
    }

    private List<MapLine> managed(List<MapLine> lines, Set<String> unmanaged) {
        lines.stream().filter(line -> unmanaged.contains(line.attribute()))
                .forEach(line -> warnings.add(key("map." + line.attribute()) + ": has no effect, since the connection's settings leave it alone"));
        return lines.stream().filter(line -> !unmanaged.contains(line.attribute())).toList();
    }

    private Map<String, String> connection(Target target) {
        ShippedSettings shipped = new ShippedSettings(settings, name, target.vendorFile());
        Map<String, String> connection = new LinkedHashMap<>();
        for (ConnectionKey wanted : target.connectionKeys()) {
            String given = settings.get(key(wanted.name()));
            String value = given != null ? given : shipped.get(wanted.name(), wanted.defaultValue());
            if (value == null && wanted.required()) {
                shipped.missing(wanted, "is required: " + wanted.description()
                        + (wanted.secret() ? "; give it by the environment or by " + key(wanted.name()) + ".file" : ""));
            }
            if (value != null && wanted.url()) {
                url(value).ifPresent(fault -> shipped.problem(wanted.name(), fault));
            }
            if (value != null) {
                boolean file = wanted.name().endsWith("-file");
                connection.put(wanted.name(), file ? settings.path(value).toString() : wanted.url() && value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
            }
        }
        target.problems(connection).forEach(shipped::problem);
        return connection;
    }

    private static Optional<String> url(String value) {
        try {
            URI url = new URI(value);
            boolean clear = "http".equals(url.getScheme());
            if (url.getHost() == null || !clear && !"https".equals(url.getScheme())) {
                return Optional.of("'" + value + "' is not an https URL");
            }
            return clear && !DirectoryReader.loopback(url.getHost()) ? Optional.of("http: is accepted on the loopback only; use https:") : Optional.empty();
        } catch (java.net.URISyntaxException e) {
            return Optional.of("'" + value + "' is not a URL: " + e.getReason());
        }
    }
}
