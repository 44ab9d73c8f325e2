/** Configuration of insights-api, and the kinds it is configured with. */
@NullMarked
package io.aguacero.insights.config;

import org.jspecify.annotations.NullMarked;
