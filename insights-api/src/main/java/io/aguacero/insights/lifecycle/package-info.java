/** What runs by itself from the service's start to its end. */
@NullMarked
package io.aguacero.insights.lifecycle;

import org.jspecify.annotations.NullMarked;
