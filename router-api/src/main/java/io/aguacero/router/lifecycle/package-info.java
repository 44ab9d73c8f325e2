/** How the service is put together and started. */
@NullMarked
package io.aguacero.router.lifecycle;

import org.jspecify.annotations.NullMarked;
