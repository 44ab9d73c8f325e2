package io.aguacero.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code endpoints.env}: shell assignments, with or without quotes. */
final class Endpoints {
    private static final Pattern ASSIGNMENT = Pattern.compile("(?:export )?([A-Z0-9_]+)=(['\"]?)(.*)\\2");

    private Endpoints() {}

    static Map<String, String> read(Path file) {
        Map<String, String> endpoints = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                Matcher matcher = ASSIGNMENT.matcher(line.trim());
                if (matcher.matches()) {
                    endpoints.put(matcher.group(1), matcher.group(3));
                }
            }
            return endpoints;
        } catch (IOException e) {
            throw new UncheckedIOException("no endpoints", e);
        }
    }
}
