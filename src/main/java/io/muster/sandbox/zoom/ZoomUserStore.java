package io.muster.sandbox.zoom;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** The users by id and by login, and the members (those not pending) in the order of lists. Callers hold its lock while they read and write. */
final class ZoomUserStore {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final Comparator<ZoomUser> ORDER = Comparator.comparingLong(ZoomUser::number);

    private final Map<String, ZoomUser> byId = new HashMap<>();
    private final Map<String, ZoomUser> byLogin = new HashMap<>();
    private final List<ZoomUser> members = new ArrayList<>();
    // The same run makes the same ids.
    private SplittableRandom random = new SplittableRandom(2);
    private long numbers;

    long nextNumber() {
        return ++numbers;
    }

    /** A new id of 22 characters; every eighth holds an ampersand, as Zoom's sometimes do. */
    String nextId() {
        StringBuilder id = new StringBuilder(22);
        for (int i = 0; i < 22; i++) {
            id.append(ALPHABET.charAt(random.nextInt(64)));
        }
        if (random.nextInt(8) == 0) {
            id.setCharAt(1, '&');
        }
        return id.toString();
    }

    ZoomUser byId(String id) {
        return byId.get(id);
    }

    ZoomUser byLogin(String login) {
        return byLogin.get(ZoomUser.key(login));
    }

    /** Adds a user, or replaces the one with the same id. */
    void put(ZoomUser user) {
        ZoomUser was = byId.put(user.id(), user);
        if (was != null && !was.key().equals(user.key())) {
            byLogin.remove(was.key());
        }
        byLogin.put(user.key(), user);
        if (user.pending()) {
            return;
        }
        int place = Collections.binarySearch(members, user, ORDER);
        if (place >= 0) {
            members.set(place, user);
        } else {
            members.add(-place - 1, user);
        }
    }

    void remove(ZoomUser user) {
        byId.remove(user.id());
        byLogin.remove(user.key());
        int place = Collections.binarySearch(members, user, ORDER);
        if (place >= 0) {
            members.remove(place);
        }
    }

    int members() {
        return members.size();
    }

    /** Members from a place (from 0) on. */
    List<ZoomUser> page(int from, int count) {
        int start = Math.min(from, members.size());
        return new ArrayList<>(members.subList(start, start + Math.min(count, members.size() - start)));
    }

    List<ZoomUser> members(Predicate<ZoomUser> which) {
        return members.stream().filter(which).toList();
    }

    /** Everybody, pending users too, in the order in which they came. */
    List<ZoomUser> all() {
        return byId.values().stream().sorted(ORDER).toList();
    }

    void clear() {
        byId.clear();
        byLogin.clear();
        members.clear();
        random = new SplittableRandom(2);
        numbers = 0;
    }
}
