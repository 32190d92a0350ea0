package io.muster.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The embedded directory, read over LDAP as Muster reads it. */
class EmbeddedDirectoryTest {

    private final EmbeddedDirectory directory = EmbeddedDirectory.start();

    @AfterEach
    void close() {
        directory.close();
    }

    private LDAPConnection connect() throws LDAPException {
        Map<String, String> keys = directory.configuration();
        return new LDAPConnection("127.0.0.1", directory.port(), keys.get("directory.bind-dn"), keys.get("directory.bind-password"));
    }

    private SearchResultEntry read(String dn) throws LDAPException {
        return directory.ldap().getEntry(dn, "*", "+");
    }

    private List<SearchResultEntry> search(String filter) throws LDAPException {
        try (LDAPConnection connection = connect()) {
            return connection.search(directory.peopleDn(), SearchScope.SUB, filter, "uid", "modifyTimestamp").getSearchEntries();
        }
    }

    @Test
    void aSmallCompanyIsThere() throws LDAPException {
        List<SearchResultEntry> people = search("(objectClass=inetOrgPerson)");

        assertThat(people).hasSize(20);
        SearchResultEntry jill = read(EmbeddedDirectory.dn("jill.chill"));
        assertThat(jill.getAttributeValue("mail")).isEqualTo("jill.chill@example.com");
        assertThat(jill.getAttributeValue("title")).isEqualTo("CTO");
        assertThat(jill.getAttributeValue("telephoneNumber")).isEqualTo("+1 5125550003");
        assertThat(UUID.fromString(jill.getAttributeValue("entryUUID"))).isNotNull();
        assertThat(jill.getAttributeValue("modifyTimestamp")).endsWith("Z");
        assertThat(jill.hasAttribute("nsAccountLock")).isFalse();
        assertThat(directory.ldap().getEntry(EmbeddedDirectory.groupDn("Sales")).getAttributeValues("member")).hasSize(4);
    }

    @Test
    void itAsksForABind() throws LDAPException {
        try (LDAPConnection anonymous = new LDAPConnection("127.0.0.1", directory.port())) {

            assertThatThrownBy(() -> anonymous.search(directory.peopleDn(), SearchScope.SUB, "(uid=*)"))
                    .isInstanceOf(LDAPException.class);

            assertThatThrownBy(() -> anonymous.bind(directory.configuration().get("directory.bind-dn"), "wrong"))
                    .isInstanceOfSatisfying(LDAPException.class,
                            refused -> assertThat(refused.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS));
        }
    }

    @Test
    void aHireIsThere() throws LDAPException {
        directory.hire(Person.named("Ola", "Nordmann", "Engineer", "Engineering", "+1 5125550999"));

        assertThat(search("(mail=ola.nordmann@example.com)")).hasSize(1);
    }

    @Test
    void aChangeMovesTheMarkerAndKeepsTheId() throws LDAPException {
        SearchResultEntry before = read(EmbeddedDirectory.dn("jill.chill"));
        String marker = before.getAttributeValue("modifyTimestamp");

        directory.changeTitle("jill.chill", "CEO");

        SearchResultEntry after = read(EmbeddedDirectory.dn("jill.chill"));
        assertThat(after.getAttributeValue("title")).isEqualTo("CEO");
        assertThat(after.getAttributeValue("entryUUID")).isEqualTo(before.getAttributeValue("entryUUID"));
        assertThat(after.getAttributeValue("modifyTimestamp")).isGreaterThanOrEqualTo(marker);
        assertThat(search("(&(uid=jill.chill)(modifyTimestamp>=" + marker + "))")).hasSize(1);
        assertThat(search("(modifyTimestamp>=29990101000000Z)")).isEmpty();
    }

    @Test
    void aRenameKeepsTheId() throws LDAPException {
        String id = read(EmbeddedDirectory.dn("jill.chill")).getAttributeValue("entryUUID");

        directory.rename("jill.chill", "jill.warm");

        SearchResultEntry after = read(EmbeddedDirectory.dn("jill.warm"));
        assertThat(after.getAttributeValue("entryUUID")).isEqualTo(id);
        assertThat(after.getAttributeValue("mail")).isEqualTo("jill.warm@example.com");
        assertThat(search("(uid=jill.chill)")).isEmpty();
    }

    @Test
    void theFlagSaysWhoIsDisabled() throws LDAPException {
        directory.disable("jill.chill");

        assertThat(search("(nsAccountLock=true)")).extracting(entry -> entry.getAttributeValue("uid")).containsExactly("jill.chill");
        directory.enable("jill.chill");
        assertThat(search("(nsAccountLock=*)")).isEmpty();
    }

    @Test
    void aRemovedPersonIsInNoGroup() throws LDAPException {
        directory.remove("omar.farouk");

        assertThat(search("(uid=omar.farouk)")).isEmpty();
        assertThat(directory.ldap().getEntry(EmbeddedDirectory.groupDn("Sales")).getAttributeValues("member")).hasSize(3)
                .doesNotContain(EmbeddedDirectory.dn("omar.farouk"));
    }

    @Test
    void peopleJoinAndLeaveGroups() throws LDAPException {
        directory.join("Sales", "jill.chill");
        directory.leave("Sales", "omar.farouk");
        directory.group("Board", "jill.chill");

        assertThat(directory.ldap().getEntry(EmbeddedDirectory.groupDn("Sales")).getAttributeValues("member"))
                .contains(EmbeddedDirectory.dn("jill.chill")).doesNotContain(EmbeddedDirectory.dn("omar.farouk"));
        assertThat(directory.ldap().search("dc=example,dc=com", SearchScope.SUB,
                Filter.createEqualityFilter("member", EmbeddedDirectory.dn("jill.chill"))).getEntryCount()).isEqualTo(3);
    }

    @Test
    void asManyPeopleAsOneLikesAreReadInPages() throws LDAPException {
        directory.hire(2_500);
        int read = 0;

        try (LDAPConnection connection = connect()) {
            SearchRequest request = new SearchRequest(directory.peopleDn(), SearchScope.SUB, "(objectClass=inetOrgPerson)", "entryUUID");
            ASN1OctetString cookie = null;
            do {
                request.setControls(new SimplePagedResultsControl(1_000, cookie));
                SearchResult page = connection.search(request);
                read += page.getEntryCount();
                cookie = SimplePagedResultsControl.get(page).getCookie();
            } while (cookie.getValueLength() > 0);
        }

        assertThat(read).isEqualTo(2_520);
    }

    @Test
    void itComesBackOnItsPortWithWhatItHeld() throws LDAPException {
        int port = directory.port();
        directory.close();
        assertThatThrownBy(this::connect).isInstanceOf(LDAPException.class);

        directory.open();

        assertThat(directory.port()).isEqualTo(port);
        assertThat(search("(objectClass=inetOrgPerson)")).hasSize(20);
    }

    @Test
    void aMistakeOfTheCallerIsNamed() {
        assertThatThrownBy(() -> directory.changeTitle("nobody", "x"))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("uid=nobody");
    }
}
