/**
 * The way of one event: where each log holds it, and what each store made of it. {@code PathWay} is where that is judged.
 * Knows no broker.
 */
@NullMarked
package io.aguacero.insights.lineage;

import org.jspecify.annotations.NullMarked;
