package io.muster.channel;

import io.muster.target.ConnectionKey;
import io.muster.target.VendorFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A connection's settings as the vendor ships them, and where a mistake in one of them is reported: in the file that it comes from. */
final class ShippedSettings {

    private final Settings settings;
    private final String prefix;
    private final VendorFile vendor;
    private final Path file;
    private final Properties values = new Properties();
    private boolean told;

    /** @param vendor null for a service whose vendor ships no file */
    ShippedSettings(Settings settings, String channel, VendorFile vendor) {
        this.settings = settings;
        this.prefix = channel + ".";
        this.vendor = vendor;
        String given = vendor == null ? null : settings.get(prefix + vendor.key());
        file = vendor == null ? null : settings.path(given == null ? vendor.defaultFile() : given);
        if (given != null || file != null && Files.exists(file)) {
            read();
        }
    }

    private void read() {
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            told = true;
            settings.problem(prefix + vendor.key(), file + " can't be read (" + e.getClass().getSimpleName() + "); name the file that the service lets you download");
        }
    }

    private boolean ships(String name) {
        return vendor != null && vendor.names().containsKey(name);
    }

    /** A value by our name, or the default. */
    String get(String name, String defaultValue) {
        String value = ships(name) ? values.getProperty(vendor.names().get(name)) : null;
        return value == null || value.isBlank() ? defaultValue : value.strip();
    }

    /** A required value is neither given nor shipped. That the whole file is missing is told once, and not for every value. */
    void missing(ConnectionKey wanted, String message) {
        if (!ships(wanted.name())) {
            settings.problem(prefix + wanted.name(), message);
        } else if (!values.isEmpty()) {
            settings.problem(file, vendor.names().get(wanted.name()), "is missing; download the file again, or give " + prefix + wanted.name());
        } else if (!told) {
            told = true;
            settings.problem(prefix + vendor.key(), "there is no " + file + ", or it is empty; download it from the service and name it here, or give " + prefix
                    + String.join(", " + prefix, vendor.names().keySet().stream().sorted().toList()));
        }
    }

    /** A value breaks a rule. */
    void problem(String name, String message) {
        if (settings.get(prefix + name) == null && get(name, null) != null) {
            settings.problem(file, vendor.names().get(name), message);
        } else {
            settings.problem(prefix + name, message);
        }
    }
}
