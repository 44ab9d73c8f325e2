package io.aguacero.system;

import java.util.Map;

/**
 * A message as a broker's plain client gives it.
 *
 * @param contentType empty when it has none
 * @param headers as text
 */
record LogMessage(String contentType, Map<String, String> headers, byte[] body) {}
