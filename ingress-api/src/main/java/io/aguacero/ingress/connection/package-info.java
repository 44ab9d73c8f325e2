/** What a connection to the door may be before its requests are looked at: how many, how slow, and HTTP/1.1 by the letter. */
@NullMarked
package io.aguacero.ingress.connection;

import org.jspecify.annotations.NullMarked;
