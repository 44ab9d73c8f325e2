/** Settings of the service. */
@NullMarked
package io.aguacero.rabbitwriter.config;

import org.jspecify.annotations.NullMarked;
