package io.muster.cli;

import io.muster.apply.AccessTokens;
import io.muster.apply.BoundedClient;
import io.muster.apply.Connection;
import io.muster.apply.Connections;
import io.muster.apply.Conversation;
import io.muster.apply.ServiceFailure;
import io.muster.apply.Unavailable;
import io.muster.apply.Works;
import io.muster.channel.Channel;
import io.muster.channel.Configuration;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.cycle.Cycles;
import io.muster.cycle.Fingerprints;
import io.muster.cycle.Groups;
import io.muster.cycle.LiveChannel;
import io.muster.cycle.Outcomes;
import io.muster.cycle.Owners;
import io.muster.cycle.People;
import io.muster.cycle.Releases;
import io.muster.directory.Directory;
import io.muster.directory.Protection;
import io.muster.ledger.Ledger;
import io.muster.ledger.LedgerSettings;
import io.muster.mapping.Mapping;
import io.muster.plan.GroupPlanner;
import io.muster.plan.Planner;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Camel application: route files, the beans they name, and one instance of each route template for every channel. */
public final class Application implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final int PLANNERS = 2;
    private static final Duration PROGRESS = Duration.ofMillis(500);
    private static final Duration QUIET_WAIT = Duration.ofSeconds(1);

    private final Configuration configuration;
    private final Ledger ledger;
    private final Map<String, LiveChannel> channels = new ConcurrentHashMap<>();
    private final Main main = new Main();
    private final Outcomes outcomes;
    private final Cycles cycles;
    private final People people;
    private final Groups groups;
    private final Releases releases;
    private final ExecutorService planning = new ThreadPoolExecutor(PLANNERS, PLANNERS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(PLANNERS),
            new ThreadPoolExecutor.CallerRunsPolicy());
    /** One thread, since the ledger has one writer; who records too slowly is waited for. */
    private final ExecutorService recording = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(PLANNERS), new ThreadPoolExecutor.CallerRunsPolicy());
    private ProducerTemplate producer;

    /** @param command what others are told of us while we hold a channel */
    public Application(Configuration configuration, Path routes, Ledger ledger, String command) {
        this.configuration = configuration;
        this.ledger = ledger;
        this.people = new People(ledger, channels);
        this.groups = new Groups(ledger, people);
        this.cycles = new Cycles(ledger, channels, "muster " + command, configuration.enrichUri() != null, groups);
        this.outcomes = new Outcomes(ledger, cycles);
        this.releases = new Releases(ledger, channels, cycles::confinedTo);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withAutoConfigurationLogSummary(false);
        main.setOverrideProperties(configuration.properties());
        main.configure().withRoutesIncludePattern("file:" + routes.toAbsolutePath() + "/**/*.camel.yaml,file:" + routes.toAbsolutePath() + "/**/*.camel.xml");
        main.configure().withRoutesExcludePattern(filesOfOtherServices());
        main.configure().withShutdownTimeout(60);
        // no step reads a body twice; a route of one's own that does says streamCache: true
        main.configure().withStreamCachingEnabled(false);
        main.addProperty("camel.main.startupSummaryLevel", "Off");
        // ms; a stopping consumer waits for its poll to end, and a service that idles should not poll often
        main.addProperty("camel.component.seda.defaultPollTimeout", "run".equals(command) ? "50" : "5");
        // a port that nobody serves fails at once, and not after 30 s
        main.addProperty("camel.component.direct.block", "false");
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport starting) {
                bind(starting.getCamelContext());
            }
        });
    }

    /**
     * Creates every route, those of services that no channel names as well, and starts none: nobody is connected to.
     *
     * @throws StartFailed the first that can't be created
     */
    static void rehearse(Configuration configuration, Path routes) {
        Application application = new Application(configuration, routes, Ledger.open(new LedgerSettings("jdbc:sqlite::memory:", null, null)), "check");
        application.main.configure().withRoutesExcludePattern("").withAutoStartup(false);
        application.start().close();
    }

    /** To read the routes of services that no channel names would take a command longer than its work; {@code check} reads them all. */
    private String filesOfOtherServices() {
        Set<String> used = configuration.channels().values().stream().flatMap(channel -> channel.target().routeFiles().stream()).collect(Collectors.toSet());
        return Target.all().values().stream().flatMap(target -> target.routeFiles().stream()).filter(file -> !used.contains(file))
                .map(file -> "**/" + file + ".camel.*").collect(Collectors.joining(","));
    }

    /** Starts the routes; the channels are read and planned when somebody asks for a cycle, or on their schedules with {@link #schedule()}. */
    public Application start() {
        try {
            main.start();
            CamelContext camel = main.getCamelContext();
            requireOwnStep(camel);
            producer = camel.createProducerTemplate();
            ledger.channels().stream().filter(name -> !configuration.channels().containsKey(name)).forEach(name -> LOG.warn(
                    "channel={} is in the ledger, but not in the configuration: nothing is done to its accounts; muster reset {} --yes forgets them", name, name));
            for (Channel channel : configuration.channels().values()) {
                open(camel, channel);
            }
            return this;
        } catch (Exception e) {
            close();
            throw new StartFailed(e);
        }
    }

    /** Camel would find out with the first user, and keep everybody back. */
    private void requireOwnStep(CamelContext camel) {
        String uri = configuration.enrichUri();
        if (uri != null && uri.startsWith("direct:") && camel.getRoutes().stream().noneMatch(route -> route.getEndpoint() == camel.hasEndpoint(uri))) {
            throw new IllegalArgumentException("enrich.uri = " + uri + ": no route begins there; put a route file with \"from: uri: " + uri + "\" beside ours, or write none");
        }
    }

    private void bind(CamelContext camel) {
        // what a service says may repeat a masked value, which only our own log cuts out; the audit has every try
        DefaultErrorHandlerDefinition silent = new DefaultErrorHandlerDefinition();
        silent.setRedeliveryPolicy(new RedeliveryPolicyDefinition().logRetryAttempted("false"));
        camel.getCamelContextExtension().setErrorHandlerFactory(silent);
        var registry = camel.getRegistry();
        Connections connections = new Connections(configuration.channels().values().stream()
                .collect(Collectors.toMap(Channel::name, channel -> new Connection(channel.name(), url(channel), channel.connection(), channel.requestsPerSecond(), channel.quarantine()))));
        registry.bind("cycles", cycles);
        registry.bind("people", people);
        registry.bind("groups", groups);
        registry.bind("releases", releases);
        registry.bind("outcomes", outcomes);
        registry.bind("owners", new Owners(ledger, channels));
        registry.bind("connections", connections);
        Conversation conversation = new Conversation(connections,
                Duration.ofMillis(Long.parseLong(configuration.properties().getProperty(Conversation.REST, Conversation.REST_DEFAULT))));
        registry.bind("works", new Works(conversation));
        registry.bind("conversation", conversation);
        registry.bind("trouble", (Processor) conversation::trouble);
        registry.bind("tokens", new AccessTokens(camel.createProducerTemplate()));
        registry.bind("planning", planning);
        registry.bind("recording", recording);
        registry.bind("boundedClient", new BoundedClient());
        Target.all().values().forEach(target -> target.beans().forEach(registry::bind));
    }

    /** The first URL of a connection is the service's own. */
    private static String url(Channel channel) {
        return channel.target().connectionKeys().stream().filter(ConnectionKey::url).map(key -> channel.connection().get(key.name())).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private void open(CamelContext camel, Channel channel) {
        String name = channel.name();
        Directory directory = new Directory(channel.directory());
        Mapping mapping = new Mapping(camel, channel.mapping(), channel.target().attributes(), ledger.key(), channel.target().references(), dn -> ledger.accountOf(name, dn));
        Protection protection = new Protection(channel.protect());
        channels.put(name, new LiveChannel(channel, directory, mapping, new Planner(name, channel.options(), channel.target(), Clock.systemUTC()),
                new GroupPlanner(name, channel.target().name(), Clock.systemUTC()), protection, new Fingerprints(channel)));
        camel.getRegistry().bind(name + "-directory", directory.context());
        Set<String> read = new LinkedHashSet<>(Mapping.attributes(channel.mapping()));
        read.addAll(protection.attributes());
        if (configuration.enrichUri() != null) {
            read.add("*");
        }
        template(camel, "channel-fetch", name, Map.of("base", channel.users().baseDn(), "attributes", String.join(",", directory.attributesToFetch(read))));
        template(camel, "channel-http", name,
                Map.of("timeout", String.valueOf(channel.timeout().toMillis()), "concurrency", String.valueOf(channel.concurrency() + 1)));
        template(camel, "channel-apply", name, Map.of("concurrency", String.valueOf(channel.concurrency())));
        template(camel, "channel-release", name, Map.of());
    }

    /** From now on every enabled channel runs on its schedules. */
    public void schedule() {
        CamelContext camel = main.getCamelContext();
        for (LiveChannel live : channels.values()) {
            Channel channel = live.channel();
            if (channel.enabled()) {
                template(camel, "channel-due", channel.name(), Map.of());
                schedule(camel, channel, "sweep", channel.sweepSchedule());
                schedule(camel, channel, "quick", channel.schedule());
            }
        }
    }

    private static void schedule(CamelContext camel, Channel channel, String kind, String cron) {
        TemplatedRouteBuilder.builder(camel, "channel-schedule").routeId(channel.name() + "-" + kind).parameter("channel", channel.name()).parameter("kind", kind)
                .parameter("schedule", cron.replace(' ', '+')).parameter("timezone", channel.timezone().getId()).add();
    }

    private static void template(CamelContext camel, String template, String channel, Map<String, String> parameters) {
        TemplatedRouteBuilder builder = TemplatedRouteBuilder.builder(camel, template).routeId(channel + template.substring("channel".length())).parameter("channel", channel);
        parameters.forEach(builder::parameter);
        builder.add();
    }

    /**
     * Runs one cycle to its end: with mode plan until the plan is complete, else until its last outcome.
     *
     * @param progress offered the outcomes so far, every now and then; to count them takes a while
     */
    public Cycle run(CycleRequest request, Consumer<Supplier<Map<String, Long>>> progress) throws InterruptedException {
        Exchange answer = producer.request("direct:cycle", exchange -> exchange.getMessage().setBody(request));
        if (answer.getException() instanceof RuntimeException failure) {
            throw failure;
        }
        if (answer.getException() != null) {
            throw new StartFailed(answer.getException());
        }
        Cycle cycle = answer.getMessage().getBody(Cycle.class);
        if (!cycle.draft() && cycle.failure() == null) {
            long offerAgain = System.nanoTime();
            while (!cycles.settled(cycle)) {
                if (System.nanoTime() > offerAgain) {
                    progress.accept(() -> ledger.outcomes(cycle.getId()));
                    offerAgain = System.nanoTime() + PROGRESS.toNanos();
                }
                String stopped = ledger.channel(request.channel()).stopped();
                if (stopped != null) {
                    ledger.deferReleased(request.channel(), stopped);
                }
                outcomes.await(200);
            }
            progress.accept(() -> ledger.outcomes(cycle.getId()));
        }
        return cycle;
    }

    /**
     * Tests a channel's connection through its port.
     *
     * @throws ServiceFailure what is wrong with it; {@link Unavailable} where nothing can be said of it now
     */
    public void test(LiveChannel live) {
        Exchange answer = producer.request("direct:" + live.target() + "-test", exchange -> {
            exchange.setVariable("channel", live.name());
            exchange.setVariable("target", live.target());
        });
        if (answer.getException() != null) {
            Throwable cause = ServiceFailure.behind(answer.getException());
            if (cause instanceof IOException) {
                throw new Unavailable(cause.getMessage() == null ? cause.toString() : cause.getMessage(), null);
            }
            throw cause instanceof RuntimeException failure ? failure : new StartFailed(cause);
        }
        ledger.resume(live.name());
    }

    /** The channels of these names, or all enabled ones. */
    public Collection<LiveChannel> channels(Collection<String> names) {
        return configuration.channels().values().stream().filter(channel -> names.isEmpty() ? channel.enabled() : names.contains(channel.name()))
                .map(channel -> channels.get(channel.name())).toList();
    }

    public Ledger ledger() {
        return ledger;
    }

    public CamelContext camel() {
        return main.getCamelContext();
    }

    /** Camel looks only once a second whether a stopping application is quiet; most commands end within milliseconds. */
    private void awaitQuiet() {
        CamelContext camel = main.getCamelContext();
        long giveUp = System.nanoTime() + QUIET_WAIT.toNanos();
        try {
            while (camel != null && camel.getInflightRepository().size() > 0 && System.nanoTime() < giveUp) {
                Thread.sleep(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        releases.close();
        awaitQuiet();
        main.stop();
        planning.shutdown();
        recording.shutdown();
        channels.values().forEach(live -> live.directory().close());
        ledger.close();
    }

    /** The routes can't be started: a broken route file, usually. */
    public static final class StartFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StartFailed(Throwable cause) {
            super(reason(cause), cause);
        }

        private static String reason(Throwable cause) {
            Throwable deepest = cause;
            while (deepest.getCause() != null && deepest.getCause() != deepest) {
                deepest = deepest.getCause();
            }
            String outer = cause.getMessage() == null ? cause.toString() : cause.getMessage().lines().findFirst().orElse("");
            String inner = deepest.getMessage() == null ? deepest.toString() : deepest.getMessage().lines().findFirst().orElse("");
            return outer.contains(inner) ? outer : outer + ": " + inner;
        }
    }
}
