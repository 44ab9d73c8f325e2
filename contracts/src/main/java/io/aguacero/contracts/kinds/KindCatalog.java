package io.aguacero.contracts.kinds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The kinds in force. Immutable; safe for any thread. */
public final class KindCatalog {
    /** Most kinds that a directory may hold. */
    public static final int KINDS_MAX = 256;

    private final SortedMap<String, EventKind> kinds;

    private KindCatalog(SortedMap<String, EventKind> kinds) {
        this.kinds = Collections.unmodifiableSortedMap(kinds);
    }

    /**
     * Loads every folder of a directory as a kind; files beside the folders, and folders whose name starts with a dot
     * (as those behind a ConfigMap volume), are left alone. Either all kinds are sound, or none is in force.
     */
    public static KindLoading load(Path directory) {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(directory)) {
            folders = entries.filter(entry ->
                            Files.isDirectory(entry) && !fileName(entry).startsWith("."))
                    .sorted()
                    .limit(KINDS_MAX + 1L)
                    .toList();
        } catch (IOException e) {
            return refused(directory, "this directory of kinds can't be read: is it there, and readable?");
        }
        if (folders.isEmpty()) {
            return refused(
                    directory, "there is no kind in this directory: a kind is a folder with kind.yaml and schema.json");
        }
        if (folders.size() > KINDS_MAX) {
            return refused(directory, "there are more than " + KINDS_MAX + " kinds in this directory");
        }
        return load(folders);
    }

    private static KindLoading load(List<Path> folders) {
        SortedMap<String, EventKind> kinds = new TreeMap<>();
        List<KindProblem> problems = new ArrayList<>();
        for (Path folder : folders) {
            KindFolder kind = new KindFolder(folder);
            kind.load().ifPresent(sound -> kinds.put(sound.name(), sound));
            problems.addAll(kind.problems());
        }
        return problems.isEmpty()
                ? new KindLoading.Loaded(new KindCatalog(kinds))
                : new KindLoading.Refused(List.copyOf(problems));
    }

    private static KindLoading refused(Path directory, String reason) {
        return new KindLoading.Refused(List.of(new KindProblem(directory.toString(), 1, reason)));
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** The kind of that name. */
    public Optional<EventKind> find(String name) {
        return Optional.ofNullable(kinds.get(name));
    }

    /** All kinds, by name. */
    public Collection<EventKind> kinds() {
        return kinds.values();
    }
}
