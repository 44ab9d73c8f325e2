/** Benchmarks of the real processes; nothing here ships. */
@NullMarked
package io.aguacero.bench;

import org.jspecify.annotations.NullMarked;
