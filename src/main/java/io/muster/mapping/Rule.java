package io.muster.mapping;

import io.muster.target.AttributeDescriptor;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rules of an {@link AttributeDescriptor}, applied to one value. */
final class Rule {

    private Rule() {
    }

    /** The value as the service spells it: allowed values ignore case. */
    static String spelled(AttributeDescriptor descriptor, String value) {
        if (descriptor.allowed().isEmpty()) {
            return value;
        }
        return descriptor.allowed().stream().filter(value::equalsIgnoreCase).findFirst().orElse(value);
    }

    /** The rule that a value breaks, as the end of the sentence "the value must ...". */
    static Optional<String> broken(AttributeDescriptor descriptor, String value) {
        if (!descriptor.allowed().isEmpty() && !descriptor.allowed().contains(value)) {
            return Optional.of("be one of " + descriptor.allowed().stream().sorted().collect(Collectors.joining(", ")));
        }
        if (descriptor.maxLength() > 0 && value.codePointCount(0, value.length()) > descriptor.maxLength()) {
            return Optional.of("have at most " + descriptor.maxLength() + " characters");
        }
        if (descriptor.pattern() != null && !descriptor.pattern().matcher(value).matches()) {
            return Optional.of("match " + descriptor.pattern().pattern());
        }
        return Optional.empty();
    }
}
