/** Proves the routing. */
@NullMarked
package io.aguacero.router.rest;

import org.jspecify.annotations.NullMarked;
