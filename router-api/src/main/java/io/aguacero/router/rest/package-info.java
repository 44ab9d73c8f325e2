/** The hop as plain HTTP, beside gRPC. */
@NullMarked
package io.aguacero.router.rest;

import org.jspecify.annotations.NullMarked;
