package io.muster.directory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchResult;

/** Makes entries of what the {@code ldap:} endpoint fetched. */
final class Entries {

    private final DirectorySettings settings;
    private final EntryReader reader;

    Entries(DirectorySettings settings, EntryReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    String[] attributesToFetch(Collection<String> mapped) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(mapped);
        names.addAll(reader.names());
        return names.toArray(String[]::new);
    }

    Entry entry(SearchResult fetched) {
        Values values = Values.of(fetched.getAttributes());
        String dn = fetched.getNameInNamespace();
        UUID guid = reader.guid(values);
        if (guid == null) {
            throw new IllegalArgumentException(dn + " was fetched without its " + settings.guidAttribute()
                    + ": name it in returnedAttributes of the ldap: endpoint");
        }
        byte[] marker = reader.marker(values);
        return new Entry(guid, dn, reader.mark(values), marker == null ? null : new String(marker, StandardCharsets.UTF_8), reader.status(values),
                attributes(fetched, guid));
    }

    private Map<String, List<String>> attributes(SearchResult fetched, UUID guid) {
        Map<String, List<String>> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try {
            NamingEnumeration<? extends Attribute> all = fetched.getAttributes().getAll();
            while (all.hasMore()) {
                Attribute attribute = all.next();
                List<String> values = new ArrayList<>();
                for (int i = 0; i < attribute.size(); i++) {
                    values.add(attribute.get(i) instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : attribute.get(i).toString());
                }
                if (!values.isEmpty()) {
                    attributes.put(attribute.getID(), List.copyOf(values));
                }
            }
        } catch (NamingException e) {
            throw new IllegalArgumentException(fetched.getNameInNamespace() + " can't be read: " + e.getMessage(), e);
        }
        attributes.put(settings.guidAttribute(), List.of(guid.toString()));
        return Collections.unmodifiableMap(attributes);
    }
}
