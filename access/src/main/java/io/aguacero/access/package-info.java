/**
 * Who may do what. A request's {@code Authorization} header is judged by the {@link io.aguacero.access.Gate} against the
 * {@link io.aguacero.access.KeysInForce}, which come from a {@link io.aguacero.access.KeyFile} and are read again while the
 * service runs; what comes out is a {@link io.aguacero.access.Caller} with a {@link io.aguacero.access.Quota}, or a {@link
 * io.aguacero.access.Reason}.
 */
@NullMarked
package io.aguacero.access;

import org.jspecify.annotations.NullMarked;
