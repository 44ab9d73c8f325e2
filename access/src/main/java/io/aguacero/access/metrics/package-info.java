/** What is measured of who is let in. */
@NullMarked
package io.aguacero.access.metrics;

import org.jspecify.annotations.NullMarked;
