/**
 * What crosses a boundary between processes: error codes, delivery paths, names of topics and keys, and how an event is
 * identified and placed on a shard. The envelope itself is generated from {@code aguacero/v1/event.proto} into {@code
 * io.aguacero.contracts.v1}.
 */
@NullMarked
package io.aguacero.contracts;

import org.jspecify.annotations.NullMarked;
