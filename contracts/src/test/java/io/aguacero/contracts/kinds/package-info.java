/** What a kind promises, and what the loader refuses. */
@NullMarked
package io.aguacero.contracts.kinds;

import org.jspecify.annotations.NullMarked;
