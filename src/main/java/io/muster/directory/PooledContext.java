package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.util.StaticUtils;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.NamingEnumeration;
import javax.naming.OperationNotSupportedException;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.BasicAttributes;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapContext;

/**
 * The context under Camel's {@code ldap:} endpoint: answers {@code search} and {@code close}, all that the component calls, out of the
 * directory's own pool. So TLS, time-outs, servers, controls and ranges are the same as in the sweep. It holds nothing, so closing it, which the
 * component does after every search, does nothing.
 */
final class PooledContext implements InvocationHandler {

    /** Attributes that hold bytes though these may look like text; whatever is not UTF-8 is taken for bytes anyway. */
    private static final Set<String> BINARY = Set.of("objectguid", "objectsid", "sidhistory", "msexchmailboxguid", "ms-ds-consistencyguid",
            "jpegphoto", "thumbnailphoto", "photo", "audio", "usercertificate", "usersmimecertificate", "userpkcs12");

    private final Connections connections;
    private final DirectorySettings settings;

    private PooledContext(Connections connections, DirectorySettings settings) {
        this.connections = connections;
        this.settings = settings;
    }

    static LdapContext over(Connections connections, DirectorySettings settings) {
        return (LdapContext) Proxy.newProxyInstance(PooledContext.class.getClassLoader(), new Class<?>[] {LdapContext.class},
                new PooledContext(connections, settings));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws OperationNotSupportedException {
        return switch (method.getName()) {
            case "close" -> null;
            case "toString" -> "directory " + settings;
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            case "search" -> {
                if (arguments.length == 3 && arguments[1] instanceof String filter && arguments[2] instanceof SearchControls controls) {
                    yield new Results(search(arguments[0].toString(), filter, controls));
                }
                throw unsupported(method);
            }
            default -> throw unsupported(method);
        };
    }

    private static OperationNotSupportedException unsupported(Method method) {
        return new OperationNotSupportedException("The directory bean only searches, by base, filter and controls, and not by " + method.getName()
                + ": leave pageSize out of the ldap: endpoint.");
    }

    private List<SearchResult> search(String base, String filter, SearchControls controls) {
        return connections.reading(connection -> {
            SearchRequest request = new SearchRequest(base, scope(controls), DereferencePolicy.NEVER, (int) controls.getCountLimit(),
                    (int) Math.ceil(controls.getTimeLimit() / 1000.0), false, filter,
                    controls.getReturningAttributes() == null ? StaticUtils.NO_STRINGS : controls.getReturningAttributes());
            request.setControls(PagedSearch.controls(settings));
            List<SearchResult> found = new ArrayList<>();
            for (SearchResultEntry entry : connection.search(request).getSearchEntries()) {
                found.add(result(connection, entry));
            }
            return found;
        });
    }

    private static SearchScope scope(SearchControls controls) {
        return switch (controls.getSearchScope()) {
            case SearchControls.OBJECT_SCOPE -> SearchScope.BASE;
            case SearchControls.ONELEVEL_SCOPE -> SearchScope.ONE;
            default -> SearchScope.SUB;
        };
    }

    private SearchResult result(LDAPConnection connection, SearchResultEntry shown) throws LDAPException {
        Entry entry = Ranges.complete(connection, shown);
        BasicAttributes attributes = new BasicAttributes(true);
        for (Attribute attribute : entry.getAttributes()) {
            attributes.put(convert(attribute));
        }
        SearchResult result = new SearchResult(entry.getDN(), null, attributes, false);
        result.setNameInNamespace(entry.getDN());
        return result;
    }

    private BasicAttribute convert(Attribute attribute) {
        byte[][] values = attribute.getValueByteArrays();
        boolean binary = binary(attribute, values);
        BasicAttribute converted = new BasicAttribute(attribute.getName(), true);
        for (byte[] value : values) {
            converted.add(binary ? value : new String(value, StandardCharsets.UTF_8));
        }
        return converted;
    }

    private boolean binary(Attribute attribute, byte[][] values) {
        String name = attribute.getBaseName().toLowerCase(Locale.ROOT);
        if (BINARY.contains(name) || attribute.hasOption("binary") || settings.guidBinary() && name.equalsIgnoreCase(settings.guidAttribute())) {
            return true;
        }
        for (byte[] value : values) {
            if (!StaticUtils.isValidUTF8(value)) {
                return true;
            }
        }
        return false;
    }

    /** Everything was read before: the enumeration can't fail. */
    private static final class Results implements NamingEnumeration<SearchResult> {

        private Iterator<SearchResult> rest;

        private Results(List<SearchResult> all) {
            this.rest = all.iterator();
        }

        @Override
        public boolean hasMore() {
            return rest.hasNext();
        }

        @Override
        public SearchResult next() {
            return rest.next();
        }

        @Override
        public boolean hasMoreElements() {
            return hasMore();
        }

        @Override
        public SearchResult nextElement() {
            return next();
        }

        @Override
        public void close() {
            rest = Collections.emptyIterator();
        }
    }
}
