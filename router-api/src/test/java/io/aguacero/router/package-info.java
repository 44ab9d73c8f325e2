/** Proves the routing. */
@NullMarked
package io.aguacero.router;

import org.jspecify.annotations.NullMarked;
