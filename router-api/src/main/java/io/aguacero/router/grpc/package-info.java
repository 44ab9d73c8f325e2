/** The hop that ingress-api calls. */
@NullMarked
package io.aguacero.router.grpc;

import org.jspecify.annotations.NullMarked;
