/**
 * Reads bodies: plain JSON in three forms and CloudEvents in three modes, strictly, each event's payload as the client's
 * own bytes. Knows the text of a request and nothing of HTTP.
 */
@NullMarked
package io.aguacero.ingress.reading;

import org.jspecify.annotations.NullMarked;
