package io.aguacero.access;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who calls, as a key or a token says it: never as a request says it.
 *
 * @param tenant whose events these are
 * @param subject name of the key; of a token, its subject behind {@code sub:}, which no name of a key begins with
 * @param scopes what it may do
 * @param kinds names of the event kinds that it may use, or {@value #EVERY_KIND} among them
 */
public record Caller(String tenant, String subject, Set<Scope> scopes, Set<String> kinds) {
    /** Stands for every kind, also for those that are yet to come. */
    public static final String EVERY_KIND = "*";

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?");

    /** Whether a text may be the name of a key or a tenant: 1 to 64 of a-z, 0-9, '.', '_' and '-', the ends a-z or 0-9. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Keeps copies. */
    public Caller {
        scopes = scopes.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(scopes));
        kinds = Set.copyOf(kinds);
    }

    /** Whether it has the scope. */
    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    /** Whether it may use the kind of that name, which may not exist. */
    public boolean mayUse(String kind) {
        return everyKind() || kinds.contains(kind);
    }

    /** Whether it may use all kinds, and so what tells of several at once. */
    public boolean everyKind() {
        return kinds.contains(EVERY_KIND);
    }

    /** Whether it may see what belongs to that tenant. */
    public boolean maySee(String otherTenant) {
        return tenant.equals(otherTenant) || may(Scope.ADMIN);
    }
}
