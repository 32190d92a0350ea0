package io.muster.directory;

import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.listener.ProxyRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.protocol.SearchResultReferenceProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ServerSocketFactory;

/** Stands in front of a real directory: counts the searches, and breaks those that go by pages in the ways that networks and servers do. */
public final class DirectoryProxy implements AutoCloseable {

    private final LDAPListener listener;
    private final int port;
    private final AtomicInteger searches = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile UnaryOperator<Entry> view = UnaryOperator.identity();
    private volatile ResultCode code;
    private volatile String reference;
    private volatile int cutAfter = -1;
    private volatile boolean silent;

    private DirectoryProxy(String url) throws LDAPException, IOException {
        LDAPURL server = new LDAPURL(url);
        LDAPListenerConfig config = new LDAPListenerConfig(0, new Handler(new ProxyRequestHandler(new SingleServerSet(server.getHost(), server.getPort())), null));
        config.setListenAddress(InetAddress.getLoopbackAddress());
        config.setServerSocketFactory(ServerSocketFactory.getDefault());
        listener = new LDAPListener(config);
        listener.startListening();
        port = listener.getListenPort();
    }

    public static DirectoryProxy before(String url) {
        try {
            return new DirectoryProxy(url);
        } catch (LDAPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    /** Searches since the last {@link #reset()}. */
    public int searches() {
        return searches.get();
    }

    /** From now on it is honest again, and counts from 0. */
    public void reset() {
        searches.set(0);
        view = UnaryOperator.identity();
        code = null;
        reference = null;
        cutAfter = -1;
        silent = false;
    }

    /** Shows entries otherwise than they are, or not at all (null). */
    public void showing(UnaryOperator<Entry> otherwise) {
        view = otherwise;
    }

    /** Ends every such search with this code, after its entries. */
    public void endingWith(ResultCode result) {
        code = result;
    }

    /** Adds a reference to another server to every such search. */
    public void referringTo(String url) {
        reference = url;
    }

    /** Cuts the connection after so many entries. */
    public void cuttingAfter(int entries) {
        cutAfter = entries;
    }

    /** Takes such searches and answers none. */
    public void fallingSilent() {
        silent = true;
    }

    @Override
    public void close() {
        closed.countDown();
        listener.shutDown(true);
    }

    /** One connection of a client. */
    private final class Handler extends LDAPListenerRequestHandler {

        private final ProxyRequestHandler server;
        private final LDAPListenerClientConnection client;
        private boolean broken;
        private int shown;

        private Handler(ProxyRequestHandler server, LDAPListenerClientConnection client) {
            this.server = server;
            this.client = client;
            if (client != null) {
                client.addSearchEntryTransformer((id, entry, controls) -> {
                    Entry seen = show(entry.toSearchResultEntry());
                    return seen == null ? null : new com.unboundid.util.ObjectPair<>(new SearchResultEntryProtocolOp(seen), controls);
                });
            }
        }

        @Override
        public LDAPListenerRequestHandler newInstance(LDAPListenerClientConnection connection) throws LDAPException {
            return new Handler(server.newInstance(connection), connection);
        }

        @Override
        public void closeInstance() {
            server.closeInstance();
        }

        private Entry show(Entry entry) {
            if (broken && cutAfter >= 0 && shown++ >= cutAfter) {
                try {
                    client.close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
            return view.apply(entry.duplicate());
        }

        @Override
        public LDAPMessage processSearchRequest(int id, SearchRequestProtocolOp request, List<Control> controls) {
            searches.incrementAndGet();
            broken = controls.stream().anyMatch(control -> control.getOID().equals(SimplePagedResultsControl.PAGED_RESULTS_OID));
            shown = 0;
            if (!broken) {
                return server.processSearchRequest(id, request, controls);
            }
            if (silent) {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            LDAPMessage answer = server.processSearchRequest(id, request, controls);
            if (reference != null) {
                try {
                    client.sendSearchResultReference(id, new SearchResultReferenceProtocolOp(List.of(reference)));
                } catch (LDAPException e) {
                    throw new IllegalStateException(e);
                }
            }
            return code == null ? answer : new LDAPMessage(id, new SearchResultDoneProtocolOp(code.intValue(), null, null, null));
        }

        @Override
        public LDAPMessage processAddRequest(int id, AddRequestProtocolOp request, List<Control> controls) {
            return server.processAddRequest(id, request, controls);
        }

        @Override
        public LDAPMessage processBindRequest(int id, BindRequestProtocolOp request, List<Control> controls) {
            return server.processBindRequest(id, request, controls);
        }

        @Override
        public LDAPMessage processCompareRequest(int id, CompareRequestProtocolOp request, List<Control> controls) {
            return server.processCompareRequest(id, request, controls);
        }

        @Override
        public LDAPMessage processDeleteRequest(int id, DeleteRequestProtocolOp request, List<Control> controls) {
            return server.processDeleteRequest(id, request, controls);
        }

        @Override
        public LDAPMessage processExtendedRequest(int id, ExtendedRequestProtocolOp request, List<Control> controls) {
            return server.processExtendedRequest(id, request, controls);
        }

        @Override
        public LDAPMessage processModifyRequest(int id, ModifyRequestProtocolOp request, List<Control> controls) {
            return server.processModifyRequest(id, request, controls);
        }

        @Override
        public LDAPMessage processModifyDNRequest(int id, ModifyDNRequestProtocolOp request, List<Control> controls) {
            return server.processModifyDNRequest(id, request, controls);
        }
    }
}
