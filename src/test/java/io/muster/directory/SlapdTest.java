package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchScope;
import org.junit.jupiter.api.Test;

class SlapdTest {

    @Test
    void servesTheGeneratedPeople() throws Exception {
        try (Slapd slapd = Slapd.builder().people(3).memberOf().syncProvider().start(); LDAPConnection connection = slapd.connect()) {
            assertThat(connection.search(Slapd.PEOPLE, SearchScope.ONE, "(objectClass=inetOrgPerson)", "entryUUID").getSearchEntries())
                    .hasSize(3).allMatch(entry -> entry.hasAttribute("entryUUID"));
        }
    }
}
