package io.muster.sandbox.zendesk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** One user of the account, with identities. Guarded by the account's lock. */
final class ZendeskUser {

    /** An address, a phone number or another name by which a user is known. */
    static final class Identity {
        final long id;
        final String type;
        final String created;
        String value;
        boolean verified;
        boolean primary;
        String updated;

        Identity(long id, String type, String value, boolean verified, boolean primary, String now) {
            this.id = id;
            this.type = type;
            this.value = value;
            this.verified = verified;
            this.primary = primary;
            this.created = now;
            this.updated = now;
        }

        boolean email() {
            return type.equals("email");
        }
    }

    final long id;
    /** As Zendesk shows the user. */
    final ObjectNode document;
    final List<Identity> identities = new ArrayList<>();
    /** Tickets that keep the user from being deleted. */
    int openTickets;
    /** How many mails Zendesk has sent to ask for a verification. */
    int mails;
    /** Permanently deleted: nothing but a row among the deleted. */
    boolean erased;
    /** When the search's index last fell behind, and the addresses that it knew then. */
    Instant changed;
    List<String> indexed = List.of();

    ZendeskUser(long id, ObjectNode document) {
        this.id = id;
        this.document = document;
    }

    boolean active() {
        return document.path("active").asBoolean();
    }

    String role() {
        return document.path("role").asText();
    }

    boolean agent() {
        return !role().equals("end-user");
    }

    String externalId() {
        return document.path("external_id").asText(null);
    }

    Identity primaryEmail() {
        return identities.stream().filter(identity -> identity.email() && identity.primary).findFirst().orElse(null);
    }

    Identity identity(String type, String value) {
        return identities.stream().filter(identity -> identity.type.equals(type) && identity.value.equalsIgnoreCase(value)).findFirst().orElse(null);
    }

    /** What addresses and ids are compared by. */
    static String key(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** What phone numbers are compared by. */
    static String digits(String phone) {
        return phone.replaceAll("\\D", "");
    }

    /** The primary address first. */
    List<String> addresses() {
        return Stream.concat(identities.stream().filter(one -> one.email() && one.primary), identities.stream().filter(one -> one.email() && !one.primary))
                .map(one -> key(one.value)).toList();
    }
}
