package io.muster.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
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

/** Sends the bodies of so many creates as fast as the client can, over so many connections: prints the seconds. */
final class RawZoom {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private RawZoom() {
    }

    /** Arguments: URL, how many, connections, account id, client id, client secret. */
    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        int users = Integer.parseInt(arguments[1]);
        int connections = Integer.parseInt(arguments[2]);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try (CloseableHttpClient http = HttpClients.custom().setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create().setMaxConnPerRoute(connections).setMaxConnTotal(connections).build()).build()) {
            String token = token(http, url, arguments[3], arguments[4], arguments[5]);
            AtomicInteger next = new AtomicInteger();
            Callable<Void> loop = () -> {
                for (int i = next.getAndIncrement(); i < users; i = next.getAndIncrement()) {
                    HttpPost post = new HttpPost(url + "/scim2/Users");
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
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(loop));
            }
            for (Future<Void> one : running) {
                one.get();
            }
            System.out.println((System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    private static String token(CloseableHttpClient http, String url, String account, String id, String secret) throws Exception {
        HttpPost post = new HttpPost(url + "/oauth/token");
        post.setHeader("Authorization", "Basic " + java.util.Base64.getEncoder().encodeToString((id + ":" + secret).getBytes()));
        post.setEntity(new StringEntity("grant_type=account_credentials&account_id=" + account, ContentType.APPLICATION_FORM_URLENCODED));
        return http.execute(post, answer -> JSON.readTree(answer.getEntity().getContent()).path("access_token").asText());
    }

    /** What Muster sends for the n-th person of the benchmark's directory. */
    private static String body(int i) {
        return "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"" + ENTERPRISE + "\",\"urn:us:zoom:scim:schemas:extension:1.0:ZoomUser\"],\"userName\":\"user"
                + i + "@example.com\",\"name\":{\"givenName\":\"Given" + i + "\",\"familyName\":\"Family" + i + "\"},\"emails\":[{\"type\":\"work\",\"value\":\"user" + i
                + "@example.com\",\"primary\":true}],\"phoneNumbers\":[{\"type\":\"work\",\"value\":\"+1 555 " + (1_000_000 + i)
                + "\"}],\"userType\":\"Basic\",\"title\":\"Engineer\",\"" + ENTERPRISE
                + "\":{\"department\":\"Engineering\"},\"urn:us:zoom:scim:schemas:extension:1.0:ZoomUser\":{\"loginType\":{\"workEmail\":false,\"sso\":true}},\"active\":true}";
    }
}
