/**
 * The pipeline's own classes under virtual time, between brokers, a store and a network that fail as a seed decides: each
 * seed is one run that can be repeated. {@code README.md} of this module says how.
 */
@NullMarked
package io.aguacero.simulation;

import org.jspecify.annotations.NullMarked;
