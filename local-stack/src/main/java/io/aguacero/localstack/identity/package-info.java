/** Certificates of the services on one machine. */
@NullMarked
package io.aguacero.localstack.identity;

import org.jspecify.annotations.NullMarked;
