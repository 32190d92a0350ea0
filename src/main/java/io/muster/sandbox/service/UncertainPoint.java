package io.muster.sandbox.service;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What nobody outside a service knows for sure: a constant of an enum, named in capitals as its target sheet names it in camel case. */
public interface UncertainPoint {

    /** The constant's name. */
    String name();

    /** The values, the default first. */
    List<String> choices();

    /** The name in the sheet: {@code duplicateCreate}. */
    default String key() {
        StringBuilder camel = new StringBuilder();
        for (String word : name().split("_")) {
            camel.append(camel.isEmpty() ? word.toLowerCase(Locale.ROOT) : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
        }
        return camel.toString();
    }

    /**
     * The value that is meant: the value itself, ignoring case, or a longer wording that contains it, as in the sheet
     * ({@code "ignored, userName wins"}).
     *
     * @throws IllegalArgumentException when it is none of the values
     */
    default String value(String wording) {
        String plain = wording.replace("`", "").toLowerCase(Locale.ROOT);
        String meant = null;
        for (String value : choices()) {
            if (plain.contains(value.toLowerCase(Locale.ROOT)) && (meant == null || value.length() > meant.length())) {
                meant = value;
            }
        }
        if (meant == null) {
            throw new IllegalArgumentException("\"" + wording + "\" is no value of the switch \"" + key() + "\": use one of " + choices() + ".");
        }
        return meant;
    }

    /**
     * The point of that name in the sheet.
     *
     * @throws IllegalArgumentException when there is none
     */
    static <E extends Enum<E> & UncertainPoint> E of(Class<E> points, String key) {
        return Arrays.stream(points.getEnumConstants()).filter(one -> one.key().equals(key)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "There is no switch \"" + key + "\": use " + Arrays.stream(points.getEnumConstants()).map(UncertainPoint::key).toList() + "."));
    }
}
