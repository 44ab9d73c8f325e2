/** Reads Kafka's log again, apart from its consumer. */
@NullMarked
package io.aguacero.insights.kafka;

import org.jspecify.annotations.NullMarked;
