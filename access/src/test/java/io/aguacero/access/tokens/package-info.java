/** Who is let in, and who isn't. */
@NullMarked
package io.aguacero.access.tokens;

import org.jspecify.annotations.NullMarked;
