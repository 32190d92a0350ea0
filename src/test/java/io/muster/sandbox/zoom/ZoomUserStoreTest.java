package io.muster.sandbox.zoom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The store against the plainest model of it: a list in the order of arrival. */
class ZoomUserStoreTest {

    private static ZoomUser user(long number, String id, String login, boolean pending) {
        return new ZoomUser(number, id, JsonNodeFactory.instance.objectNode().put("userName", login), pending, false, List.of());
    }

    @Property(tries = 200)
    void listsAndLookUpsAgreeWhateverIsDone(@ForAll List<@IntRange(min = 0, max = 99) Integer> steps, @ForAll @IntRange(min = 0, max = 12) int from,
            @ForAll @IntRange(min = 0, max = 5) int count) {
        ZoomUserStore store = new ZoomUserStore();
        List<ZoomUser> model = new ArrayList<>();

        for (int step : steps) {
            if (step < 50 || model.isEmpty()) {
                long number = store.nextNumber();
                model.add(user(number, store.nextId(), "user" + number + "@example.com", step % 3 == 0));
                store.put(model.get(model.size() - 1));
            } else {
                int place = step % model.size();
                ZoomUser old = model.get(place);
                if (step < 75) {
                    model.remove(place);
                    store.remove(old);
                } else {
                    model.set(place, user(old.number(), old.id(), "Renamed" + step + "." + old.login(), old.pending() && step % 2 == 0));
                    store.put(model.get(place));
                    assertThat(store.byLogin(old.login())).isNull();
                }
            }
        }

        List<ZoomUser> members = model.stream().filter(user -> !user.pending()).toList();
        assertThat(store.all()).isEqualTo(model);
        assertThat(store.members()).isEqualTo(members.size());
        assertThat(store.page(from, count)).isEqualTo(members.stream().skip(from).limit(count).toList());
        assertThat(model).allSatisfy(user -> {
            assertThat(store.byId(user.id())).isSameAs(user);
            assertThat(store.byLogin(user.login().toUpperCase(Locale.ROOT))).isSameAs(user);
        });
    }
}
