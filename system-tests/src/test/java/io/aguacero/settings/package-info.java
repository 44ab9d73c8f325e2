/** The services' settings: what is out of bounds is refused by name. */
@NullMarked
package io.aguacero.settings;

import org.jspecify.annotations.NullMarked;
