package io.muster.apply;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
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
 */
public final class BoundedClient implements HttpClientConfigurer {

    /** Many times a page of a hundred accounts; every worker of every channel may hold one. */
    static final int LARGEST = 4 << 20;

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.disableAutomaticRetries().addExecInterceptorFirst("bounded-answers", (ExecChainHandler) BoundedClient::bounded);
    }

    private static ClassicHttpResponse bounded(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (response.getEntity() != null) {
            response.setEntity(new Bounded(response.getEntity(), scope));
        }
        return response;
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
