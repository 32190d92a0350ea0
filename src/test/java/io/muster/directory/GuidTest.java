package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuidTest {

    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    @Test
    void readsMicrosoftsByteOrder() {
        byte[] bytes = HexFormat.of().parseHex("33221100554477668899aabbccddeeff");

        assertThat(new Guid("objectGUID", true).read(bytes)).isEqualTo(ID);
    }

    @Test
    void escapesEveryByteInAFilter() {
        assertThat(new Guid("objectGUID", true).filter(ID))
                .isEqualTo("(objectGUID=\\33\\22\\11\\00\\55\\44\\77\\66\\88\\99\\aa\\bb\\cc\\dd\\ee\\ff)");
    }

    @Test
    void writesEntryUuidWithDashes() {
        assertThat(new Guid("entryUUID", false).filter(ID)).isEqualTo("(entryUUID=00112233-4455-6677-8899-aabbccddeeff)");
    }

    @Test
    void writesNsUniqueIdInFourGroups() {
        Guid guid = new Guid("nsuniqueid", false);

        assertThat(guid.filter(ID)).isEqualTo("(nsuniqueid=00112233-44556677-8899aabb-ccddeeff)");
        assertThat(guid.read("00112233-44556677-8899AABB-CCDDEEFF".getBytes(StandardCharsets.UTF_8))).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00112233", "00112233-4455-6677-8899-aabbccddeeff0", "0011223g-4455-6677-8899-aabbccddeeff"})
    void refusesWhatIsNoId(String text) {
        assertThat(new Guid("entryUUID", false).read(text.getBytes(StandardCharsets.UTF_8))).isNull();
        assertThat(new Guid("objectGUID", true).read(new byte[15])).isNull();
    }

    @Property
    void everyIdIsFoundByItsFilter(@ForAll long high, @ForAll long low) throws LDAPException {
        UUID id = new UUID(high, low);
        Guid binary = new Guid("objectGUID", true);
        Guid text = new Guid("entryUUID", false);

        assertThat(binary.read(Filter.create(binary.filter(id)).getAssertionValueBytes())).isEqualTo(id);
        assertThat(text.read(Filter.create(text.filter(id)).getAssertionValueBytes())).isEqualTo(id);
    }
}
