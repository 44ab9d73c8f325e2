/** The way to the router, as far as it has to do with the event loops on which requests come in. */
@NullMarked
package io.aguacero.ingress.hop;

import org.jspecify.annotations.NullMarked;
