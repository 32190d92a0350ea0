package io.muster.sandbox.pingid;

import io.muster.sandbox.service.Switches;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What the organisation holds: its users by name and the numbers given so far. Callers hold its lock while they read and write. */
final class PingIdOrganization {

    final Switches<PingIdSwitch> switches;
    final Supplier<Instant> now;
    private final Map<String, PingIdUser> users = new LinkedHashMap<>();
    private final Map<String, PingIdUser> byFoldedName = new HashMap<>();
    private long userIds = 17_000;
    private long deviceIds = 64_000;
    private long codes;

    PingIdOrganization(Switches<PingIdSwitch> switches, Supplier<Instant> now) {
        this.switches = switches;
        this.now = now;
    }

    private static String fold(String userName) {
        return userName.toLowerCase(Locale.ROOT);
    }

    PingIdUser add(String userName) {
        if (find(userName) != null) {
            throw PingIdError.USER_EXISTS.refused();
        }
        PingIdUser user = new PingIdUser(userName, ++userIds, now.get());
        users.put(userName, user);
        byFoldedName.putIfAbsent(fold(userName), user);
        return user;
    }

    /** The user of that name, or null. */
    PingIdUser find(String userName) {
        PingIdUser user = users.get(userName);
        if (user == null && switches.is(PingIdSwitch.USERNAME_CASE, "insensitive")) {
            user = byFoldedName.get(fold(userName));
        }
        if (user != null) {
            expire(user);
        }
        return user;
    }

    PingIdUser get(String userName) {
        PingIdUser user = find(userName);
        if (user == null) {
            throw PingIdError.NO_SUCH_USER.refused();
        }
        return user;
    }

    private void expire(PingIdUser user) {
        if (user.codeExpires != null && !user.codeExpires.isAfter(now.get())) {
            user.activationCode = null;
            user.codeExpires = null;
            if (user.status == PingIdUser.Status.PENDING_ACTIVATION && switches.is(PingIdSwitch.CODE_EXPIRY_TO_NOT_ACTIVE, "true")) {
                user.status = PingIdUser.Status.NOT_ACTIVE;
            }
        }
    }

    void remove(PingIdUser user) {
        users.remove(user.userName);
        byFoldedName.remove(fold(user.userName), user);
    }

    List<PingIdUser> all() {
        users.values().forEach(this::expire);
        return new ArrayList<>(users.values());
    }

    long nextDeviceId() {
        return ++deviceIds;
    }

    /** A new activation code: 12 digits. */
    String nextCode() {
        return String.format("%012d", 100_000_000_000L + ++codes * 7_919_917L % 800_000_000_000L);
    }

    void clear() {
        users.clear();
        byFoldedName.clear();
    }
}
