package io.muster.sandbox.zoom;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * How many creates a second the simulator takes from a raw Apache client over four connections, both in one process. Run by hand; it
 * prints one line for each round, the first ones being warm-up.
 */
final class ZoomSimulatorSpeed {

    private static final int USERS = 10_000;
    private static final int CONNECTIONS = 4;
    private static final int ROUNDS = 6;

    private ZoomSimulatorSpeed() {
    }

    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try (ZoomSimulator zoom = ZoomSimulator.start();
                CloseableHttpClient http = HttpClients.custom().setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS).setMaxConnTotal(CONNECTIONS).build()).build()) {
            String token = new ZoomCaller(zoom).newToken();
            for (int round = 0; round < ROUNDS; round++) {
                zoom.reset();
                AtomicInteger next = new AtomicInteger();
                Callable<Void> loop = () -> {
                    for (int i = next.getAndIncrement(); i < USERS; i = next.getAndIncrement()) {
                        HttpPost post = new HttpPost(zoom.scimUrl() + "/Users");
                        post.setHeader("Authorization", "Bearer " + token);
                        post.setEntity(new StringEntity(body(i), ContentType.APPLICATION_JSON));
                        http.execute(post, answer -> {
                            EntityUtils.consume(answer.getEntity());
                            if (answer.getCode() != 201) {
                                throw new IllegalStateException("status " + answer.getCode());
                            }
                            return null;
                        });
                    }
                    return null;
                };
                long start = System.nanoTime();
                List<Future<Void>> running = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                    running.add(threads.submit(loop));
                }
                for (Future<Void> one : running) {
                    one.get();
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf("%,d creates in %.2f s: %,.0f a second%n", USERS, seconds, USERS / seconds);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String body(int i) {
        return "{\"schemas\":[\"" + ZoomCaller.CORE + "\",\"" + ZoomCaller.ENT + "\"],\"userName\":\"user" + i + "@example.com\","
                + "\"name\":{\"givenName\":\"Jill\",\"familyName\":\"Chill\"},\"emails\":[{\"type\":\"work\",\"value\":\"user" + i
                + "@example.com\",\"primary\":true}],\"userType\":\"Licensed\",\"title\":\"Engineer\",\"" + ZoomCaller.ENT
                + "\":{\"department\":\"Engineering\"}}";
    }
}
