package io.aguacero.access;

/** Says what tokens are worth. It never waits, and may be asked on any thread. */
public interface TokenCheck {
    /**
     * Judges a token: three parts with a dot between each, of which nothing else is known.
     *
     * @return who comes with it, of whom the scope isn't looked at yet, or why nobody does
     */
    Judgement judge(String token);
}
