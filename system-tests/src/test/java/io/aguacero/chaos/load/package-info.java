/** A client that sends events by the client rule while things break, and writes down what it sent and was answered. */
@NullMarked
package io.aguacero.chaos.load;

import org.jspecify.annotations.NullMarked;
