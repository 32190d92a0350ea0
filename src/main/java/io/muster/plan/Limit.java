package io.muster.plan;

/**
 * A guard's limit: a count, a percentage of the accounts recorded at the start of the cycle, or both, the smaller binding.
 *
 * @param count   null for none
 * @param percent 0..100, null for none
 */
public record Limit(Integer count, Double percent) {

    public static final Limit NONE = new Limit(null, null);
}
