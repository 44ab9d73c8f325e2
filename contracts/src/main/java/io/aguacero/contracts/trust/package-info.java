/** Whom a client believes that it is connected to. */
@NullMarked
package io.aguacero.contracts.trust;

import org.jspecify.annotations.NullMarked;
