package io.muster.target;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a service demands of one attribute. Checked before any request ({@code behaviour.md} section 3).
 *
 * @param allowed                the only values taken (ignoring case), or empty for any
 * @param maxLength              in characters, 0 for none
 * @param pattern                the whole value must match, or null
 * @param writableOnUpdate       false: the value can be given on create only
 * @param acceptedWhileDisabled  whether a write to a disabled account takes effect
 */
public record AttributeDescriptor(String name, boolean required, boolean unique, boolean multiValued, Set<String> allowed, int maxLength,
        Pattern pattern, boolean writableOnUpdate, boolean acceptedWhileDisabled) {

    /** An optional single-valued attribute without further rules, not written while the account is disabled. */
    public static AttributeDescriptor optional(String name) {
        return new AttributeDescriptor(name, false, false, false, Set.of(), 0, null, true, false);
    }
}
