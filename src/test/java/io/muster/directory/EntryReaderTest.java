package io.muster.directory;

import static io.muster.directory.Dialect.ACTIVE_DIRECTORY;
import static io.muster.directory.Dialect.DS389;
import static io.muster.directory.Dialect.OPENLDAP;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryReaderTest {

    private static final EntryReader OPEN = new EntryReader(TestSettings.of(OPENLDAP, "ldap://localhost").build());

    @ParameterizedTest
    @CsvSource({"512,ENABLED", "514,DISABLED", "66050,DISABLED", "2,DISABLED", ",UNKNOWN", "none,UNKNOWN"})
    void readsTheBitmapOfActiveDirectory(String control, Status expected) {
        Entry entry = new Entry("cn=a");
        if (control != null) {
            entry.addAttribute("userAccountControl", control);
        }

        assertThat(reader(ACTIVE_DIRECTORY, "userAccountControl").status(Values.of(entry))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"true,DISABLED", "TRUE,DISABLED", "false,ENABLED", "other,ENABLED", ",ENABLED"})
    void readsAFlag(String flag, Status expected) {
        Entry entry = new Entry("cn=a");
        if (flag != null) {
            entry.addAttribute("nsAccountLock", flag);
        }

        assertThat(reader(DS389, "nsAccountLock").status(Values.of(entry))).isEqualTo(expected);
    }

    @Test
    void flagCanMeanEnabledAndItsAbsenceDisabled() {
        DirectorySettings s = TestSettings.of(OPENLDAP, "ldap://localhost").build();
        EntryReader reader = new EntryReader(new DirectorySettings(s.type(), s.urls(), null, null, s.baseDn(), false, null, s.timeout(), s.guidAttribute(),
                false, s.userObjectClass(), s.groupObjectClass(), null, s.memberAttribute(), s.changeAlgorithm(), s.changeAttribute(), List.of(),
                "employeeType", DirectorySettings.StatusAlgorithm.FLAG, "active", Status.ENABLED, Status.DISABLED));

        assertThat(reader.status(Values.of(new Entry("cn=a")))).isEqualTo(Status.DISABLED);
        assertThat(reader.status(Values.of(entry("employeeType", "Active")))).isEqualTo(Status.ENABLED);
        assertThat(reader.status(Values.of(entry("employeeType", "left")))).isEqualTo(Status.DISABLED);
    }

    @Test
    void everybodyIsEnabledWhereNoStatusIsKept() {
        assertThat(OPEN.status(Values.of(new Entry("cn=a")))).isEqualTo(Status.ENABLED);
    }

    @Test
    void markNeverChangesBetweenVersions() {
        // these numbers are in people's ledgers
        assertThat(Mark.hash(new byte[0])).isZero();
        assertThat(Mark.hash("muster".getBytes(StandardCharsets.UTF_8))).isEqualTo(3798568999122633329L);
        assertThat(Mark.hash("20260714101010.123456Z#000000".getBytes(StandardCharsets.UTF_8))).isEqualTo(262176596445729246L);
        assertThat(OPEN.mark(Values.of(entry("modifyTimestamp", "20260714101010Z", "entryCSN", "1", "memberOf", "a", "memberOf", "b")))).isEqualTo(-5115742297346656097L);
    }

    @Test
    void markIsZeroWithoutMarker() {
        assertThat(OPEN.mark(Values.of(entry("entryCSN", "1")))).isZero();
    }

    @Test
    void markMovesWithMarkerStatusAndUnmarkedAttributes() {
        EntryReader reader = reader(OPENLDAP, "employeeType");
        Set<Long> marks = new HashSet<>();

        marks.add(reader.mark(Values.of(entry("modifyTimestamp", "1"))));
        marks.add(reader.mark(Values.of(entry("modifyTimestamp", "2"))));
        marks.add(reader.mark(Values.of(entry("modifyTimestamp", "1", "employeeType", "x"))));
        marks.add(reader.mark(Values.of(entry("modifyTimestamp", "1", "entryCSN", "x"))));
        marks.add(reader.mark(Values.of(entry("modifyTimestamp", "1", "memberOf", "x"))));
        marks.add(reader.mark(Values.of(entry("modifyTimestamp", "1", "memberOf", "x", "memberOf", "y"))));

        assertThat(marks).hasSize(6);
    }

    @Property
    void markIgnoresTheOrderOfValues(@ForAll @Size(min = 1, max = 5) @UniqueElements List<String> groups) {
        List<String> backwards = new ArrayList<>(groups);
        Collections.reverse(backwards);

        assertThat(mark(backwards)).isEqualTo(mark(groups)).isNotEqualTo(Sighting.GONE).isNotZero();
    }

    @Property
    void hashesOfDifferentValuesDiffer(@ForAll byte[] one, @ForAll byte[] other) {
        assertThat(Mark.hash(one) == Mark.hash(other)).isEqualTo(Arrays.equals(one, other));
    }

    @ParameterizedTest
    @CsvSource({"ACTIVE_DIRECTORY,9,10,false", "ACTIVE_DIRECTORY,10,9,true", "ACTIVE_DIRECTORY,10,10,false", "OPENLDAP,20260101000000Z,20251231235959Z,true",
        "OPENLDAP,20251231235959Z,20260101000000Z,false"})
    void comparesMarkers(Dialect type, String marker, String than, boolean newer) {
        assertThat(reader(type, null).newer(marker.getBytes(StandardCharsets.UTF_8), than.getBytes(StandardCharsets.UTF_8))).isEqualTo(newer);
    }

    private static long mark(List<String> groups) {
        return OPEN.mark(name -> switch (name) {
            case "modifytimestamp" -> new byte[][] {{1}};
            case "memberof" -> groups.stream().map(group -> group.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
            default -> Values.NONE;
        });
    }

    private static EntryReader reader(Dialect type, String status) {
        return new EntryReader(TestSettings.of(type, "ldap://localhost").status(status).build());
    }

    private static Entry entry(String... namesAndValues) {
        Entry entry = new Entry("cn=a");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entry.addAttribute(namesAndValues[i], namesAndValues[i + 1]);
        }
        return entry;
    }
}
