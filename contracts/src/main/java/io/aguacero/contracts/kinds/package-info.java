/**
 * Event kinds: loading {@code kinds/<name>/{schema.json,kind.yaml}}, refusing what is broken with file, line and reason,
 * and checking a payload against its kind.
 */
@NullMarked
package io.aguacero.contracts.kinds;

import org.jspecify.annotations.NullMarked;
