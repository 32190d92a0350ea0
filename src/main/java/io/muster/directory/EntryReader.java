package io.muster.directory;

import io.muster.directory.DirectorySettings.ChangeAlgorithm;
import io.muster.directory.DirectorySettings.StatusAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** What one entry's attributes mean: who it is, its mark, its status. */
final class EntryReader {

    /** ADS_UF_ACCOUNTDISABLE of {@code userAccountControl}. */
    private static final long ACCOUNT_DISABLED = 0x2;

    private final DirectorySettings settings;
    private final Guid guid;
    private final String guidName;
    private final String markerName;
    private final String statusName;
    private final List<String> unmarkedNames;
    private final boolean numericMarker;

    EntryReader(DirectorySettings settings) {
        this.settings = settings;
        this.guid = new Guid(settings.guidAttribute(), settings.guidBinary());
        this.guidName = lower(settings.guidAttribute());
        this.markerName = settings.changeAlgorithm() == ChangeAlgorithm.NONE ? null : lower(settings.changeAttribute());
        this.statusName = lower(settings.statusAttribute());
        this.unmarkedNames = settings.unmarkedAttributes().stream().map(EntryReader::lower).toList();
        this.numericMarker = settings.changeAlgorithm() == ChangeAlgorithm.USN;
    }

    /** The id in every spelling. */
    Guid guid() {
        return guid;
    }

    String guidAttribute() {
        return settings.guidAttribute();
    }

    /** The attributes a sweep asks for: all that id, mark and status are made of. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        names.add(settings.guidAttribute());
        if (markerName != null) {
            names.add(settings.changeAttribute());
        }
        if (statusName != null) {
            names.add(settings.statusAttribute());
        }
        names.addAll(settings.unmarkedAttributes());
        return names;
    }

    /** The entry's id, or null when it shows none. */
    UUID guid(Values values) {
        byte[][] shown = values.of(guidName);
        return shown.length == 0 ? null : guid.read(shown[0]);
    }

    /** The change marker's bytes, or null. */
    byte[] marker(Values values) {
        if (markerName == null) {
            return null;
        }
        byte[][] shown = values.of(markerName);
        return shown.length == 0 ? null : shown[0];
    }

    /** See {@link Sighting#mark()}. */
    long mark(Values values) {
        byte[] marker = marker(values);
        if (marker == null) {
            return 0;
        }
        Mark mark = new Mark();
        mark.add(new byte[][] {marker});
        if (statusName != null) {
            mark.add(values.of(statusName));
        }
        for (String name : unmarkedNames) {
            mark.add(values.of(name));
        }
        return mark.value();
    }

    boolean hasStatus(Values values) {
        return statusName != null && values.of(statusName).length > 0;
    }

    /** {@code behaviour.md} section 1. */
    Status status(Values values) {
        if (statusName == null) {
            return Status.ENABLED;
        }
        List<String> shown = Arrays.stream(values.of(statusName)).map(value -> new String(value, StandardCharsets.UTF_8).trim()).toList();
        return settings.statusAlgorithm() == StatusAlgorithm.AD_BITMAP ? byBitmap(shown) : byFlag(shown);
    }

    private static Status byBitmap(List<String> shown) {
        try {
            return shown.isEmpty() ? Status.UNKNOWN : (Long.parseLong(shown.get(0)) & ACCOUNT_DISABLED) == 0 ? Status.ENABLED : Status.DISABLED;
        } catch (NumberFormatException e) {
            return Status.UNKNOWN;
        }
    }

    private Status byFlag(List<String> shown) {
        if (shown.isEmpty()) {
            return settings.statusDefault();
        }
        boolean flagged = shown.stream().anyMatch(value -> value.equalsIgnoreCase(settings.statusFlag()));
        return flagged == (settings.statusWhenFlag() == Status.DISABLED) ? Status.DISABLED : Status.ENABLED;
    }

    /** Whether the first marker is newer than the second: USNs by number, times by text (one directory writes them all alike). */
    boolean newer(byte[] marker, byte[] than) {
        if (than == null) {
            return true;
        }
        if (numericMarker && marker.length != than.length) {
            return marker.length > than.length;
        }
        return Arrays.compareUnsigned(marker, than) > 0;
    }

    private static String lower(String name) {
        return name == null ? null : name.toLowerCase(Locale.ROOT);
    }
}
