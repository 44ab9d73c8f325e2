/**
 * Judges a run from outside: reads what the client wrote down, both logs, the dead letters and the store, and says what
 * doesn't agree, naming events. It knows {@code docs/wire.md} and nothing of the code that it judges; a rule keeps it so.
 */
@NullMarked
package io.aguacero.chaos.checker;

import org.jspecify.annotations.NullMarked;
