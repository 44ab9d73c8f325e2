/** Settings of the service. */
@NullMarked
package io.aguacero.router.config;

import org.jspecify.annotations.NullMarked;
