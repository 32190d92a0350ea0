package io.muster.mapping;

/**
 * One line of a channel's mapping ({@code behaviour.md} section 3).
 *
 * @param attribute    the target attribute
 * @param source       a directory attribute, an expression in Camel's Simple language, or null for a constant
 * @param defaultValue used when the source is empty or the expression fails; null for none
 */
public record MapLine(String attribute, String source, String defaultValue, boolean createOnly, boolean trim, LetterCase letterCase,
        Parse parse, boolean mask) {

    /** The {@code case} option. */
    public enum LetterCase {
        AS_IS, LOWER, UPPER
    }

    /** The {@code parse} option. */
    public enum Parse {
        NONE, CN_FROM_DN, USERNAME_FROM_EMAIL
    }

    /** A line by which everybody has this value. */
    public static MapLine constant(String attribute, String value) {
        return new MapLine(attribute, null, value, false, false, LetterCase.AS_IS, Parse.NONE, false);
    }

    /** Whether the source is an expression, and not the name of a directory attribute. */
    public boolean expression() {
        return source != null && source.contains("${");
    }
}
