/** How an event crosses a hop: sinks, delivery outcomes, group commit, bounded in-flight, deadlines. Knows no broker. */
@NullMarked
package io.aguacero.delivery;

import org.jspecify.annotations.NullMarked;
