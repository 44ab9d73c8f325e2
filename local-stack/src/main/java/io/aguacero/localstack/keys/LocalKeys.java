package io.aguacero.localstack.keys;

import io.aguacero.access.ApiKey;
import io.aguacero.access.Caller;
import io.aguacero.access.KeyFile;
import io.aguacero.access.KeyReading;
import io.aguacero.access.KeySecret;
import io.aguacero.access.QuotaLimits;
import io.aguacero.access.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The file of keys of a folder, changed by one process at a time and replaced as a whole, so that a service never reads half
 * of it. Anybody may read it: of each key it has a hash, from which nothing leads back.
 */
public final class LocalKeys {
    /** Tenant of a key that names none. */
    public static final String TENANT = "default";

    private static final String OWN = "local";

    private final Path file;
    private final Clock clock;

    /** The keys of that file, which need not be there yet. */
    public LocalKeys(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Where they lie below the folder of all that runs leave behind. */
    public static Path fileBelow(Path state) {
        return state.resolve("keys/keys.json");
    }

    /** The file that services are given. */
    public Path file() {
        return file;
    }

    /**
     * All of them.
     *
     * @throws IllegalStateException if the file can't be used, with the reason
     */
    public List<ApiKey> all() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return switch (KeyFile.read(file)) {
                case KeyReading.Read(List<ApiKey> keys) -> keys;
                case KeyReading.Refused(List<String> problems) ->
                    throw new IllegalStateException(file + ": " + String.join("; ", problems));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds a key with a secret that is made here; the secret is kept nowhere.
     *
     * @param key all but the hash, of which any will do
     * @return the secret
     * @throws IllegalStateException if there is a key of that name, or the key isn't one that a service would take
     */
    public String add(ApiKey key) {
        String secret = KeySecret.generate();
        change(keys -> {
            if (keys.stream().anyMatch(other -> other.name().equals(key.name()))) {
                throw new IllegalStateException("there is a key " + key.name() + " already");
            }
            keys.add(new ApiKey(key.caller(), KeySecret.sha256(secret), key.quota(), key.expires(), key.revoked()));
            return true;
        });
        return secret;
    }

    /**
     * Takes a key back for good.
     *
     * @return whether there was one of that name that could still be used
     */
    public boolean revoke(String name) {
        return change(keys -> {
            for (int at = 0; at < keys.size(); at++) {
                ApiKey key = keys.get(at);
                if (key.name().equals(name) && key.revoked() == null) {
                    keys.set(at, key.revokedAt(clock.instant()));
                    return true;
                }
            }
            return false;
        });
    }

    /**
     * The key of who runs all of it here, which may do everything. Its secret lies beside the file's folder, which containers
     * are given, for its owner alone, and is made anew when the key can't be used any more.
     */
    public String own() {
        Path kept = file.toAbsolutePath().getParent().resolveSibling("own-key");
        Optional<String> before = read(kept);
        if (before.filter(this::usable).isPresent()) {
            return before.get();
        }
        change(keys -> keys.removeIf(key -> key.name().equals(OWN)));
        String secret = add(new ApiKey(
                new Caller(TENANT, OWN, EnumSet.allOf(Scope.class), Set.of(Caller.EVERY_KIND)),
                "",
                QuotaLimits.NONE,
                null,
                null));
        writePrivately(kept, secret + "\n");
        return secret;
    }

    private boolean usable(String secret) {
        String hash = KeySecret.sha256(secret);
        return all().stream()
                .anyMatch(key -> key.sha256().equals(hash) && key.revoked() == null && !key.expiredAt(clock.instant()));
    }

    private static Optional<String> read(Path kept) {
        try {
            return Files.exists(kept) ? Optional.of(Files.readString(kept).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("try") // The lock is held, not used.
    private boolean change(Function<List<ApiKey>, Boolean> change) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(
                            file.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                List<ApiKey> keys = new ArrayList<>(all());
                boolean changed = change.apply(keys);
                if (changed) {
                    write(KeyFile.written(keys));
                }
                return changed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing is put in force that the services would refuse. */
    private void write(byte[] text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, text);
        if (KeyFile.read(fresh) instanceof KeyReading.Refused(List<String> problems)) {
            Files.delete(fresh);
            throw new IllegalStateException(String.join("; ", problems));
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes a file that its owner alone may read, from its first byte on. */
    public static void writePrivately(Path file, String text) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
