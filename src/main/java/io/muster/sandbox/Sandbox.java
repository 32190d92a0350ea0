package io.muster.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The embedded directory and the simulated services together, and the configuration that connects Muster to them. */
public final class Sandbox implements AutoCloseable {

    private final EmbeddedDirectory directory;
    private final ZoomSimulator zoom;

    /** @param portBase the directory's port, the services follow; 0 for free ports */
    public Sandbox(int portBase) {
        directory = new EmbeddedDirectory(portBase).withCompany();
        zoom = new ZoomSimulator(portBase == 0 ? 0 : portBase + 1);
    }

    public EmbeddedDirectory directory() {
        return directory;
    }

    public ZoomSimulator zoom() {
        return zoom;
    }

    /** The keys of {@code application.properties} for this world. */
    public Map<String, String> configuration(Path ledger) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("ledger.url", "jdbc:sqlite:" + ledger);
        keys.put("channels", "zoom");
        keys.putAll(directoryKeys(directory));
        keys.putAll(zoomKeys("zoom", zoom));
        return keys;
    }

    /** The directory's keys. */
    public static Map<String, String> directoryKeys(EmbeddedDirectory directory) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("directory.type", "generic");
        keys.put("directory.url", directory.url());
        keys.put("directory.bind-dn", EmbeddedDirectory.BIND_DN);
        keys.put("directory.bind-password", EmbeddedDirectory.PASSWORD);
        keys.put("directory.base-dn", EmbeddedDirectory.PEOPLE);
        keys.put("directory.status-attribute", "employeeType");
        keys.put("directory.status-flag", "left");
        return keys;
    }

    /** A Zoom channel's keys. */
    public static Map<String, String> zoomKeys(String channel, ZoomSimulator zoom) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(channel + ".target", "zoom");
        keys.put(channel + ".scim-url", zoom.url() + "/scim2");
        keys.put(channel + ".oauth.token-url", zoom.url() + "/oauth/token");
        keys.put(channel + ".oauth.account-id", ZoomSimulator.ACCOUNT_ID);
        keys.put(channel + ".oauth.client-id", ZoomSimulator.CLIENT_ID);
        keys.put(channel + ".oauth.client-secret", ZoomSimulator.CLIENT_SECRET);
        keys.put(channel + ".users.filter", "(mail=*)");
        keys.put(channel + ".map.userName", "mail");
        keys.put(channel + ".map.email", "mail");
        keys.put(channel + ".map.givenName", "givenName");
        keys.put(channel + ".map.familyName", "sn");
        keys.put(channel + ".map.title", "title");
        keys.put(channel + ".map.department", "departmentNumber");
        keys.put(channel + ".map.userType.default", "Basic");
        keys.put(channel + ".map.userType.create-only", "true");
        return keys;
    }

    @Override
    public void close() {
        zoom.close();
        directory.close();
    }
}
