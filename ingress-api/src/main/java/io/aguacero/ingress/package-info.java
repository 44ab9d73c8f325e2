/**
 * The door. One request's way: {@link io.aguacero.ingress.reading} turns a body into {@link Reading}s, {@link Admission}
 * checks and stamps each, an {@link io.aguacero.delivery.EventSink} writes what was admitted, and {@link
 * io.aguacero.ingress.http} answers with every {@link Outcome}.
 */
@NullMarked
package io.aguacero.ingress;

import org.jspecify.annotations.NullMarked;
