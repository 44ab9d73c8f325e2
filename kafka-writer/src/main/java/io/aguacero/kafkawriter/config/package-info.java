/** Settings of the service. */
@NullMarked
package io.aguacero.kafkawriter.config;

import org.jspecify.annotations.NullMarked;
