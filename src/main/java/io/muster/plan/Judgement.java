package io.muster.plan;

import java.util.List;
import java.util.Set;

/** What the guard said: the kinds it holds, and why it did or did not trip, for people. */
public record Judgement(Set<OperationKind> held, List<String> messages) {
}
