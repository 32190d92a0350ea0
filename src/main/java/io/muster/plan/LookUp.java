package io.muster.plan;

/** What looking for a person's account by its match key brought. */
public sealed interface LookUp {

    /** Nobody looked: right wherever {@link Planner#needsLookUp} says no. */
    LookUp NOT_LOOKED = new NotLooked();

    /** There is no such account. */
    LookUp NOT_FOUND = new NotFound();

    /** See {@link #NOT_LOOKED}. */
    record NotLooked() implements LookUp {
    }

    /** See {@link #NOT_FOUND}. */
    record NotFound() implements LookUp {
    }

    /** The account that is there, and free to be linked. */
    record Of(Found found) implements LookUp {
    }

    /**
     * The address is taken by an account that can't be linked.
     *
     * @param reason for people: pending at another organisation, owned by another channel or another entry
     */
    record Foreign(String reason) implements LookUp {
    }
}
