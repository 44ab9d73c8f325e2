/** Real servers and services as local processes. */
@NullMarked
package io.aguacero.localstack;

import org.jspecify.annotations.NullMarked;
