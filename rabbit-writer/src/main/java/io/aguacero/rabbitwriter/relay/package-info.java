/** Brings the streams level with the journal: what Kafka has of kinds that it acknowledges, published in its order. */
@NullMarked
package io.aguacero.rabbitwriter.relay;

import org.jspecify.annotations.NullMarked;
