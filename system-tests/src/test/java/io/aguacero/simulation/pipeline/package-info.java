/** The pipeline in the simulation: its own classes, between brokers, networks and clients that are made up. */
@NullMarked
package io.aguacero.simulation.pipeline;

import org.jspecify.annotations.NullMarked;
