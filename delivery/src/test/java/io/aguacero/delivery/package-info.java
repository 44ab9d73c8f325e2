/** Proves what a hop promises, against hand-written sinks and real gRPC servers. */
@NullMarked
package io.aguacero.delivery;

import org.jspecify.annotations.NullMarked;
