package io.muster.plan;

/** What the service answered when it was asked for an account by its match key. */
public sealed interface LookUp {

    LookUp NOT_LOOKED = new NotLooked();
    LookUp NOT_FOUND = new NotFound();

    static LookUp of(Found found) {
        return new Of(found);
    }

    static LookUp foreign(String why) {
        return new Foreign(why);
    }

    record NotLooked() implements LookUp {
    }

    record NotFound() implements LookUp {
    }

    record Of(Found found) implements LookUp {
    }

    /** The key is taken, but the account is not ours to take: it is pending, elsewhere, or another user's. */
    record Foreign(String why) implements LookUp {
    }
}
