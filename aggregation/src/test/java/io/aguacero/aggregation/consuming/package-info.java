/**
 * What a consumer promises on any path, as tests that each consumer's module runs against its own broker: the packaged
 * service as a process, a real Valkey, and a fold of its own over what was sent.
 */
@NullMarked
package io.aguacero.aggregation.consuming;

import org.jspecify.annotations.NullMarked;
