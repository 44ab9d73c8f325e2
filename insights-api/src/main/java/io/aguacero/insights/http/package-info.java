/** The questions over HTTP: parameters in, exact JSON or a problem document (RFC 9457) out. */
@NullMarked
package io.aguacero.insights.http;

import org.jspecify.annotations.NullMarked;
