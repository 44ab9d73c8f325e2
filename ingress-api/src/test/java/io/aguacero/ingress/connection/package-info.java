@NullMarked
package io.aguacero.ingress.connection;

import org.jspecify.annotations.NullMarked;
