/** HTTP: which request goes where, how much of it is taken in, and how it is answered. */
@NullMarked
package io.aguacero.ingress.http;

import org.jspecify.annotations.NullMarked;
