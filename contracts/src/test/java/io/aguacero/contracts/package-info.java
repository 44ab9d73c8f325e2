/** What places and identifies an event, checked against figures that another language computed. */
@NullMarked
package io.aguacero.contracts;

import org.jspecify.annotations.NullMarked;
