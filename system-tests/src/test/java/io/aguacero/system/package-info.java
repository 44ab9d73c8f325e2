/**
 * The pipeline as its users meet it: the real processes, started by {@code ./run.sh}, spoken to over HTTP, and judged by
 * an independent fold of what was sent. No class of a service is used here.
 */
@NullMarked
package io.aguacero.system;

import org.jspecify.annotations.NullMarked;
