/** The door. */
@NullMarked
package io.aguacero.ingress;

import org.jspecify.annotations.NullMarked;
