/** The service's configuration. */
@NullMarked
package io.aguacero.rabbitconsumer.config;

import org.jspecify.annotations.NullMarked;
