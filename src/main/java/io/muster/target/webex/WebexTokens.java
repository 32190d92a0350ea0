package io.muster.target.webex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.AccessTokens.Token;
import io.muster.apply.ConnectionRefused;
import io.muster.apply.PercentEncoding;
import io.muster.apply.Unavailable;
import io.muster.scim.Scim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Webex's tokens: the bean {@code webexTokens}. A refresh may bring another refresh token, which kills the old one, so the newest is kept in a
 * file that its owner alone may read. Beside it stands what the configured token was then: once the administrator gives another one, that
 * counts.
 */
public final class WebexTokens {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FOR_EVER = Duration.ofDays(3650);

    /** A token that is used as it is. */
    public Token fixed(String accessToken) {
        return new Token(accessToken, FOR_EVER);
    }

    /** The refresh token to use now. */
    public synchronized String refreshToken(String channel, String file, String configured) {
        JsonNode kept = read(Path.of(file)).path(channel);
        return kept.path("configured").asText().equals(digest(configured)) ? kept.path("refresh_token").asText() : configured;
    }

    public String form(String clientId, String clientSecret, String refreshToken) {
        return "grant_type=refresh_token&client_id=" + PercentEncoding.of(clientId) + "&client_secret=" + PercentEncoding.of(clientSecret) + "&refresh_token=" + PercentEncoding.of(refreshToken);
    }

    /**
     * Takes the token endpoint's answer, and keeps the refresh token that came with it.
     *
     * @throws ConnectionRefused when it can't be kept: after a restart the channel would be locked out
     */
    public synchronized Token issued(byte[] reply, String channel, String file, String configured) {
        JsonNode answer = Scim.read(reply);
        if (!answer.hasNonNull("access_token")) {
            throw new Unavailable("the token endpoint's answer holds no access_token", 200);
        }
        String refresh = answer.path("refresh_token").asText("");
        if (!refresh.isEmpty() && !refresh.equals(refreshToken(channel, file, configured))) {
            ObjectNode all = read(Path.of(file));
            all.putObject(channel).put("configured", digest(configured)).put("refresh_token", refresh);
            write(Path.of(file), all);
        }
        return new Token(answer.get("access_token").asText(), Duration.ofSeconds(answer.path("expires_in").asLong(3600)));
    }

    private static ObjectNode read(Path file) {
        try {
            return Files.exists(file) && JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode kept ? kept : JSON.createObjectNode();
        } catch (IOException e) {
            throw new ConnectionRefused("token-file " + file + " can't be read (" + e.getClass().getSimpleName() + "); make it readable for Muster, or remove it and authorise the app again",
                    null);
        }
    }

    /** Writes aside and moves: a file that is half written would lock us out. */
    private static void write(Path file, ObjectNode all) {
        try {
            Path aside = Files.createTempFile(file.toAbsolutePath().getParent(), ".muster-", ".tmp", ownerOnly());
            try {
                try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw new ConnectionRefused("token-file " + file + " can't be written (" + e.getClass().getSimpleName() + "), and Webex gave a new refresh token; make its folder writable", null);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))} : new FileAttribute<?>[0];
    }

    private static String digest(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(String.valueOf(token).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256, which every JVM must have", e);
        }
    }
}
