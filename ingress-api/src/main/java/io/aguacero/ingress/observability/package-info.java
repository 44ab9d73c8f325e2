/** What the door tells about itself: metrics and readiness. */
@NullMarked
package io.aguacero.ingress.observability;

import org.jspecify.annotations.NullMarked;
