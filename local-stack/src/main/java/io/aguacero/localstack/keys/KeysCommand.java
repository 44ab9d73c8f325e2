package io.aguacero.localstack.keys;

import io.aguacero.access.ApiKey;
import io.aguacero.access.Caller;
import io.aguacero.access.QuotaLimits;
import io.aguacero.access.Scope;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code ./run.sh keys}: {@code KeysCommand FILE add NAME [OPTIONS] | list | revoke NAME}. */
public final class KeysCommand {
    private static final String USAGE = """
            ./run.sh keys takes
              list
              revoke NAME
              add NAME [--tenant default] [--scopes write,read] [--kinds KIND,KIND] [--expires 365d | never]
                       [--events-per-second N] [--bytes-per-second N] [--requests-at-once N]
            Scopes are write, read, replay and admin; without --kinds a key is for every kind.""";

    private static final Set<String> OPTIONS = Set.of(
            "--tenant",
            "--scopes",
            "--kinds",
            "--expires",
            "--events-per-second",
            "--bytes-per-second",
            "--requests-at-once");
    private static final Pattern DAYS = Pattern.compile("[1-9][0-9]{0,4}d");

    private final LocalKeys keys;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream told;

    /**
     * @param out takes what a script may use: the secret of a new key alone, or the list
     * @param told takes what a person is told besides
     */
    KeysCommand(LocalKeys keys, Clock clock, PrintStream out, PrintStream told) {
        this.keys = keys;
        this.clock = clock;
        this.out = out;
        this.told = told;
    }

    /**
     * Does what is asked for, or says why not and ends with status 1.
     *
     * @param arguments the file, and what to do
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Clock clock = Clock.systemUTC();
        LocalKeys keys = new LocalKeys(Path.of(arguments[0]), clock);
        try {
            new KeysCommand(keys, clock, System.out, System.err)
                    .run(List.of(arguments).subList(1, arguments.length));
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            System.err.println("aguacero: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Does one command.
     *
     * @throws IllegalArgumentException if there is no such command
     * @throws IllegalStateException if it can't be done
     */
    void run(List<String> arguments) {
        String command = arguments.isEmpty() ? "list" : arguments.getFirst();
        if (command.equals("list") && arguments.size() <= 1) {
            list();
        } else if (command.equals("revoke") && arguments.size() == 2) {
            revoke(arguments.get(1));
        } else if (command.equals("add") && arguments.size() >= 2) {
            add(arguments.get(1), options(arguments.subList(2, arguments.size())));
        } else {
            throw new IllegalArgumentException(USAGE);
        }
    }

    private void add(String name, Map<String, String> options) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String label : options.getOrDefault("--scopes", "write,read").split(",", -1)) {
            scopes.add(Scope.of(label)
                    .orElseThrow(() -> new IllegalArgumentException("there is no scope '" + label + "'")));
        }
        Set<String> kinds =
                Set.of(options.getOrDefault("--kinds", Caller.EVERY_KIND).split(",", -1));
        Caller caller = new Caller(options.getOrDefault("--tenant", LocalKeys.TENANT), name, scopes, kinds);
        QuotaLimits quota = new QuotaLimits(
                number(options, "--events-per-second", QuotaLimits.EVENTS_MAX),
                number(options, "--bytes-per-second", QuotaLimits.BYTES_MAX),
                (int) number(options, "--requests-at-once", QuotaLimits.REQUESTS_MAX));
        String secret =
                keys.add(new ApiKey(caller, "", quota, expiry(options.getOrDefault("--expires", "365d")), null));
        told.println("aguacero: key " + name + " is in force within seconds. This is shown once, and kept nowhere:");
        out.println(secret);
    }

    private void revoke(String name) {
        if (!keys.revoke(name)) {
            throw new IllegalStateException("there is no key " + name + " that could still be used");
        }
        told.println("aguacero: key " + name + " is refused within seconds, and for good");
    }

    private void list() {
        String form = "%-20s %-12s %-26s %-24s %-24s %s%n";
        out.printf(form, "name", "tenant", "scopes", "kinds", "until", "quota");
        for (ApiKey key : keys.all()) {
            Caller caller = key.caller();
            out.printf(
                    form,
                    key.name(),
                    caller.tenant(),
                    caller.scopes().stream().sorted().map(Scope::label).collect(Collectors.joining(",")),
                    caller.everyKind()
                            ? "all"
                            : String.join(",", caller.kinds().stream().sorted().toList()),
                    until(key),
                    quota(key.quota()));
        }
    }

    private String until(ApiKey key) {
        if (key.revoked() != null) {
            return "revoked";
        }
        if (key.expiredAt(clock.instant())) {
            return "expired";
        }
        return key.expires() == null ? "for ever" : key.expires().toString();
    }

    private static String quota(QuotaLimits quota) {
        return quota.equals(QuotaLimits.NONE)
                ? "none"
                : quota.eventsPerSecond() + " events/s, " + quota.bytesPerSecond() + " bytes/s, "
                        + quota.requestsAtOnce() + " at once (0: no bound)";
    }

    private @Nullable Instant expiry(String text) {
        if (text.equals("never")) {
            return null;
        }
        if (!DAYS.matcher(text).matches()) {
            throw new IllegalArgumentException("--expires takes a number of days such as 90d, or never");
        }
        return clock.instant().plus(Duration.ofDays(Integer.parseInt(text.substring(0, text.length() - 1))));
    }

    private static long number(Map<String, String> options, String option, long max) {
        String text = options.get(option);
        if (text == null) {
            return 0;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, as what is out of bounds.
        }
        throw new IllegalArgumentException(option + " takes a whole number from 1 to " + max);
    }

    private static Map<String, String> options(List<String> words) {
        Map<String, String> options = new HashMap<>();
        for (int at = 0; at < words.size(); at += 2) {
            String option = words.get(at);
            if (!OPTIONS.contains(option) || at + 1 == words.size() || options.put(option, words.get(at + 1)) != null) {
                throw new IllegalArgumentException(USAGE);
            }
        }
        return options;
    }
}
