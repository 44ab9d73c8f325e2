/** Read side. */
@NullMarked
package io.aguacero.insights;

import org.jspecify.annotations.NullMarked;
