package io.aguacero.contracts.kinds;

import java.util.List;

/**
 * Template of a routing path, for example {@code weather/{municipality}/{weather}}.
 *
 * @param text as the kind file writes it
 * @param fields the payload fields that it names, in order
 */
public record TopicTemplate(String text, List<String> fields) {}
