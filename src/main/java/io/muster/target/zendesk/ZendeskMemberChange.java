package io.muster.target.zendesk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.target.zendesk.ZendeskMembers.Membership;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One request that adds or removes members of a group: a job for several rows, a plain request for one.
 *
 * @param rows who is added, or which memberships are removed
 */
public record ZendeskMemberChange(String group, boolean adds, List<Membership> rows) {

    public boolean isJob() {
        return rows.size() > 1;
    }

    public String getMethod() {
        return adds ? "POST" : "DELETE";
    }

    public String getPath() {
        return "/group_memberships" + (isJob() ? adds ? "/create_many" : "/destroy_many" : adds ? "" : "/" + rows.get(0).id());
    }

    public String getQuery() {
        return adds || !isJob() ? "" : "ids=" + rows.stream().map(Membership::id).collect(Collectors.joining(","));
    }

    public String getBody() {
        if (!adds) {
            return "";
        }
        ObjectNode body = ZendeskJson.object();
        if (isJob()) {
            ArrayNode list = body.putArray("group_memberships");
            rows.forEach(row -> write(list.addObject(), row));
        } else {
            write(body.putObject("group_membership"), rows.get(0));
        }
        return body.toString();
    }

    private void write(ObjectNode membership, Membership row) {
        membership.put("user_id", Long.parseLong(row.user())).put("group_id", Long.parseLong(group));
    }
}
