/** What this door has accepted, told in sums, so that nothing that was accepted can get lost unnoticed. */
@NullMarked
package io.aguacero.ingress.sums;

import org.jspecify.annotations.NullMarked;
