/** How the service is put together, started and stopped. */
@NullMarked
package io.aguacero.rabbitwriter.lifecycle;

import org.jspecify.annotations.NullMarked;
