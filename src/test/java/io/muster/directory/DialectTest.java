package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {

    @ParameterizedTest
    @CsvSource({"openldap,OPENLDAP", "active-directory,ACTIVE_DIRECTORY", "389ds,DS389", "pingdirectory,PINGDIRECTORY", "oracle,ORACLE", "generic,GENERIC",
        "Active-Directory,ACTIVE_DIRECTORY"})
    void isNamedAsInTheContract(String key, Dialect expected) {
        assertThat(Dialect.of(key)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"OpenLDAProotDSE,OPENLDAP", "1.2.840.113556.1.4.800,ACTIVE_DIRECTORY", "389 Project,DS389", "389-Directory/2.4.5 B2024.017.0000,DS389",
        "Ping Identity Directory Server 9.3.0.0,PINGDIRECTORY", "PingDirectory 10.0.0.0,PINGDIRECTORY", "Oracle Unified Directory 12.2.1.4.0,ORACLE", "Sun-Directory-Server/11.1.1.7,ORACLE",
        "UnboundID LDAP SDK for Java 7.0.5,", "1.2.840.113556.1.4.8001,"})
    void recognisesAServerByItsRootEntry(String shown, Dialect expected) {
        assertThat(Dialect.recognised(List.of("top", shown))).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void knowsNoOther() {
        assertThat(Dialect.of("novell")).isEmpty();
        assertThat(Dialect.keys()).containsExactly("openldap", "active-directory", "389ds", "pingdirectory", "oracle", "generic");
    }
}
