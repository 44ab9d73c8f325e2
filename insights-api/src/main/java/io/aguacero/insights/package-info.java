/**
 * The read side: what the aggregates say, exactly. A question ({@link io.aguacero.insights.TotalsQuery}, {@link
 * io.aguacero.insights.WindowsQuery}) is checked against the kinds in force, {@link io.aguacero.insights.Insights} reads
 * the store within a deadline, and an {@link io.aguacero.insights.Answer} is either given or refused with a stable code.
 * Nothing here writes an aggregate.
 */
@NullMarked
package io.aguacero.insights;

import org.jspecify.annotations.NullMarked;
