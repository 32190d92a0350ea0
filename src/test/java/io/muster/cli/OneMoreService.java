package io.muster.cli;

import io.muster.target.Target;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Puts one more service on this thread's class path, until it is closed: other tests don't see it. */
public final class OneMoreService extends ClassLoader implements AutoCloseable {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Class<? extends Target> service;

    public OneMoreService(Class<? extends Target> service) {
        super(OneMoreService.class.getClassLoader());
        this.service = service;
        Thread.currentThread().setContextClassLoader(this);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = Collections.list(super.getResources(name));
        if (name.equals("META-INF/services/" + Target.class.getName())) {
            Path more = Files.createTempFile("services-", ".txt");
            more.toFile().deleteOnExit();
            Files.writeString(more, service.getName());
            all.add(more.toUri().toURL());
        }
        return Collections.enumeration(all);
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
    }
}
