/** How neighbours on a hop know each other: by certificates of one authority, each with the name of its service. */
@NullMarked
package io.aguacero.delivery.identity;

import org.jspecify.annotations.NullMarked;
