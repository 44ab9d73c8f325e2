/** The fault matrix: real processes with a proxy on each hop, under load, broken row by row and judged from outside. */
@NullMarked
package io.aguacero.chaos;

import org.jspecify.annotations.NullMarked;
