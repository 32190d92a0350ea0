package io.muster.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One attribute before and after. {@code from} null = unknown, empty list = was empty; {@code to} empty = cleared.
 * A masked attribute shows {@code ***} on both sides.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Change(List<String> from, List<String> to) {
}
