/** Health. */
@NullMarked
package io.aguacero.kafkawriter.observability;

import org.jspecify.annotations.NullMarked;
