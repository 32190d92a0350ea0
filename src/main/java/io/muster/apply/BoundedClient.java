package io.muster.apply;

import java.io.IOException;
import java.io.InputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.util.Timeout;

/**
 * What every HTTP client is held to: the bean {@code boundedClient}. It sends a request once, for it would sleep as long as {@code Retry-After}
 * says and try again without telling, which is failures.camel.yaml's affair. And it reads no answer that is larger than
 * {@value #LARGEST} bytes or takes longer than the channel's time-out, which a socket's own time-out does not see: it begins anew with every byte.
 * A server that can't prove who it is refuses the whole connection.
 */
public final class BoundedClient implements HttpClientConfigurer {

    /** Many times a page of a hundred accounts; every worker of every channel may hold one. */
    static final int LARGEST = 4 << 20;

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.disableAutomaticRetries().addExecInterceptorFirst("bounded-answers", (ExecChainHandler) BoundedClient::bounded);
    }

    private static ClassicHttpResponse bounded(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        ClassicHttpResponse response;
        try {
            response = chain.proceed(request, scope);
        } catch (SSLException e) {
            throw new ConnectionRefused("TLS with " + scope.route.getTargetHost() + " failed: " + why(e), null);
        }
        if (response.getEntity() != null) {
            response.setEntity(new Bounded(response.getEntity(), scope));
        }
        return response;
    }

    private static String why(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return "its certificate is expired or not yet valid; have it renewed, or check this machine's clock";
            }
            if (cause instanceof CertPathBuilderException) {
                return "its certificate is from an authority that is not trusted; name a store with its CA in MUSTER_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE";
            }
            if (cause instanceof InvalidAlgorithmParameterException) {
                return "the trust store shows no CA; give its password too, with -Djavax.net.ssl.trustStorePassword";
            }
            if (cause instanceof SSLPeerUnverifiedException || String.valueOf(cause.getMessage()).matches("No (subject alternative|name matching).*")) {
                return "its certificate is for another host name; check the URL, and what is between here and there";
            }
        }
        return failure.getMessage();
    }

    private static final class Bounded extends HttpEntityWrapper {

        private final ExecChain.Scope scope;

        Bounded(HttpEntity entity, ExecChain.Scope scope) {
            super(entity);
            this.scope = scope;
        }

        @Override
        public InputStream getContent() throws IOException {
            Timeout timeout = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
            return new BoundedStream(super.getContent(), scope, timeout == null ? Duration.ofDays(1) : timeout.toDuration());
        }
    }

    /** Cuts the connection when a bound is passed: to close it in good order would be to read the rest. */
    private static final class BoundedStream extends InputStream {

        private final InputStream in;
        private final ExecChain.Scope scope;
        private final Duration timeout;
        private final long until;
        private long read;

        BoundedStream(InputStream in, ExecChain.Scope scope, Duration timeout) {
            this.in = in;
            this.scope = scope;
            this.timeout = timeout;
            this.until = System.nanoTime() + timeout.toNanos();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            read += Math.max(count, 0);
            if (read > LARGEST) {
                throw cut("the answer is larger than " + (LARGEST >> 20) + " MB");
            }
            if (count >= 0 && System.nanoTime() > until) {
                throw cut("the answer was not complete within " + timeout.toMillis() + " ms");
            }
            return count;
        }

        private IOException cut(String why) {
            scope.execRuntime.discardEndpoint();
            return new IOException(why);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
