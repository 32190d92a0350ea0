package io.muster.plan;

import java.util.List;
import java.util.Set;

/**
 * What the guard says of a cycle.
 *
 * @param held     the kinds of which every operation of the cycle waits for {@code muster approve}; the others go on
 * @param messages one for each held limit: the numbers, the rule and the remedy
 * @param passed   one for each limit that was looked at and not reached, for the log
 */
public record Judgement(Set<OperationKind> held, List<String> messages, List<String> passed) {
}
