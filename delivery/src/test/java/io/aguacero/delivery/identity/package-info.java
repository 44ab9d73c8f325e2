@NullMarked
package io.aguacero.delivery.identity;

import org.jspecify.annotations.NullMarked;
