/**
 * Whether anything is lost or counted twice: both logs are read once more, apart from the consumers, and compared with
 * the store minute by minute, with each other, and with what the doors answered. {@code ShardScan} is where an exact
 * comparison is made. Knows no broker.
 */
@NullMarked
package io.aguacero.insights.reconciliation;

import org.jspecify.annotations.NullMarked;
