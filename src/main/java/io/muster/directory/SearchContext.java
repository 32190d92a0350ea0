package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import javax.naming.CommunicationException;
import javax.naming.NamingEnumeration;
import javax.naming.directory.BasicAttribute;
import javax.naming.directory.BasicAttributes;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapContext;

/**
 * The context under Camel's {@code ldap:} endpoint. It answers only what that component calls, and its search runs on the same pool as the
 * sweep, so that TLS, time-outs and several servers are set up in one place. Closing it does nothing: the pool lives on.
 */
final class SearchContext {

    /** What the context searches with. */
    @FunctionalInterface
    interface Search {
        List<SearchResultEntry> run(String base, String filter, String[] attributes) throws LDAPException;
    }

    private SearchContext() {
    }

    static LdapContext over(Search search) {
        return (LdapContext) Proxy.newProxyInstance(SearchContext.class.getClassLoader(), new Class<?>[] {LdapContext.class}, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "search":
                    return search(search, arguments);
                case "close":
                    return null;
                case "toString":
                    return "directory";
                case "hashCode":
                    return System.identityHashCode(proxy);
                case "equals":
                    return proxy == arguments[0];
                default:
                    throw new InvocationTargetException(new UnsupportedOperationException(method.getName() + " is not offered by the directory's context"));
            }
        });
    }

    private static NamingEnumeration<SearchResult> search(Search search, Object[] arguments) throws CommunicationException {
        String[] attributes = ((SearchControls) arguments[2]).getReturningAttributes();
        try {
            return new Results(search.run(arguments[0].toString(), arguments[1].toString(), attributes == null ? new String[] {"*"} : attributes).iterator());
        } catch (LDAPException e) {
            CommunicationException failure = new CommunicationException(e.getMessage());
            failure.setRootCause(e);
            throw failure;
        }
    }

    /** The searched entries, each with the LDAP SDK's own entry as its object. */
    private record Results(Iterator<SearchResultEntry> entries) implements NamingEnumeration<SearchResult> {

        @Override
        public SearchResult next() {
            SearchResultEntry entry = entries.next();
            BasicAttributes attributes = new BasicAttributes(true);
            for (Attribute attribute : entry.getAttributes()) {
                BasicAttribute values = new BasicAttribute(attribute.getName(), true);
                for (String value : attribute.getValues()) {
                    values.add(value);
                }
                attributes.put(values);
            }
            SearchResult result = new SearchResult(entry.getDN(), entry, attributes, false);
            result.setNameInNamespace(entry.getDN());
            return result;
        }

        @Override
        public boolean hasMore() {
            return entries.hasNext();
        }

        @Override
        public void close() {
            // everything is here already
        }

        @Override
        public boolean hasMoreElements() {
            return hasMore();
        }

        @Override
        public SearchResult nextElement() {
            return next();
        }
    }
}
