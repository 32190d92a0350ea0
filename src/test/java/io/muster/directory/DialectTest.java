package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void knowsNoOther() {
        assertThat(Dialect.of("novell")).isEmpty();
        assertThat(Dialect.keys()).containsExactly("openldap", "active-directory", "389ds", "pingdirectory", "oracle", "generic");
    }
}
