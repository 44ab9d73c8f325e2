/** Configuration of the door, and what is built from it at start. */
@NullMarked
package io.aguacero.ingress.config;

import org.jspecify.annotations.NullMarked;
