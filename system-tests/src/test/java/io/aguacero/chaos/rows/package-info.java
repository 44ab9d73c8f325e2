/** The rows of the fault matrix, the suite that runs them, and its report. */
@NullMarked
package io.aguacero.chaos.rows;

import org.jspecify.annotations.NullMarked;
