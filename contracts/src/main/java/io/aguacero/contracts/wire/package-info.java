/**
 * The documents on the brokers: an event in CloudEvents binary mode (attributes beside the original JSON bytes), and
 * several events packed into one message. The reference is {@code docs/wire.md}.
 */
@NullMarked
package io.aguacero.contracts.wire;

import org.jspecify.annotations.NullMarked;
