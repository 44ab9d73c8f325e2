/** The service's configuration. */
@NullMarked
package io.aguacero.kafkaconsumer.config;

import org.jspecify.annotations.NullMarked;
