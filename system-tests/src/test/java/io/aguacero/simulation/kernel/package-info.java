/**
 * Virtual time: one thread at a time, in an order that a seed decides. The pipeline's classes are loaded with each call that
 * would read a clock, start a thread or wait replaced by one of these, so they run unchanged and know nothing of it.
 */
@NullMarked
package io.aguacero.simulation.kernel;

import org.jspecify.annotations.NullMarked;
