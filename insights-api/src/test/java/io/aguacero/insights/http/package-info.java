/** How answers are written. */
@NullMarked
package io.aguacero.insights.http;

import org.jspecify.annotations.NullMarked;
